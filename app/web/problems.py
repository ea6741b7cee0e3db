"""A failure shown as a page to whoever asked with a browser: what happened, that nothing was kept, and the way on."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import MEDIA_TYPE
from app.web.rendering import page

_FOR_MACHINES: Final = ("/v1/", "/healthz", "/readyz", "/openapi.json", "/login/backchannel-logout")
_TO_PEOPLE: Final[Mapping[str, tuple[str, str]]] = {
    "invalid": ("Adressen passer ikke", "Find det, du leder efter, fra forsiden eller menuen."),
    "cursor_wrong": ("Den side af listen findes ikke", "Gå til listens begyndelse, og bladr derfra."),
    "method_not_allowed": ("Her er ikke noget at se", "Adressen er kun til det, der sendes fra en anden side."),
    "unauthenticated": ("Du er ikke logget ind", ""),
    "choose_role": ("Vælg en rolle", "Du har flere."),
    "role_not_yours": ("Den rolle har du ikke", "Log ind i en af dem, du har."),
}
"""What the API says of headers and fields to a system, in words for who sits at a browser."""
_CHOICE = re.compile(r"([a-z_]+)@([0-9]{3})")


class ProblemPages:
    """Plain ASGI: gives a problem to a browser as a page with the same status.

    It stands outside all limits, so that what they refuse is a page too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_FOR_MACHINES) or not _is_browser(scope):
            await self.app(scope, receive, send)
            return
        begun: Message | None = None
        body = b""

        async def told(message: Message) -> None:
            nonlocal begun, body
            if message["type"] == "http.response.start" and _is_problem(message):
                begun = message
                return
            if begun is None:
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                answer = shown(Request(scope), json.loads(body), Headers(raw=begun["headers"]))
                await answer(scope, receive, send)

        await self.app(scope, receive, told)


def shown(request: Request, problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """The page for a problem; of somebody who is not logged in, the way to log in."""
    if problem["status"] == 401 and request.method in ("GET", "HEAD"):
        return RedirectResponse(f"/log-ind?videre={quote(_where(request))}", 303)
    kept = {name: value for name, value in (headers or {}).items() if name in ("retry-after", "allow")}
    title, detail = _TO_PEOPLE.get(problem["code"], (problem["title"], problem.get("detail", "")))
    return page(
        request,
        "problem.html",
        status=problem["status"],
        headers=kept,
        problem={**problem, "title": title, "detail": detail},
        choices=[match.groups() for one in problem.get("possible", ()) if (match := _CHOICE.fullmatch(str(one)))],
    )


def _where(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _is_browser(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


def _is_problem(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith(MEDIA_TYPE)

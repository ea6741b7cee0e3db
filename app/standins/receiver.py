"""``python -m app.standins.receiver``: a caseworker's system as far as it receives events, and shows what it got.

It does what a vendor's receiver should: checks the signature by the library, answers quickly, leaves out what it has
seen, and shows whether a number is missing.
"""

import html
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer
import uvicorn
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app.standins.serving import serve


@dataclass
class Inbox:
    """What came, in the order it came; ``away`` is how it is told to play dead."""

    secret: str = ""
    away: bool = False
    got: list[dict[str, Any]] = field(default_factory=list)
    again: int = 0
    refused: int = 0

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        """What to answer: 204 for what is signed by the one we know, 401 for anybody else's."""
        if self.away:
            return 503
        try:
            event = Webhook(self.secret).verify(body, headers)
        except (WebhookVerificationError, ValueError, RuntimeError):
            self.refused += 1
            return 401
        if any(one["id"] == event["id"] for one in self.got):
            self.again += 1
        else:
            self.got.append(event)
        return 204

    @property
    def missing(self) -> list[int]:
        """Of the numbers between the first and the last, those that have not come."""
        seen = {int(one["sequence"]) for one in self.got}
        return [one for one in range(min(seen), max(seen)) if one not in seen] if seen else []


def application(inbox: Inbox) -> Starlette:
    """``/ind`` takes events; ``/`` shows them; ``/standin/`` says what is to be played."""

    async def receive(request: Request) -> Response:
        return Response(status_code=inbox.take(await request.body(), dict(request.headers)))

    async def show(_: Request) -> Response:
        return HTMLResponse(_page(inbox))

    async def list_events(_: Request) -> Response:
        said = {"events": inbox.got, "missing": inbox.missing, "again": inbox.again, "refused": inbox.refused}
        return JSONResponse(said)

    async def play(request: Request) -> Response:
        said = await request.json()
        inbox.secret = said.get("secret", inbox.secret)
        inbox.away = said.get("away", inbox.away)
        return Response(status_code=204)

    return Starlette(
        routes=[
            Route("/ind", receive, methods=["POST"]),
            Route("/", show),
            Route("/events", list_events),
            Route("/standin/play", play, methods=["POST"]),
        ]
    )


def _page(inbox: Inbox) -> str:
    rows = "".join(
        f"<tr><td>{one['sequence']}</td><td>{html.escape(one['type'])}</td><td><code>"
        f"{html.escape(one.get('subject', ''))}</code></td><td>{one['data'].get('version', '')}</td>"
        f"<td>{html.escape(one['time'])}</td></tr>"
        for one in reversed(inbox.got)
    )
    missing = ", ".join(map(str, inbox.missing)) or "ingen"
    return (
        "<!doctype html><html lang=da><meta charset=utf-8><meta http-equiv=refresh content=3><title>Modtaget</title>"
        "<style>body{font:16px sans-serif;margin:2rem}td,th{padding:.3rem .8rem;text-align:left}</style>"
        f"<h1>Modtaget af fagsystemet</h1><p>{len(inbox.got)} beskeder. Mangler: {missing}. Kom igen: {inbox.again}. "
        f"Afvist: {inbox.refused}.</p><table><thead><tr><th>Nr.</th><th>Slags</th><th>Sag</th><th>Version</th>"
        f"<th>Tid</th></tr></thead><tbody>{rows}</tbody></table></html>"
    )


def main(port: Annotated[int, typer.Option()], until_input_ends: bool = False) -> None:
    """Receives on 127.0.0.1 until it is stopped."""
    config = uvicorn.Config(
        application(Inbox()), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=1
    )
    serve(config, until_input_ends=until_input_ends)


if __name__ == "__main__":
    typer.run(main)

"""What a request brings to show who is calling, looked at before its body is read."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from app import clock
from app.access import refusals
from app.access.identity_providers import Identity
from app.access.tokens import Asked, caller_of
from app.caller import Caller
from app.errors import Problem, problem_response

COOKIE: Final = "__Host-ssp"
_COOKIE = re.compile(r"([0-9]{3})\.([A-Za-z0-9_-]{43})")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """What a browser that is logged in sends: where its session is kept, and the secret's hash."""

    municipality_code: str
    token_hash: bytes

    @classmethod
    def read(cls, said: str) -> "SessionCookie":
        """Raises SessionEnded."""
        match = _COOKIE.fullmatch(said)
        if match is None:
            raise refusals.SessionEnded()
        return cls(match[1], hash_of(said))


def hash_of(secret: str) -> bytes:
    """What is stored in a secret's place. It has 256 random bits, so a plain hash does."""
    return hashlib.sha256(secret.encode()).digest()


class Identification:
    """Plain ASGI: refuses whoever shows nothing, or something that does not hold, before anything is read.

    A token is checked whole here; a session needs the database, so the request's own transaction asks
    for it. What was shown lies in ``request.state.credential``. ``pages`` says which addresses are pages for who is
    logged in.
    """

    def __init__(self, app: ASGIApp, identity: Identity, pages: Callable[[str], bool]) -> None:
        self.app = app
        self.identity = identity
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (scope["path"].startswith(("/v1/", "/logout")) or self.pages(scope["path"])):
            try:
                shown = await run_in_threadpool(self._shown, HTTPConnection(scope))
            except Problem as no:
                refused = problem_response(no.status, no.code, no.title, no.detail, no.headers, **no.extra)
                await refused(scope, receive, send)
                return
            scope.setdefault("state", {})["credential"] = shown
        await self.app(scope, receive, send)

    def _shown(self, asking: HTTPConnection) -> Caller | SessionCookie:
        scheme, _, token = asking.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            asked = Asked(
                asking.headers.get("acting-role"),
                asking.headers.get("acting-municipality"),
                self.identity.proxies.thumbprint(asking.client.host if asking.client else None, asking.headers),
            )
            return caller_of(self.identity, token.strip(), _now(asking), asked)
        if scheme or COOKIE not in asking.cookies:
            raise refusals.Unauthenticated()
        if asking.scope["method"] not in _SAFE:
            check_origin(self.identity, asking)
        return SessionCookie.read(asking.cookies[COOKIE])


def check_origin(identity: Identity, asking: HTTPConnection) -> None:
    """A browser sends the cookie along from anywhere, so what changes something must come from our own page.

    Raises CrossSite, also when the browser says nothing of where it comes from.
    """
    site, origin = asking.headers.get("sec-fetch-site"), asking.headers.get("origin")
    if site not in (None, "same-origin") or (site is None and origin is None):
        raise refusals.CrossSite()
    if origin not in (None, identity.public_url):
        raise refusals.CrossSite()


def _now(asking: HTTPConnection) -> datetime:
    """The same instant's clock as the endpoints ask, also where a test has set it."""
    asked = asking.app.dependency_overrides.get(clock.now, clock.now)
    now: datetime = asked()
    return now

"""How often one credential, or one address without any, is answered."""

import hashlib
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItem
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.access.credentials import COOKIE
from app.edge.limits import Rates
from app.edge.rate_windows import RateWindows
from app.edge.refusals import refuse

PROBES = frozenset({"/healthz", "/readyz"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ACCEPTED_KEPT = 20_000


class RateLimits:
    """Plain ASGI: counts in this process alone, and answers 429 to who comes too often.

    A credential is known by a keyed hash that nobody outside this process can make. It counts for
    itself once it was accepted; until then, and without one, its address counts (an IPv6 address by
    its /64), so that guessing is slow and a colleague behind the same address still gets in.
    The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
    """

    def __init__(
        self,
        app: ASGIApp,
        rates: Rates,
        upload_paths: Collection[str],
        pages: Callable[[str], bool],
        forwarded_by: tuple[str, ...] = (),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self.rates = rates
        self.upload_paths = frozenset(upload_paths)
        self.pages = pages
        self.now = now
        self._limiter = MovingWindowRateLimiter(RateWindows(now=now))
        self._accepted: OrderedDict[str, None] = OrderedDict()
        self._key = secrets.token_bytes(32)
        self._forwarded = ProxyHeadersMiddleware(_nothing, list(forwarded_by))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        credential = self._credential(HTTPConnection(scope))
        # Of pages those that are read: one can log out with whatever looks like a session.
        needs_one = scope["path"].startswith("/v1/") or (scope["method"] in _SAFE and self.pages(scope["path"]))
        if credential is not None and credential in self._accepted:
            name, whose = self._kind(scope), credential
        else:
            name, whose = "strangers", await self._peer(scope)
        rate: RateLimitItem = getattr(self.rates, name)
        allowed = self._limiter.hit(rate, name, whose)
        headers = self._headers(name, rate, whose)
        if not allowed:
            await refuse(429, scope, receive, send, headers | {"Retry-After": headers["RateLimit"].rpartition("=")[2]})
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                if needs_one and credential is not None:
                    self._learn(credential, message["status"])
                more = [(key.lower().encode(), value.encode()) for key, value in headers.items()]
                message = {**message, "headers": [*message.get("headers", ()), *more]}
            await send(message)

        await self.app(scope, receive, told)

    def _kind(self, scope: Scope) -> str:
        if scope["method"] in _SAFE:
            return "reads"
        return "uploads" if scope["path"] in self.upload_paths else "writes"

    def _credential(self, asking: HTTPConnection) -> str | None:
        scheme, _, token = asking.headers.get("authorization", "").strip().partition(" ")
        shown = token.strip() or scheme or asking.cookies.get(COOKIE)  # however the header is spaced or spelled
        if not shown:
            return None
        return hashlib.blake2b(shown.encode("utf-8", "surrogateescape"), key=self._key, digest_size=16).hexdigest()

    def _learn(self, credential: str, status: int) -> None:
        """Accepted is what something was carried out for, where nothing is without one."""
        if status == 401:
            self._accepted.pop(credential, None)
        elif status < 400:
            self._accepted[credential] = None
            self._accepted.move_to_end(credential)
            if len(self._accepted) > _ACCEPTED_KEPT:
                self._accepted.popitem(last=False)

    async def _peer(self, scope: Scope) -> str:
        """Of a copy: who is told by a header stays the proxy for whoever asks for its certificate."""
        seen = dict(scope)
        await self._forwarded(seen, _nothing_comes, _nothing_goes)  # type: ignore[arg-type]  # uvicorn's own types
        client = seen.get("client")
        return _network(client[0]) if client else "-"

    def _headers(self, name: str, rate: RateLimitItem, whose: str) -> dict[str, str]:
        window = self._limiter.get_window_stats(rate, name, whose)
        seconds = max(1, math.ceil(window.reset_time - self.now()))
        return {
            "RateLimit-Policy": f'"{name}";q={rate.amount};w={rate.get_expiry()}',
            "RateLimit": f'"{name}";r={max(0, window.remaining)};t={seconds}',
        }


def _network(address: str) -> str:
    try:
        read = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((read, 64), strict=False)) if isinstance(read, IPv6Address) else str(read)


async def _nothing(*_: object) -> None: ...


async def _nothing_comes() -> Message:
    return {"type": "http.disconnect"}


async def _nothing_goes(_: Message) -> None: ...

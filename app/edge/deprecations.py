"""Operations that are to go: said in the document, and in each of their answers to whoever still calls them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTICE: Final = timedelta(days=365)
"""How long an operation stands, at the least, after it was said to go: a vendor has one release a year."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """``instead`` is the operation (its id) to call from now on."""

    since: date
    gone: date
    instead: str

    def __post_init__(self) -> None:
        if self.gone - self.since < NOTICE:
            raise ValueError("whoever calls it has a year to change")


DEPRECATED: Final[Mapping[str, Deprecation]] = {}
"""By operation id. Nothing is; what goes is written here, and CI lets it go when its day has come."""


def deprecate(app: FastAPI, deprecated: Mapping[str, Deprecation] = DEPRECATED) -> None:
    """Says it in the operations' answers. Raises ValueError for one that is none."""
    paths = {one.name: one.path for one in iter_route_contexts(app.routes)}
    if unknown := {*deprecated, *(one.instead for one in deprecated.values())} - paths.keys():
        raise ValueError(f"no such operation: {sorted(unknown)}")
    headers = {name: _headers(one, paths[one.instead] or "") for name, one in deprecated.items()}
    app.add_middleware(_SaysIt, headers=headers)


def marked(operation: dict[str, Any], deprecated: Mapping[str, Deprecation]) -> dict[str, Any]:
    """What an operation of the document says more; nothing when it stays."""
    one = deprecated.get(operation["operationId"])
    return {"deprecated": True, "x-sunset": one.gone.isoformat()} if one else {}


def _headers(one: Deprecation, successor: str) -> Mapping[str, str]:
    """RFC 9745, RFC 8594 and RFC 5829."""
    since, gone = (datetime.combine(day, time(), UTC) for day in (one.since, one.gone))
    return {
        "Deprecation": f"@{int(since.timestamp())}",
        "Sunset": format_datetime(gone, usegmt=True),
        "Link": f'<{successor}>; rel="successor-version"',
    }


class _SaysIt:
    def __init__(self, app: ASGIApp, headers: Mapping[str, Mapping[str, str]]) -> None:
        self.app, self.headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                route: Any = scope.get("route")
                MutableHeaders(scope=message).update(self.headers.get(getattr(route, "name", ""), {}))
            await send(message)

        await self.app(scope, receive, told if scope["type"] == "http" else send)

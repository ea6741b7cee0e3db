"""What is looked at before anything else of a request: its address, its headers and its method."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.limits import EdgeLimits
from app.edge.refusals import refuse


class Door:
    """Plain ASGI: refuses too long an address, too many headers and another name than the service's own."""

    def __init__(self, app: ASGIApp, limits: EdgeLimits) -> None:
        self.app = app
        self.limits = limits
        self._hosts = frozenset(host.lower() for host in limits.hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = self._refused(scope) if scope["type"] == "http" else None
        if status is not None:
            await refuse(status, scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "HEAD":
            await self._head(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refused(self, scope: Scope) -> int | None:
        headers = scope["headers"]
        if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > self.limits.address_bytes:
            return 414
        if len(headers) > self.limits.headers:
            return 431
        if sum(len(name) + len(value) for name, value in headers) > self.limits.header_bytes:
            return 431
        if self._hosts and _host(Headers(raw=headers).getlist("host")) not in self._hosts:
            return 421
        return None

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As GET, without the body: what a GET looks at is looked at, and stands in the log."""

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        scope["method"] = "GET"
        try:
            await self.app(scope, receive, without_body)
        finally:
            scope["method"] = "HEAD"


def _host(said: list[str]) -> str | None:
    """The one host that is named, without its port; none when there are two."""
    if len(said) != 1:
        return None
    host = said[0].lower()
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]

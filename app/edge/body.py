"""How large a body may be, and how slowly it may come."""

import asyncio
import re
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.limits import EdgeLimits
from app.edge.refusals import raised, refuse

_CLOSE = {"Connection": "close"}


class Body:
    """Plain ASGI: 413 for a body that is too large, 408 for one that trickles.

    Whoever reads the body further in is told by the framework's own exception. No thread and no
    connection to the database waits meanwhile: the body is read before a transaction begins.
    """

    def __init__(
        self, app: ASGIApp, limits: EdgeLimits, upload_paths: Collection[str], paper_path: re.Pattern[str]
    ) -> None:
        self.app = app
        self.limits = limits
        self.upload_paths = frozenset(upload_paths)
        self.paper_path = paper_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self._most(scope["path"])
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > most:
            await refuse(413, scope, receive, send)
        else:
            await self.app(scope, self._watched(receive, most), send)

    def _most(self, path: str) -> int:
        if path in self.upload_paths:
            return self.limits.list_bytes
        return self.limits.paper_bytes if self.paper_path.fullmatch(path) else self.limits.body_bytes

    def _watched(self, receive: Receive, most: int) -> Receive:
        loop = asyncio.get_running_loop()
        begun, received, whole = loop.time(), 0, False

        async def watched() -> Message:
            nonlocal received, whole
            if whole:  # what comes now is that the client has gone, and it may take its time
                return await receive()
            until = begun + self.limits.body_seconds + received / self.limits.least_rate
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise raised(408, _CLOSE) from None
            received += len(message.get("body", b""))
            if received > most:
                raise raised(413)
            whole = not message.get("more_body", False)
            return message

        return watched

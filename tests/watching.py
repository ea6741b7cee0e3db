"""Noting each answer of a service, for the book that compares answers with the log."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tests.completeness import Book

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Watching:
    """Plain ASGI around the service: notes each request in ``book``."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]], book: Book) -> None:
        self.app = app
        self.book = book

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answered, status, is_page = bytearray(), 0, False

        async def tell(message: Message) -> None:
            nonlocal status, is_page
            status = message.get("status", status)
            is_page = is_page or (b"content-type", b"text/html; charset=utf-8") in message.get("headers", ())
            answered.extend(message.get("body", b""))
            await send(message)

        before = self.book.begin()
        try:
            await self.app(scope, receive, tell)
        finally:
            route = getattr(scope.get("route"), "path", "?")
            by = scope.get("state", {}).get("credential")
            body = bytes(answered) if 200 <= status < 300 or is_page else b""
            self.book.end(f"{scope['method']} {route}", status, by, before, body)

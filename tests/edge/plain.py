"""A piece of the edge around next to nothing, called without a network."""

import asyncio
from collections.abc import Iterable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send


async def fine(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body and answers 200."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"fine"})


def ask(
    app: ASGIApp, path: str = "/v1/cases", method: str = "GET", chunks: Iterable[bytes] = (b"",), **scope: Any
) -> Any:
    """One request; gives (status, headers, body)."""
    said: list[Message] = []
    coming = list(chunks)
    whole = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": [], "state": {}} | scope

    async def receive() -> Message:
        return {"type": "http.request", "body": coming.pop(0), "more_body": bool(coming)}

    async def send(message: Message) -> None:
        said.append(message)

    async def run() -> None:
        await app(whole, receive, send)

    asyncio.run(run())
    start, *rest = said
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, b"".join(one["body"] for one in rest)

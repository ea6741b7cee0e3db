"""How long the service may take to answer."""

import asyncio
from collections.abc import Collection

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.db import Ending
from app.edge.limits import EdgeLimits
from app.edge.refusals import refuse

_RETRY = {"Retry-After": "30"}


class AnswerTime:
    """Plain ASGI: 503 when the answer is not begun in time, counted from the end of the body.

    The transaction asks before it commits, so what was answered with 503 is never kept, and what is
    being committed is answered as it ends. The statement that runs is cancelled, for the thread itself
    cannot be stopped; the database's own limits (``Database.keep_to``) end whatever comes after it.
    """

    def __init__(self, app: ASGIApp, limits: EdgeLimits, upload_paths: Collection[str]) -> None:
        self.app = app
        self.limits = limits
        self.upload_paths = frozenset(upload_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seconds = self.limits.list_seconds if scope["path"] in self.upload_paths else self.limits.answer_seconds
        ending = scope.setdefault("state", {}).setdefault("ending", Ending())
        loop = asyncio.get_running_loop()
        begun = gone = False
        waking: asyncio.TimerHandle | None = None
        answering: set[asyncio.Task[None]] = set()

        def too_late() -> None:
            nonlocal gone
            if begun or not ending.give_up():
                return
            gone = True
            answering.add(loop.create_task(refuse(503, scope, receive, send, _RETRY)))
            answering.add(loop.create_task(run_in_threadpool(ending.cancel)))

        async def heard() -> Message:
            nonlocal waking
            message = await receive()
            if waking is None and not message.get("more_body", False):
                waking = loop.call_later(seconds, too_late)
            return message

        async def told(message: Message) -> None:
            nonlocal begun
            begun = True
            if not gone:
                await send(message)

        if not _has_body(Headers(scope=scope)):
            waking = loop.call_later(seconds, too_late)
        try:
            await self.app(scope, heard, told)
        finally:
            if waking is not None:
                waking.cancel()
            for task in answering:
                await task


def _has_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"

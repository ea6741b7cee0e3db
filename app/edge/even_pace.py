"""The police's receipts at an even pace: when one comes says nothing of who was found."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.limits import MIB, EdgeLimits


class EvenPace:
    """Plain ASGI: holds the answer to a list until the next full step of a clock that starts at its last byte.

    A list with children who are known here takes another time than one without; both are answered at
    the same step, as long as a step is longer than either. So a step grows with the bytes that were
    received (which the sender knows), and each is twice as far as the one before: a list that takes
    longer than a step tells no more than that. The endpoint is done by then: no thread, transaction or
    connection to the database waits here.
    """

    def __init__(
        self,
        app: ASGIApp,
        limits: EdgeLimits,
        upload_paths: Collection[str],
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.app = app
        self.limits = limits
        self.upload_paths = frozenset(upload_paths)
        self.now = now
        self.sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in self.upload_paths or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        received, begun = 0, None
        held: list[Message] = []

        async def heard() -> Message:
            nonlocal received, begun
            message = await receive()
            received += len(message.get("body", b""))
            if begun is None and not message.get("more_body", False):
                begun = self.now()
            return message

        async def hold(message: Message) -> None:
            held.append(message)

        try:
            await self.app(scope, heard, hold)
        finally:  # also what was not foreseen: it is answered further out, and at the same step
            if begun is not None:
                await self.sleep(begun + self.answered_after(self.now() - begun, received) - self.now())
        for message in held:
            await send(message)

    def answered_after(self, seconds: float, received: int) -> float:
        """When a list of ``received`` bytes that took ``seconds`` is answered, in seconds from its last byte."""
        limits = self.limits
        step = min(limits.receipt_step + limits.receipt_step_per_mib * received / MIB, limits.receipt_step_most)
        return step * 2 ** max(0, math.ceil(math.log2(seconds / step))) if seconds > 0 else step

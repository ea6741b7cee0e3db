"""One connection of a client: how long it may take over a request's head, and what it is told when that is none."""

import asyncio
import logging
import sys
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from app.edge.limits import EdgeLimits
from app.edge.refusals import refusal
from app.edge.security_headers import ALWAYS

logger = logging.getLogger("ssp.request")

_BUSY = {"Retry-After": "5"}


class Connection(H11Protocol):
    """uvicorn's own, which would wait for ever for a head, and answers in plain text."""

    limits: ClassVar[EdgeLimits]
    _waiting: asyncio.TimerHandle | None = None
    _lingers = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self._end_with(503, _BUSY)
        else:
            self._wait(self.limits.header_seconds)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self._lingers and self.conn.their_state is h11.SEND_BODY:
            return
        if self.conn.their_state is not h11.IDLE:
            self._wait(None)
        elif self._waiting is None or self._lingers:
            self._wait(self.limits.header_seconds)
        self._lingers = False

    def on_response_complete(self) -> None:
        """Who was answered before the body came may go on for a while, so that they come to read the answer."""
        super().on_response_complete()
        self._lingers = self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing()
        if self._lingers:
            self._wait(self.limits.header_seconds, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait(None)
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls it where the parser has just said why."""
        error = sys.exc_info()[1]
        hint = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        self._end_with(431 if hint == 431 else 400)

    def _wait(self, seconds: float | None, then: Any = None) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = None if seconds is None else self.loop.call_later(seconds, then or self._too_slow)

    def _too_slow(self) -> None:
        """Nobody is told anything who said nothing."""
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._end_with(408)
        elif not self.transport.is_closing():
            self.transport.close()

    def _end_with(self, status: int, headers: dict[str, str] | None = None) -> None:
        """Unless another answer is under way on the connection, which is then all there is."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self.transport.is_closing():
            said = refusal(status, (headers or {}) | {"Connection": "close"})
            answer = h11.Response(
                status_code=status, headers=[*said.raw_headers, *ALWAYS], reason=STATUS_PHRASES[status]
            )
            logger.info("- - %s before any request", status)
            for event in (answer, h11.Data(data=bytes(said.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def connections_of(limits: EdgeLimits) -> type[Connection]:
    """What uvicorn makes one of for each client."""
    return type("LimitedConnection", (Connection,), {"limits": limits})

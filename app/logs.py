"""One JSON line an event, and one a request: method, route, status and time, never a query or a body."""

import logging
import sys
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import structlog

from app import tracing

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_OWN = tuple(str(Path(__file__).resolve().parents[1] / floor) for floor in ("app", "workflows"))
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


def configure() -> None:
    """Everything that logs, libraries too, comes out as JSON on standard error."""
    shared = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,  # type: ignore[arg-type]  # structlog's own processors
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _with_trace,
                _without_values,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for quiet in ("uvicorn.access", "procrastinate", "alembic", "httpx", "transitions"):
        logging.getLogger(quiet).setLevel(logging.WARNING)


def _with_trace(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The same id stands in the trace, where traces are collected, and in the problem that was answered."""
    found = tracing.trace_id()
    return {**event, "trace_id": found} if found else event


def _without_values(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception is logged by its types and places: its message may carry what somebody sent."""
    info = event.pop("exc_info", None)
    if isinstance(info, tuple) and info[1] is not None:
        event["exception"] = type(info[1]).__name__
        event["at"] = places(info[1])
    return event


def places(error: BaseException) -> list[str]:
    """Where it happened: the last three places in this service, and the innermost three of all."""
    trace, found, own = error.__traceback__, [], []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        if code.co_filename.startswith(_OWN):
            own.append(found[-1])
        trace = trace.tb_next
    return list(dict.fromkeys([*own[-3:], *found[-3:]]))


Answered = Callable[[str, str, int, float], None]
"""Told of each answer: its method, its route's template, its status and its seconds."""


class RequestLog:
    """Plain ASGI: logs each request by its route's template, so that not even an id stands in the line."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], answered: Answered) -> None:
        self.app = app
        self.answered = answered
        self.logger = logging.getLogger("ssp.request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def watch(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            status = status or 500  # answered further out, for whatever was not foreseen
            raise
        finally:
            route = getattr(scope.get("route"), "path", "-")
            elapsed = time.perf_counter() - began
            method = scope["method"] if scope["method"] in _METHODS else "-"  # a client may send any word
            self.logger.info("%s %s %s %sms", method, route, status, round(elapsed * 1000, 1))
            self.answered(method, route, status, elapsed)

"""Serving the API and the pages with uvicorn."""

import gc
import logging
import math
import signal
import socket
import time
from contextlib import suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from app import service
from app.access.identity_providers import Identity
from app.edge.connection import connections_of
from app.edge.limits import EdgeLimits
from app.main import create_app
from app.metrics.answers import with_answers
from app.metrics.process import of_process
from app.metrics.serving import giving
from app.service import Service
from app.settings import Settings, SettingsWrong
from app.traces.service import collected
from app.web.login import PersonToBe

logger = logging.getLogger("ssp.server")

_IDLE_SECONDS = 65
"""How long a connection stays open that nobody uses: longer than whoever is in front keeps it (nginx and most balancers
60 s, httpx 5 s). Who asks must be the one who closes: what is sent as we close is lost, and a POST is not repeated."""


def check_port(settings: Settings) -> None:
    """Raises SettingsWrong when somebody else listens there, or when it is no address of this machine."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SettingsWrong(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}): set SSP_PORT or SSP_HOST to another."
        ) from None


class Answered:
    """Plain ASGI: a failure that was answered ends here.

    It is logged by then; from here uvicorn would log it again, and cut the connection on which the
    client may have its next request under way. Of a process that is to end, each answer ends its connection.
    """

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answered = False

        async def watch(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                if self.app.state.leaving:
                    message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            if not answered:
                raise


class Leaving(uvicorn.Server):
    """Told to end, it says at ``/readyz`` that it is not ready and goes on answering for ``seconds``.

    So whoever spreads the requests has time to see it and sends no more; then nothing new is taken, and what has begun
    is finished. A second word, and one from the keyboard, ends it without the wait.
    """

    def __init__(self, config: uvicorn.Config, app: FastAPI, seconds: float) -> None:
        super().__init__(config)
        self._app, self._seconds = app, seconds
        self._until: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._app.state.leaving = True
        if sig == signal.SIGTERM and self._seconds > 0 and self._until is None:
            self._until = time.monotonic() + self._seconds
            logger.info("told to end: not ready from now on, and gone in %s seconds", self._seconds)
            return
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        if self._until is not None and time.monotonic() >= self._until:
            self.should_exit = True
        return await super().on_tick(counter)


def serve_until_stopped(opened: Service, verifier: Identity, people_to_be: tuple[PersonToBe, ...] = ()) -> None:
    """``people_to_be``: whom anybody can be, in the demo."""
    settings = opened.settings
    check_port(settings)
    limits = EdgeLimits.of(settings)
    opened.database.keep_to(statement_seconds=settings.statement_seconds, transaction_seconds=settings.list_seconds)
    app = create_app(opened.database, opened.vault, verifier, limits, people_to_be, service.receivers(settings))
    config = uvicorn.Config(
        Answered(app),
        host=settings.host,
        port=settings.port,
        access_log=False,  # its lines carry the query; ours do not
        log_config=None,
        server_header=False,
        proxy_headers=False,  # the edge asks it for the peer; who brings a certificate stays the proxy
        http=connections_of(limits),
        ws="none",
        h11_max_incomplete_event_size=limits.header_bytes + limits.address_bytes,
        timeout_keep_alive=_IDLE_SECONDS,
        backlog=512,
        # Whatever has begun ends by then: it is answered, or told that it took too long.
        timeout_graceful_shutdown=math.ceil(
            settings.body_seconds + max(settings.answer_seconds, settings.list_seconds)
        ),
    )
    # The keyboard's word is heard again when all has ended well.
    with (
        giving(with_answers(of_process("web", opened.database)), settings),
        collected(settings, "web", opened.database),
        suppress(KeyboardInterrupt),
    ):
        _leave_alone_what_stays()
        Leaving(config, app, settings.leave_seconds).run()


def _leave_alone_what_stays() -> None:
    """So that the collector of garbage does not go through it again and again, a fifth of a second in the middle of a
    request; at what comes and goes it looks less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)

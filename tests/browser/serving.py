"""An application behind uvicorn in a thread of this process: on a free port, with the clock a test can set."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from app.edge.connection import connections_of
from app.edge.limits import EdgeLimits
from tests.running.process import wait_until


def listening() -> tuple[socket.socket, str]:
    """A socket on a free port, and its address. It is open before the application is made, which must know it."""
    opened = socket.create_server(("127.0.0.1", 0), backlog=512)
    return opened, f"http://127.0.0.1:{opened.getsockname()[1]}"


@contextmanager
def served(app: ASGIApp, on: socket.socket) -> Iterator[None]:
    """As ``app.web_server`` serves; whoever gives ``app`` has started it."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            http=connections_of(EdgeLimits()),
            ws="none",
            lifespan="off",
        )
    )
    thread = threading.Thread(target=server.run, args=([on],), name="the service", daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started, "the service should listen")
        yield
    finally:
        server.should_exit = server.force_exit = True
        thread.join(timeout=30)
    assert not thread.is_alive(), "the service should end"

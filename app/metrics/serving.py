"""Giving the figures at a port of their own, which is not the public's.

There is no login: whoever reaches the port may read. It is off until it is set, and on this machine alone until an
address is set too.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import CollectorRegistry, make_wsgi_app

from app.settings import Settings, SettingsWrong

_TEXT: Final = [("Content-Type", "text/plain; charset=utf-8")]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a request of monitoring says nothing that a figure does not."""


@contextmanager
def giving(registry: CollectorRegistry, settings: Settings) -> Iterator[None]:
    """While this lasts, where the settings say; without a port, nowhere. Raises SettingsWrong."""
    if settings.metrics_port is None:
        yield
        return
    host, port = settings.metrics_host, settings.metrics_port
    try:
        server = make_server(host, port, _answering(registry), _Server, _Silent)
    except OSError as error:
        raise SettingsWrong(
            f"Cannot give figures at {host}:{port} ({error.strerror}): set SSP_METRICS_PORT or SSP_METRICS_HOST to"
            " another."
        ) from None
    serving = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    serving.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


def _answering(registry: CollectorRegistry) -> Any:
    figures = make_wsgi_app(registry)

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """``/metrics``, and ``/healthz`` for whoever watches a worker, which answers nobody otherwise."""
        match environ["PATH_INFO"]:
            case "/metrics":
                return figures(environ, start)  # type: ignore[no-any-return]  # the library's own WSGI
            case "/healthz":
                start("200 OK", _TEXT)
                return [b"ok\n"]
            case _:
                start("404 Not Found", _TEXT)
                return [b"/metrics\n"]

    return answer

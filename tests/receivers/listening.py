"""A receiver on this machine, and one of whom we count who comes."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps a connection open
    received: list[dict[str, object]]
    came: list[object]
    elsewhere: list[str]

    def setup(self) -> None:
        super().setup()
        self.came.append(self.client_address)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def do_POST(self) -> None:
        self.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        status, headers, parts = 200, {}, [b"{}"]
        if self.path == "/away":
            status, headers = 307, {"Location": self.elsewhere[0]}
        elif self.path == "/packed":
            headers = {"Content-Encoding": "gzip"}
        elif self.path == "/long":
            parts = [b"x" * 200_000]
        elif self.path == "/drip":
            parts = [b"x"] * 100
        elif self.path == "/closes":
            headers = {"Connection": "close"}
        try:
            if self.path == "/drip-of-headers":
                for _ in range(100):
                    self._late(b"H")
                return
            self.send_response(status)
            for name, value in {"Content-Length": str(sum(map(len, parts))), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            for part in parts:
                self._late(part) if self.path == "/drip" else self.wfile.write(part)
        except OSError:
            self.close_connection = True  # the other end has heard enough

    def _late(self, part: bytes) -> None:
        self.wfile.write(part)
        self.wfile.flush()
        time.sleep(0.05)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: the other end has gone."""


class Listening:
    """``received`` is what was posted, ``came`` has one for each connection."""

    def __init__(self, server: ThreadingHTTPServer, handler: type[_Receiver], scheme: str) -> None:
        self.received, self.came, self.elsewhere = handler.received, handler.came, handler.elsewhere
        self.host, self.port = str(server.server_address[0]), int(server.server_address[1])
        self.url = f"{scheme}://{self.host}:{self.port}"


@contextmanager
def listening(host: str = "127.0.0.1", port: int = 0, certificate: Path | None = None) -> Iterator[Listening]:
    """Until the end of the block, over TLS when there is a ``certificate``."""
    handler = type("Handler", (_Receiver,), {"received": [], "came": [], "elsewhere": []})
    server = _Server((host, port), handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield Listening(server, handler, "https" if certificate else "http")
    finally:
        server.shutdown()
        server.server_close()


class Knocked:
    """A port on this machine that takes connections and counts them."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket = socket.create_server((host, port))
        self._socket.setblocking(False)
        self.port = int(self._socket.getsockname()[1])

    def count(self) -> int:
        """Those that wait to be taken: a connection is made before anybody takes it."""
        found = 0
        while True:
            try:
                self._socket.accept()[0].close()
            except BlockingIOError:
                return found
            found += 1

    def close(self) -> None:
        self._socket.close()


class Answers:
    """A DNS that gives each of ``each`` in turn, and then the last one for good."""

    def __init__(self, *each: Sequence[str]) -> None:
        self._each, self.asked = list(each), [""][:0]

    def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        return self._each.pop(0) if len(self._each) > 1 else self._each[0]

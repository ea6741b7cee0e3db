"""A receiver of events: a real server that checks signatures, keeps what it got, and can be made to misbehave."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

Answers = Callable[[dict[str, Any]], int]
"""What it answers an event with: a status, or 0 for hanging up."""


def everything(_: dict[str, Any]) -> int:
    return 204


@dataclass
class Receiver:
    """``got``: every event that was answered with success, with its headers, in the order it came."""

    url: str
    answers: Answers = everything
    got: list[tuple[dict[str, Any], dict[str, str], bytes]] = field(default_factory=list)
    asked: int = 0
    waits: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    """Sent with every answer."""
    says: bytes = b""
    """What every answer says; nobody reads it."""
    connections: int = 0
    """Whether anything could be said on them or not."""

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for event, _, _ in self.got]

    @property
    def numbers(self) -> list[int]:
        return [int(event["sequence"]) for event in self.events]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: ClassVar[Receiver]

    def setup(self) -> None:
        super().setup()
        self.receiver.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        event, receiver = json.loads(body), self.receiver
        receiver.asked += 1
        time.sleep(receiver.waits)
        status = receiver.answers(event)
        if status == 0:
            self.close_connection = True
            return
        if status < 300:
            receiver.got.append((event, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(status)
        for name, value in receiver.headers.items():
            self.send_header(name, value)
        says = b"" if status == 204 else receiver.says
        self.send_header("Content-Length", str(len(says)))
        self.end_headers()
        self.wfile.write(says)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def receiving() -> Iterator[Receiver]:
    handler = type("Handler", (_Handler,), {"disable_nagle_algorithm": True})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        receiver = handler.receiver = Receiver(f"http://127.0.0.1:{server.server_port}/ind")  # type: ignore[attr-defined]  # made above
        server.daemon_threads = True
        running = threading.Thread(target=server.serve_forever, daemon=True)
        running.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            running.join()

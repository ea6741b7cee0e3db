"""Calls to other systems go where the settings say and nowhere else, over a real socket."""

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from app import outbound
from app.outbound import Address, AnswerRefused, NotAllowed, NotAnAddress


class _Server(BaseHTTPRequestHandler):
    asked: list[str]
    elsewhere = ""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(302 if self.path == "/away" else 200)
        if self.path == "/away":
            self.send_header("Location", self.elsewhere)
        if self.path == "/packed":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        try:
            if self.path == "/long":
                self.wfile.write(b"x" * 5_000)
            elif self.path == "/slow":
                for _ in range(50):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.05)
            elif self.path == "/packed":
                self.wfile.write(gzip.compress(b"x" * 10_000_000))
            else:
                self.wfile.write(b"{}")
        except OSError:
            pass  # the other end has heard enough


def _served() -> Iterator[str]:
    handler = type("Handler", (_Server,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def named() -> Iterator[str]:
    yield from _served()


@pytest.fixture
def unnamed() -> Iterator[str]:
    yield from _served()


def test_what_is_named_is_called_though_it_lies_on_an_inner_address(named: str) -> None:
    with outbound.client([Address.of(named)]) as client:
        assert client.get(f"{named}/x").json() == {}


def test_what_is_not_named_is_not_called_whatever_the_difference(named: str, unnamed: str) -> None:
    port = named.rsplit(":", 1)[1]
    with outbound.client([Address.of(named)]) as client:
        for url in (
            unnamed,
            f"http://localhost:{port}/",
            f"https://127.0.0.1:{port}/",
            "http://127.0.0.1/",
            f"http://127.0.0.1@127.0.0.2:{port}/",
            f"http://127.1:{port}/",
            f"http://2130706433:{port}/",
            f"http://[::ffff:127.0.0.1]:{port}/",
            "http://169.254.169.254/latest",
        ):
            with pytest.raises(NotAllowed):
                client.get(url)


def test_nobody_is_sent_on(named: str, unnamed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Server, "elsewhere", f"{unnamed}/secret")
    with outbound.client([Address.of(named), Address.of(unnamed)]) as client:
        with pytest.raises(AnswerRefused):
            client.get(f"{named}/away")
        with pytest.raises(AnswerRefused):
            client.get(f"{named}/away", follow_redirects=True)


@pytest.mark.parametrize("path", ["/long", "/slow", "/packed"])
def test_an_answer_that_goes_on_and_on_is_cut(named: str, path: str) -> None:
    with (
        outbound.client([Address.of(named)], timeout=0.5, most_bytes=4_000) as client,
        pytest.raises(AnswerRefused),
    ):
        client.get(named + path)


def test_every_failure_is_one_that_callers_expect(named: str) -> None:
    assert issubclass(NotAllowed, httpx.HTTPError)
    assert issubclass(AnswerRefused, httpx.HTTPError)


@pytest.mark.parametrize(
    "text", ["", "x", "ftp://a.dk", "http://a.dk", "https://", "https://a:b@c.dk", "https://a.dk:x", "file:///etc"]
)
def test_an_address_is_https_or_this_machine(text: str) -> None:
    with pytest.raises(NotAnAddress):
        Address.of(text)

"""A real server, and clients that are slow, greedy or speak something else."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.edge.wire import Wire
from tests.running.process import Installation, Server
from workflows.roles import Role


@pytest.fixture
def here(url: str, tmp_path: Path) -> Installation:
    return Installation(url, tmp_path)


@pytest.fixture
def server(here: Installation) -> Iterator[Server]:
    with here.serve(SSP_HEADER_SECONDS="0.5", SSP_BODY_SECONDS="0.5", SSP_CONNECTIONS="20") as running:
        yield running


def _told(wire: Wire, status: int, code: str) -> None:
    got, headers, body = wire.answer()
    assert (got, body and body["code"], headers.get("content-type")) == (status, code, "application/problem+json")
    assert headers["connection"] == "close"
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_who_does_not_come_to_an_end_is_told_and_let_go(here: Installation, server: Server) -> None:
    with Wire(server.address) as silent, Wire(server.address) as half, Wire(server.address) as body:
        half.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        token = here.caller(server, Role.COORDINATOR).headers["Authorization"]
        head = f"POST /v1/entries HTTP/1.1\r\nHost: a\r\nAuthorization: {token}\r\nContent-Type: application/json\r\n"
        body.send(f'{head}Content-Length: 500\r\n\r\n{{"week": '.encode())
        assert silent.answer() == (0, {}, None)
        _told(half, 408, "too_slow")
        _told(body, 408, "too_slow")
    assert server.answers()


def test_a_head_a_drop_at_a_time_is_not_waited_for(server: Server) -> None:
    with Wire(server.address) as slow:
        slow.send(b"GET /healthz HTTP/1.1\r\n")
        while slow.send(b"X-A: 1\r\n"):
            pass
        status, _, _ = slow.answer()
        assert status in (0, 408, 431)  # 0: it went on writing, and the answer was lost on the way


def test_what_is_no_request_is_a_problem_too(server: Server) -> None:
    with Wire(server.address) as other, Wire(server.address) as large, Wire(server.address) as smuggling:
        other.send(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")
        _told(other, 400, "bad_request")
        large.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Large: " + b"x" * 60_000)
        _told(large, 431, "headers_too_large")
        smuggling.send(b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde")
        _told(smuggling, 400, "bad_request")
    assert "before any request" in server.said()


def test_who_was_answered_before_the_body_came_cannot_go_on_for_ever(server: Server) -> None:
    with Wire(server.address) as silent, Wire(server.address) as trickling:
        for refused in (silent, trickling):
            refused.send(b"POST /v1/entries HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{")
        drops = 0
        while drops < 400 and trickling.send(b" "):
            drops += 1
            time.sleep(0.02)
        assert drops < 400
        assert silent.answer()[0] == 401  # that is, it was closed in the end


def test_who_was_answered_early_and_comes_to_the_end_may_ask_again(server: Server) -> None:
    with Wire(server.address) as early:
        early.send(b"POST /v1/entries HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n{")
        time.sleep(0.1)
        early.send(b"1234")
        early.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        said = early.everything()
        assert [said.count(b"HTTP/1.1 401"), said.count(b"HTTP/1.1 200")] == [1, 1]


def test_one_connection_too_many_is_told_to_come_back(server: Server) -> None:
    with ExitStack() as open_ones:
        wires = [open_ones.enter_context(Wire(server.address)) for _ in range(21)]
        status, headers, body = wires[-1].answer()
        assert (status, body["code"]) == (503, "unavailable")
        assert int(headers["retry-after"]) > 0
    with Wire(server.address) as later:
        later.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert later.answer()[0] == 200

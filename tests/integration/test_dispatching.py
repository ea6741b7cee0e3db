"""The worker's dispatcher as it runs: a receiver that is slow, one that points elsewhere, and one that has moved."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.db import Database
from app.receivers.allowed import Receivers
from app.webhooks.dispatching import Dispatcher
from tests.integration.receiver import Receiver, receiving
from tests.integration.vendor import Vendor
from tests.running.process import wait_until

Runs = Callable[[Receivers], Any]


@pytest.fixture
def dispatcher(ours: Vendor, worker_url: str, worker_database: Database) -> Runs:
    @contextmanager
    def running(receivers: Receivers) -> Iterator[None]:
        made = Dispatcher(worker_url, worker_database, receivers, now=ours.service.at, looks_every=0.05)
        made.start()
        try:
            yield
        finally:
            made.stop()

    return running


def allow(ours: Vendor, *receivers: Receiver) -> Receivers:
    allowed = Receivers.of(addresses=[one.url for one in receivers])
    ours.service.app.state.receivers = allowed
    return allowed


def test_a_slow_receiver_harms_no_other(ours: Vendor, dispatcher: Runs) -> None:
    answers_at_last = threading.Event()

    def slowly(_: dict[str, Any]) -> int:
        answers_at_last.wait(timeout=30)
        return 204

    with receiving() as slow, receiving() as quick:
        slow.answers = slowly
        allowed = allow(ours, slow, quick)
        for one in (slow, quick):
            ours.registers(one)
        cases = [ours.gives() for _ in range(3)]
        with dispatcher(allowed):
            try:
                wait_until(lambda: slow.asked == 1 and len(quick.events) == 6, "the quick one should have all of it")
                ours.them.caseworker.moves(cases[0], "note_reference", authority_reference="27-1")
                wait_until(lambda: len(quick.events) == 7, "and what comes after")
                assert (slow.asked, slow.events) == (1, [])
            finally:
                answers_at_last.set()
            wait_until(lambda: slow.numbers == quick.numbers, "the slow one gets the same, in its own time")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_receiver_that_points_elsewhere_is_not_followed(ours: Vendor, dispatcher: Runs, status: int) -> None:
    with receiving() as inner, receiving() as pointing:
        pointing.answers, pointing.headers = lambda _: status, {"Location": inner.url}
        allowed = allow(ours, pointing, inner)  # so that nothing but the redirect itself is in the way
        made = ours.registers(pointing)
        ours.gives()
        with dispatcher(allowed):
            wait_until(lambda: pointing.asked > 0, "it should be asked")
            wait_until(lambda: ours.webhook(made["id"])["last_failure"] is not None, "it should be said")
        assert (inner.connections, pointing.events) == (0, [])
        assert ours.webhook(made["id"])["waiting"] == 2


def test_a_receiver_whose_name_has_come_to_mean_this_machine_is_not_called(
    ours: Vendor, dispatcher: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for when it is registered, the name is an address out there; when it is called, one in here."""
    means = ["203.0.113.7"]
    real = socket.getaddrinfo

    def resolved(host: Any, *more: Any, **how: Any) -> Any:
        return real(means[0] if host in ("modtager.example", b"modtager.example") else host, *more, **how)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with receiving() as inner:
        ours.service.app.state.receivers = open_to_all = Receivers.of()
        port = inner.url.rpartition(":")[2].partition("/")[0]
        answer = ours.system.post("/v1/webhooks", {"url": f"https://modtager.example:{port}/ind"})
        assert answer.status_code == 201, answer.text
        means[0] = "127.0.0.1"
        ours.gives()
        with dispatcher(open_to_all):
            wait_until(lambda: ours.webhook(answer.json()["id"])["last_failure"] is not None, "it should be said")
        assert ours.webhook(answer.json()["id"])["last_failure"] == "inner_address"
        assert inner.connections == 0

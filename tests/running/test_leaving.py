"""A process that is told to end says so first, takes nothing new, and finishes what it has begun."""

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from app import migrate
from tests.drill.invented import Child, list_of
from tests.drill.pairs import upload
from tests.running.process import Installation, Server, wait_until
from workflows.roles import Role

_WAITS = "select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))"


@pytest.fixture
def here(url: str, tmp_path: Path) -> Installation:
    return Installation(url, tmp_path)


def _takes_connections(server: Server) -> bool:
    try:
        httpx.get(f"{server.address}/healthz", trust_env=False)
    except httpx.TransportError:
        return False
    return True


def test_it_is_not_ready_first_and_answers_for_as_long_as_is_said(here: Installation) -> None:
    with here.serve(SSP_LEAVE_SECONDS="3") as server, here.caller(server, Role.COORDINATOR) as coordinator:
        assert "close" not in coordinator.get("/v1/profile").headers.get("Connection", "")
        server.running.send_signal(signal.SIGTERM)
        wait_until(lambda: not server.answers(), "it should not be ready")
        said = coordinator.get("/readyz").json()
        assert (said["status"], said["detail"]) == (503, "Processen er ved at slutte.")
        answer = coordinator.get("/v1/profile")
        assert (answer.status_code, answer.headers["Connection"]) == (200, "close"), "and the next goes elsewhere"
        assert server.running.wait(timeout=30) == 0
    assert "told to end" in server.said()


@pytest.mark.parametrize("leave", ["0", "600"])
def test_what_has_begun_is_finished_and_nothing_new_is_taken(here: Installation, leave: str) -> None:
    children = [Child(number) for number in range(3)]
    with (
        here.serve(SSP_LEAVE_SECONDS=leave) as server,
        here.caller(server, Role.POLICE) as police,
        psycopg.connect(here.url) as other,
        ThreadPoolExecutor(1) as hand,
    ):
        other.execute("lock table people in share mode")  # the list waits for it
        sent = hand.submit(upload, police, list_of(children, 1))
        wait_until(lambda: other.execute(_WAITS).fetchone(), "the list should be under way")
        server.running.send_signal(signal.SIGTERM)
        if leave != "0":
            wait_until(lambda: "told to end" in server.said(), "it should have heard the first")
            server.running.send_signal(signal.SIGTERM)  # a second word is not waited after
        wait_until(lambda: not _takes_connections(server), "it should take nothing new")
        assert server.running.poll() is None
        other.rollback()
        answer = sent.result(timeout=60)
        assert (answer.status_code, answer.json()["accepted"]) == (201, 3)
        assert server.running.wait(timeout=30) == 0


def test_a_database_that_a_newer_version_has_updated_will_do_and_an_older_will_not(here: Installation) -> None:
    with here.serve() as server, psycopg.connect(here.url, autocommit=True) as owner:
        for revision, ready in (("9999", True), ("0001", False), (migrate.head(), True)):
            owner.execute("update alembic_version set version_num = %s", [revision])
            assert server.answers() == ready, revision

"""A database that goes away is a 503 to be tried again, and nothing is half done."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import sleep
from typing import Any

import psycopg
import pytest

from tests.caller import Service
from tests.cases.stations import on_monday, reach
from tests.cloning import at_database
from tests.openapi.requests import is_problem
from workflows.casework import State


def _is_unavailable(answer: Any) -> None:
    assert (answer.status_code, is_problem(answer)) == (503, True), answer.text
    assert answer.json()["code"] == "unavailable"
    assert answer.headers["Retry-After"] == "5"


@contextmanager
def _away(server_url: str, url: str) -> Iterator[None]:
    """Nobody gets in, and whoever was in is out."""
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(at_database(server_url, "postgres"), autocommit=True) as admin:
        admin.execute(f'alter database "{name}" allow_connections false')
        admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        try:
            yield
        finally:
            admin.execute(f'alter database "{name}" allow_connections true')


def test_while_the_database_is_away_everything_that_needs_it_is_503(
    service: Service, server_url: str, url: str
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    with _away(server_url, url):
        _is_unavailable(them.coordinator.get(f"/v1/cases/{case_id}"))
        _is_unavailable(them.coordinator.get("/v1/cases"))
        _is_unavailable(them.police.upload("fredericia-2026-W47.csv"))
        _is_unavailable(service.without_token().get("/readyz"))
        assert service.without_token().get("/healthz").status_code == 200, "the process itself is well"
        _is_unavailable(them.coordinator.get("/v1/profile"))  # who may ask is asked of the database each time
    assert service.without_token().get("/readyz").status_code == 200
    assert them.coordinator.case(case_id)["state"] == "with_coordinator"
    assert them.police.upload("fredericia-2026-W47.csv").status_code == 201, "nothing was stored the first time"


def test_connections_that_were_lost_while_idle_are_not_noticed(service: Service, server_url: str, url: str) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    with _away(server_url, url):
        pass
    assert them.coordinator.case(case_id)["version"] > 0


@pytest.mark.parametrize("times", range(2))
def test_a_connection_that_is_lost_in_the_middle_is_503_and_nothing_is_done(
    service: Service, url: str, times: int
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    before = them.coordinator.case(case_id)
    answers: list[Any] = []
    with psycopg.connect(url) as other:
        other.execute("select from cases where id = %s for update", [case_id])
        moving = Thread(target=lambda: answers.append(them.coordinator.move(case_id, "raise_concern", reason="Uro")))
        moving.start()
        _kill_who_waits(other)
        moving.join(timeout=10)
    _is_unavailable(answers[0])
    assert them.coordinator.case(case_id) == before
    assert them.coordinator.move(case_id, "raise_concern", reason="Uro").status_code == 200


def _kill_who_waits(holder: psycopg.Connection[Any]) -> None:
    waiting = "select pg_terminate_backend(pid) from pg_stat_activity where %s = any(pg_blocking_pids(pid))"
    for _ in range(200):
        if holder.execute(waiting, [holder.info.backend_pid]).fetchone():
            return
        sleep(0.02)
    raise AssertionError("nobody waits for the case")

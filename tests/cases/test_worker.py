"""The worker as a process of its own: killed and started again, it does what it owes once."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from signal import SIGTERM
from typing import Any, LiteralString

import psycopg
import pytest
from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued

from app import clock, worker
from app.people.encryption import Vault
from tests.caller import Service
from tests.cases.stations import at, reach
from tests.running.process import Process, wait_until
from workflows.casework import State


@pytest.fixture
def jobs(service: Service, worker_url: str) -> Iterator[App]:
    engine = worker.make(worker_url, service.workers_database)
    with engine.open():
        yield engine


@pytest.fixture
def settings(worker_url: str, vault: Vault, tmp_path: Path) -> dict[str, str]:
    key = tmp_path / "personal-data.json"
    vault.write(key)
    return {"DATABASE_URL": worker_url, "SSP_DATA_DIR": str(tmp_path), "SSP_ENCRYPTION_KEY": str(key)}


def query(url: str, statement: LiteralString, *parameters: object) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(statement, parameters).fetchall()


def statuses(url: str, job: int) -> list[str]:
    """The job's status, or nothing when it is done and gone."""
    return [row[0] for row in query(url, "select status from procrastinate_jobs where id = %s", job)]


def defer(jobs: App, task: str) -> int:
    """Queues the task now, unless a worker's own clock has just done so."""
    try:
        return jobs.configure_task(task).defer(timestamp=0)
    except AlreadyEnqueued:
        return 0


_WATCHING = "select 1 from procrastinate_jobs where task_name = 'watch_deadlines'"
_BUSY = """
    select 1 from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
    and (state = 'active' or starts_with(state, 'idle in'))
"""


def test_a_worker_that_is_killed_is_followed_by_one_that_signals_once(
    service: Service, jobs: App, url: str, settings: dict[str, str], tmp_path: Path
) -> None:
    long_ago = (clock.now() - timedelta(days=60)).isoformat()
    them = at(service, long_ago)
    cases = [reach(them, State.WITH_COORDINATOR) for _ in range(3)]
    job = defer(jobs, "watch_deadlines")
    with psycopg.connect(url) as blocking:
        blocking.execute("lock table signals in access exclusive mode")
        with Process("worker", log=tmp_path / "first.log", **settings) as first:
            wait_until(lambda: statuses(url, job) == ["doing"], "the worker should take the job")
            first.kill()
    wait_until(lambda: query(url, _BUSY) == [], "the dead worker's transaction should end, and its locks with it")
    assert statuses(url, job) == ["doing"], "it is still the dead worker's"
    assert query(url, "select 1 from signals") == []

    query(url, "update procrastinate_workers set last_heartbeat = now() - interval '2 minutes' returning 1")
    defer(jobs, "take_over_stalled_jobs")
    with Process("worker", log=tmp_path / "second.log", **settings) as second:
        # It may find the same queued by its own clock meanwhile, and then does that in the dead one's place.
        wait_until(lambda: query(url, _WATCHING) == [], "the other worker should take the job over and end it")
        assert second.signal(SIGTERM) == 0, second.said()
    for case_id in cases:
        signals = them.coordinator.case(case_id)["signals"]
        assert [one["kind"] for one in signals] == ["reminder", "escalation"]
    assert "Opdigtet" not in (tmp_path / "first.log").read_text() + (tmp_path / "second.log").read_text()


def test_a_dead_workers_job_that_is_queued_again_does_not_stop_the_taking_over(
    service: Service, jobs: App, url: str
) -> None:
    stalled = defer(jobs, "watch_deadlines")
    query(url, "update procrastinate_jobs set status = 'doing' where id = %s returning 1", stalled)
    again = jobs.configure_task("watch_deadlines", schedule_in={"hours": 1}).defer(timestamp=1)
    taking_over = defer(jobs, "take_over_stalled_jobs")

    async def work() -> None:
        engine = worker.make(url, service.workers_database)
        async with engine.open_async():
            await engine.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="never")

    asyncio.run(work())
    assert statuses(url, taking_over) == ["succeeded"]
    assert statuses(url, stalled) == []
    assert statuses(url, again) == ["todo"]

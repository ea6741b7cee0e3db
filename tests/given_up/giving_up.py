"""Jobs that a worker has given up: for real, with a database that refuses what they write, and put there as if."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from procrastinate import App
from sqlalchemy import text

from app import jobs, worker
from tests.caller import FREDERICIA, Service

ATTEMPTS = 4
"""Of the case index, before it is given up: the first, and three more."""


class Worker:
    """Works off what waits and goes home; what is put off for a while it need not wait for."""

    def __init__(self, service: Service, worker_url: str, owner_url: str) -> None:
        self.engine: App = worker.make(worker_url, service.workers_database, now=service.at)
        self._owner_url = owner_url

    def work(self) -> None:
        """Each job that waits is tried once."""
        self._change("update procrastinate_jobs set scheduled_at = null where status = 'todo'")

        async def working() -> None:
            async with self.engine.open_async():
                await self.engine.run_worker_async(
                    wait=False, install_signal_handlers=False, delete_jobs="successful", listen_notify=False
                )

        asyncio.run(working())

    @contextmanager
    def hindered(self) -> Iterator[None]:
        """The database refuses the worker what the case index said."""
        self._change("revoke insert on authority_answers from ssp_worker")
        try:
            yield
        finally:
            self._change("grant insert on authority_answers to ssp_worker")

    def _change(self, statement: LiteralString) -> None:
        with psycopg.connect(self._owner_url, autocommit=True) as owner:
            owner.execute(statement)


def give_up(service: Service, code: str = FREDERICIA, *, case_id: UUID | str, task: str = jobs.ASK_CASE_INDEX) -> int:
    """A job as it lies there after its last attempt; gives its id."""
    ids = {"municipality_code": code, "case_id": str(case_id)}
    return _left(service, task, f"{task}:{code}:{case_id}", ids)


def give_up_round(service: Service, task: str = "watch_deadlines") -> int:
    return _left(service, task, task, {"timestamp": 0})


_STATUS = text("update procrastinate_jobs set status = cast(:status as procrastinate_job_status) where id = :id")
_WHEN = text("update procrastinate_events set at = :at where job_id = :id")
_NEWEST = text("select max(id) from procrastinate_jobs where queueing_lock = :once")


def _left(service: Service, task: str, once: str, ids: dict[str, Any]) -> int:
    with service.workers_database.transaction() as session:
        assert jobs.queue_again(session, task, once, ids)
        job_id = session.scalar(_NEWEST, {"once": once})
        for status in ("doing", "failed"):
            session.execute(_STATUS, {"status": status, "id": job_id})
        session.execute(_WHEN, {"at": service.at(), "id": job_id})
    assert isinstance(job_id, int)
    return job_id

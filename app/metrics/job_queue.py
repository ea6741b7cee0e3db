"""The job engine's own table, counted: what waits, since when, and what was given up. Ids alone stand in it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

_QUEUED: Final = text("""
    select job.task_name,
        count(*) filter (where job.status = 'todo' and coalesce(job.scheduled_at <= :at, true)) as waiting,
        count(*) filter (where job.status = 'todo' and job.scheduled_at > :at) as put_off,
        count(*) filter (where job.status = 'doing') as doing,
        min(coalesce(job.scheduled_at, queued.at))
            filter (where job.status = 'todo' and coalesce(job.scheduled_at <= :at, true)) as oldest_at
    from procrastinate_jobs job
    left join lateral (
        select max(event.at) as at from procrastinate_events event
        where event.job_id = job.id and event.type in ('deferred', 'deferred_for_retry', 'retried')
    ) queued on job.status = 'todo'
    where job.status in ('todo', 'doing')
    group by job.task_name order by job.task_name
""")
_GIVEN_UP: Final = text("""
    select coalesce(args ->> 'municipality_code', '') as municipality_code, task_name,
        count(distinct coalesce(queueing_lock, id::text)) as things
    from procrastinate_jobs where status = 'failed' group by 1, 2 order by 1, 2
""")


class Queued(NamedTuple):
    """Of one task. ``waiting`` could be done now, ``put_off`` not before a time to come."""

    task: str
    waiting: int
    put_off: int
    doing: int
    oldest_at: datetime | None
    """Since when the oldest of those that wait could have been done."""


def queued(session: Session, at: datetime) -> Iterator[Queued]:
    for row in session.execute(_QUEUED, {"at": at}):
        yield Queued(*row)


def given_up(session: Session) -> Iterator[tuple[str, str, int]]:
    """Municipality (empty: a round of the whole installation), task, and how many things are undone; what is queued
    under one name is one thing, as it is on the administrator's page.
    """
    for row in session.execute(_GIVEN_UP):
        yield row.municipality_code, row.task_name, row.things

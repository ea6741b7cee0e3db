"""A municipality's jobs: what was put aside when it was closed, and what was given up, which is still undone."""

from typing import Any, Final

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.orm import Session

_JOBS: Final = """
    select id, queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at, attempts,
        case status when 'failed' then 'failed' else 'todo' end as status
    from procrastinate_jobs
    where args ->> 'municipality_code' = %s and status in ('cancelled', 'todo', 'failed') order by id
"""
_QUEUE: Final = """
    insert into procrastinate_jobs
        (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at, attempts, status)
    values (%(queue_name)s, %(task_name)s, %(priority)s, %(lock)s, %(queueing_lock)s, %(args)s, %(scheduled_at)s,
        %(attempts)s, %(status)s)
    on conflict do nothing returning id
"""
_EVENTS: Final = "select type, at from procrastinate_events where job_id = %s and type <> 'cancelled' order by id"
_FORGET_EVENTS: Final = "delete from procrastinate_events where job_id = %s"
_HAPPENED: Final = "insert into procrastinate_events (job_id, type, at) values (%s, %s, %s)"


def is_used(session: Session) -> bool:
    """A worker has been there."""
    return bool(session.scalar(text("select exists (select from procrastinate_jobs)")))


def carry(leaving: psycopg.Connection[Any], arriving: psycopg.Connection[Any], code: str) -> int:
    """Gives how many; of what waits twice, one."""
    carried = 0
    for job in leaving.cursor(row_factory=dict_row).execute(_JOBS, [code]).fetchall():
        made = arriving.execute(_QUEUE, job | {"args": Jsonb(job["args"])}).fetchone()
        if made is None:
            continue
        arriving.execute(_FORGET_EVENTS, [made[0]])  # the queue's own word that it was queued just now
        for kind, at in leaving.execute(_EVENTS, [job["id"]]).fetchall():
            arriving.execute(_HAPPENED, [made[0], kind, at])
        carried += 1
    return carried

"""Closing a municipality in a database: its rows are there, and neither web processes nor worker see or write them.

There is no half of it: a read writes the log, so a service that may not write may not show either.
"""

import time

from psycopg.errors import LockNotAvailable
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import of_itself, system
from app.closed import is_closed, rule_of
from app.db import Database
from app.moving.tables import MOVED, QUEUE, CannotMove, check_shape
from app.service import Part

ATTEMPTS, PAUSE = 120, 1.0
"""Who has begun may finish, a list of three minutes too."""
_LOCK_TIMEOUT = "500ms"
"""Less than PostgreSQL waits before it looks for a deadlock: who stands in the way of somebody is always this one."""
_EACH = ", ".join(f'"{name}"' for name in [*(table.name for table in MOVED), *QUEUE])
_UNDER_WAY = text(
    "select count(*) from procrastinate_jobs where status = 'doing' and args ->> 'municipality_code' = :code"
)
_PUT_ASIDE = text(
    "update procrastinate_jobs set status = 'cancelled' where status = 'todo' and args ->> 'municipality_code' = :code"
)
_TAKE_UP = text(
    """
    update procrastinate_jobs as job set status = 'todo'
    where status = 'cancelled' and args ->> 'municipality_code' = :code and not exists (
        select from procrastinate_jobs again where again.status = 'todo' and again.queueing_lock = job.queueing_lock)
    """
)
_MARKED = text(
    "select obj_description(oid, 'pg_policy') from pg_policy"
    " where polrelid = 'audit_heads'::regclass and polname = :rule"
)


class _Waits(Exception):
    """A job of the municipality is under way."""


def close(database: Database, municipality_code: str, *, attempts: int = ATTEMPTS, pause: float = PAUSE) -> bool:
    """Once nothing of it is under way; False when it was closed before. ``database`` is the tables' owner's.

    Its jobs that wait are put aside. Raises CannotMove when it is in use all the time.
    """
    for left in reversed(range(attempts)):
        try:
            with database.transaction(municipality_code) as session:
                return _close(session, municipality_code)
        except (OperationalError, _Waits) as error:
            if isinstance(error, OperationalError) and not isinstance(error.orig, LockNotAvailable):
                raise
            if left == 0:
                raise CannotMove(
                    f"Municipality {municipality_code} was in use all the time, and is open as before. A job that is"
                    " under way without a worker is taken over by the next worker: is one running? Else see in"
                    " pg_stat_activity who holds the tables."
                ) from None
            time.sleep(pause)
    return False


def reopen(database: Database, municipality_code: str, *, given_up: bool) -> None:
    """Takes the rule away and the jobs up again. Raises CannotMove where a move was begun and is not ``given_up``."""
    with database.transaction(municipality_code) as session:
        if not is_closed(session, municipality_code):
            raise CannotMove(f"Municipality {municipality_code} is not closed here.")
        moved = moved_at(session, municipality_code)
        if moved and not given_up:
            raise CannotMove(
                f"Municipality {municipality_code} was moved from here ({moved}): open in both, there would be two of"
                " it. If the new database is thrown away: ssp municipality open --given-up"
            )
        session.execute(text(f"set local lock_timeout = '{_LOCK_TIMEOUT}'"))
        session.execute(text(f"lock table {_EACH} in access exclusive mode"))
        for table in MOVED:
            session.execute(text(f'drop policy {rule_of(municipality_code)} on "{table.name}"'))
        session.execute(_TAKE_UP, {"code": municipality_code})
        _record(session, "municipality.opened", municipality_code)


def mark_as_moved(database: Database, municipality_code: str, said: str) -> None:
    """From here on the database itself knows that there may be another with the same."""
    with database.transaction() as session:
        session.execute(text(f"comment on policy {rule_of(municipality_code)} on audit_heads is '{said}'"))


def moved_at(session: Session, municipality_code: str) -> str | None:
    """What ``mark_as_moved`` said; None when no move was begun."""
    found: str | None = session.scalar(_MARKED, {"rule": rule_of(municipality_code)})
    return found


def _close(session: Session, municipality_code: str) -> bool:
    if is_closed(session, municipality_code):
        return False
    check_shape(session, "old")
    session.execute(text(f"set local lock_timeout = '{_LOCK_TIMEOUT}'"))
    session.execute(text(f"lock table {_EACH} in access exclusive mode"))
    if session.scalar(_UNDER_WAY, {"code": municipality_code}):
        raise _Waits
    session.execute(_PUT_ASIDE, {"code": municipality_code})
    for table in MOVED:
        session.execute(
            text(
                f'create policy {rule_of(municipality_code)} on "{table.name}" as restrictive'
                f" to {', '.join(Part)} using (municipality_code <> '{municipality_code}')"
            )
        )
    _record(session, "municipality.closed", municipality_code)
    return True


def _record(session: Session, action: str, municipality_code: str) -> None:
    by, why = system(municipality_code, clock.now()), of_itself("command")
    audit.record(session, action, by=by, why=why, subjects=[None], fields=["municipality"])

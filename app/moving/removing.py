"""Removing a municipality where it was moved from, once its log is seen to go on in the other database."""

from collections.abc import Iterator

from sqlalchemy import CursorResult, Table, select, text
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.audit.models import AuditHead, AuditRow
from app.caller import of_itself, system
from app.closed import is_closed
from app.db import Database
from app.moving.carrying import ARRIVED
from app.moving.closing import moved_at
from app.moving.tables import MOVED, CannotMove

CHUNK = 5_000
"""Rows to a transaction: others wait for it where a table forbids to delete, and for the log all do."""
_GUARD = text("select exists (select from pg_trigger where tgrelid = to_regclass(:name) and tgname = 'forbid_change')")
_JOBS = "delete from procrastinate_jobs where args ->> 'municipality_code' = :code"
_LAST = ("audit_log", "audit_heads")
"""By these it is known that the right thing is removed, so they go last: a run that was broken off is gone on with."""


def remove(source: Database, target: Database, municipality_code: str) -> int:
    """Every row of it, in short transactions; gives how many. It stays closed there. Both are their tables' owner's.

    Raises CannotMove, when it is open, was not moved, or its log does not go on in ``target``.
    """
    _check(source, target, municipality_code)
    with target.transaction(municipality_code) as session:
        by, why = system(municipality_code, clock.now()), of_itself("command")
        audit.record(session, "municipality.moved_out", by=by, why=why, subjects=[None], fields=["municipality"])
    with source.transaction() as session:
        removed = _removed(session, _JOBS, municipality_code)
    return removed + sum(_chunks(source, municipality_code))


def _check(source: Database, target: Database, code: str) -> None:
    """The last row of the log here is a row there, with the arrival after it: what went on is this, and all of it."""
    with source.transaction(code) as session:
        if not is_closed(session, code) or not moved_at(session, code):
            raise CannotMove(f"Municipality {code} was not moved from here: nothing is removed.")
        head = session.get(AuditHead, code)
    if head is None:
        raise CannotMove(f"Nothing of municipality {code} is here any more.")
    with target.transaction(code) as session:
        if is_closed(session, code):
            raise CannotMove(f"Municipality {code} is closed in the other database too: nothing is removed.")
        rows = session.execute(
            select(AuditRow.number, AuditRow.hash, AuditRow.action)
            .where(AuditRow.municipality_code == code, AuditRow.number.in_([head.number, head.number + 1]))
            .order_by(AuditRow.number)
        ).all()
    if [(row.number, row.hash) for row in rows[:1]] != [(head.number, head.hash)] or rows[-1].action != ARRIVED:
        raise CannotMove(
            f"The log of municipality {code} does not go on in the other database after row {head.number}: it is not"
            " the one that it was moved to. Nothing is removed."
        )


def _chunks(source: Database, code: str) -> Iterator[int]:
    """What points before what is pointed to."""
    for table in [*(one for one in reversed(MOVED) if one.name not in _LAST), *map(_named, _LAST)]:
        while removed := _remove_some(source, table, code):
            yield removed


def _named(name: str) -> Table:
    (found,) = (table for table in MOVED if table.name == name)
    return found


def _remove_some(source: Database, table: Table, code: str) -> int:
    """Of a table that points to itself all at once, for no order of its rows is known to be right."""
    most = "all" if any(key.column.table is table for key in table.foreign_keys) else CHUNK
    some = f'select ctid from "{table.name}" where municipality_code = :code limit {most}'  # noqa: S608 - our own tables' names
    with source.transaction(code) as session:
        guarded = session.scalar(_GUARD, {"name": table.name})
        if guarded:
            session.execute(text(f'alter table "{table.name}" disable trigger forbid_change'))
        removed = _removed(session, f'delete from "{table.name}" where ctid = any(array({some}))', code)  # noqa: S608 - likewise
        if guarded:
            session.execute(text(f'alter table "{table.name}" enable trigger forbid_change'))
    return removed


def _removed(session: Session, statement: str, code: str) -> int:
    gone = session.execute(text(statement), {"code": code})
    assert isinstance(gone, CursorResult)  # noqa: S101 - what a delete gives
    return gone.rowcount

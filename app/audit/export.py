"""The log as JSON Lines: each row's canonical bytes with its hash added, which is what the verifier reads."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.audit import service
from app.audit.chain import whole
from app.audit.models import AuditRow
from app.caller import Caller, Why
from app.db import Database

PAGE = 1000
"""Rows fetched at a time."""
_COLUMNS = tuple(column.name for column in inspect(AuditRow).columns)


def page(session: Session, municipality_code: str, after: int, limit: int, *, until: int | None = None) -> list[bytes]:
    """The rows that follow number ``after``, ``limit`` at most and none after ``until``: a line each, with newline."""
    query = (
        select(*(getattr(AuditRow, name) for name in _COLUMNS))
        .where(AuditRow.municipality_code == municipality_code, AuditRow.number > after)
        .order_by(AuditRow.number)
        .limit(limit)
    )
    if until is not None:
        query = query.where(AuditRow.number <= until)
    return [whole(dict(zip(_COLUMNS, row, strict=True))) + b"\n" for row in session.execute(query)]


def export(database: Database, file: Path, *, by: Caller, why: Why) -> int:
    """The whole log of the caller's municipality into ``file``; gives how many rows. Itself in the log, as its end.

    Raises FileExistsError.
    """
    with database.transaction(by.municipality_code) as session:
        service.record(session, "log.exported", by=by, why=why, subjects=[None], fields=["log"])
        end = service.write(session, by.municipality_code).number
    with file.open("xb") as out:
        for lines in _pages(database, by.municipality_code, end):
            out.writelines(lines)
    return end


def _pages(database: Database, municipality_code: str, end: int) -> Iterator[list[bytes]]:
    """In short transactions: a long one would keep the database from tidying up."""
    for after in range(0, end, PAGE):
        with database.transaction(municipality_code) as session:
            yield page(session, municipality_code, after, PAGE, until=min(after + PAGE, end))

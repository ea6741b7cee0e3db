"""Carrying municipalities into a new database: every row of theirs, as it is, in one transaction there."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import IsolationLevel
from sqlalchemy import ColumnElement, String, Table, text
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.caller import of_itself, system
from app.closed import is_closed
from app.db import Database, belong_to, driver_connection
from app.moving import queue
from app.moving.closing import mark_as_moved
from app.moving.tables import MOVED, CannotMove, check_shape, columns_of

ARRIVED = "municipality.moved_in"
_LOCK_TIMEOUT = "3s"
_FORMS = """
    select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true),
        set_config('intervalstyle', 'iso_8601', true), set_config('bytea_output', 'hex', true),
        set_config('extra_float_digits', '1', true), set_config('row_security', 'on', true)
"""
"""A value is the same text on both sides, whatever the servers are set to."""
_BELONG = "select set_config('ssp.municipality', %s, true)"


@dataclass(frozen=True)
class Moved:
    """What went along: rows by table, jobs, and the row of the log after which the new database goes on."""

    municipality_code: str
    rows: dict[str, int]
    jobs: int
    log: int


def move(source: Database, source_url: str, target: Database, codes: Sequence[str], *, at: datetime) -> list[Moved]:
    """All or nothing in the new database; in the old one a mark that it was begun. Both are their tables' owner's.

    Raises CannotMove, when a municipality is open, or the new database is not empty, is in use or of another shape,
    or when what arrived is not what left.
    """
    for code in codes:
        with source.transaction(code) as session:
            check_shape(session, "old")
            if not is_closed(session, code):
                raise CannotMove(f"Municipality {code} is open: ssp municipality close --municipality {code}")
    with target.transaction() as arriving, psycopg.connect(source_url) as leaving:
        leaving.isolation_level, leaving.read_only = IsolationLevel.REPEATABLE_READ, True
        check_shape(arriving, "new")
        _open_wide(arriving)
        for code in codes:
            mark_as_moved(source, code, f"{at:%Y-%m-%d %H:%M} UTC")
        leaving.execute(_FORMS)
        driver_connection(arriving).execute(_FORMS)
        moved = [_carry(leaving, arriving, code, at) for code in codes]
        _number_on(arriving)
        for table in MOVED:
            arriving.execute(text(f'alter table "{table.name}" force row level security'))
    return moved


def _open_wide(session: Session) -> None:
    """For this transaction alone the owner sees and copies past the rows' rules; and finds that there are none."""
    session.execute(text(f"set local lock_timeout = '{_LOCK_TIMEOUT}'"))
    for table in MOVED:
        session.execute(text(f'alter table "{table.name}" no force row level security'))
    full = [table.name for table in MOVED if session.scalar(text(f'select exists (select from "{table.name}")'))]  # noqa: S608 - our own tables' names
    if full or queue.is_used(session):
        raise CannotMove(
            f"The new database is not empty ({', '.join(full) or 'jobs'}): take one that ssp migrate has just made."
        )


def _carry(leaving: psycopg.Connection[Any], arriving: Session, code: str, at: datetime) -> Moved:
    leaving.execute(_BELONG, [code])
    belong_to(arriving, code)
    there, rows = driver_connection(arriving), dict[str, int]()
    for table in MOVED:
        columns = ", ".join(f'"{name}"' for name in columns_of(table))
        said = hashlib.sha256()
        with leaving.cursor() as reading, there.cursor() as writing:
            with (
                reading.copy(out_of(table, code)) as lines,
                writing.copy(f'copy "{table.name}" ({columns}) from stdin') as to,
            ):
                for block in lines:
                    said.update(block)
                    to.write(block)
            rows[table.name] = writing.rowcount
        if said.digest() != digest(there, table, code):
            raise CannotMove(f"What arrived in {table.name} is not what left. Nothing was kept in the new database.")
    jobs = queue.carry(leaving, there, code)
    by, why = system(code, at), of_itself("command")
    log = rows["audit_log"]
    audit.record(arriving, ARRIVED, by=by, why=why, subjects=[None], fields=["municipality"])
    audit.write(arriving, code)
    return Moved(code, rows, jobs, log)


def _number_on(session: Session) -> None:
    """What the database itself counts goes on after the last that came; with the transaction, unlike ``setval``."""
    for table in MOVED:
        for column in (one for one in table.columns if one.identity is not None):
            last = session.scalar(text(f'select max("{column.name}") from "{table.name}"'))  # noqa: S608 - our own
            if last is not None:
                session.execute(
                    text(f'alter table "{table.name}" alter column "{column.name}" restart with {last + 1}')
                )


def digest(connection: psycopg.Connection[Any], table: Table, code: str) -> bytes:
    """SHA-256 of a municipality's rows of ``table`` in the order of their keys, as COPY's text has them."""
    said = hashlib.sha256()
    with connection.cursor().copy(out_of(table, code)) as lines:
        for block in lines:
            said.update(block)
    return said.digest()


def out_of(table: Table, code: str) -> bytes:
    """The COPY that gives a municipality's rows of ``table``: by the condition, wherever no rule of rows holds."""
    columns = ", ".join(f'"{name}"' for name in columns_of(table))
    order = ", ".join(_ordered(column) for column in table.primary_key.columns)
    return (
        f"copy (select {columns} from \"{table.name}\" where municipality_code = '{code}' order by {order}) to stdout"  # noqa: S608 - our own
    ).encode()


def _ordered(column: ColumnElement[Any]) -> str:
    return f'"{column.key}"' + (' collate "C"' if isinstance(column.type, String) else "")

"""Writing the log: rows wait in the session, and are chained and written as the last thing before it commits.

So the head of a municipality's chain is locked for the shortest time, and always last. A transaction
whose rows cannot be written is rolled back, and whoever asked is given nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.errors import InsufficientPrivilege, UndefinedTable
from sqlalchemy import ARRAY, BigInteger, LargeBinary, String, Uuid, bindparam, event, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock
from app.audit.chain import GENESIS, chained
from app.audit.models import AuditHead, AuditRow
from app.caller import Caller, Why
from app.copying import Lines, encoded, execute
from app.db import Database, driver_connection
from app.errors import Unavailable

_WAITING = "audit.waiting"
_OF_THE_LOG = re.compile(r"\baudit_(log|heads)\b")
_MANY = 100
"""From so many rows on, COPY is the faster way."""


class LogUnavailable(Unavailable):
    """503: what cannot be logged is not done and not shown."""

    code = "log_unavailable"
    title = "Loggen kan ikke skrives"


def _unavailable() -> LogUnavailable:
    return LogUnavailable("Uden log gives og gemmes intet. Prøv igen om lidt.", headers={"Retry-After": "5"})


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: how many rows it has, and the hash of the last."""

    number: int
    hash: bytes


def record(
    session: Session,
    action: str,
    *,
    by: Caller,
    why: Why,
    subjects: Iterable[UUID | None],
    object_id: UUID | None = None,
    fields: Sequence[str] = (),
) -> None:
    """One row for each subject (person), in the session's transaction."""
    shared: dict[str, object] = {
        "municipality_code": by.municipality_code,
        "at": by.at,
        "actor": by.id,
        "role": by.role.value,
        "purpose": why.purpose.value,
        "action": action,
        "reason": why.reason,
        "object_id": object_id,
        "fields": list(fields),
    }
    waiting = session.info.setdefault(_WAITING, [])
    waiting.extend({**shared, "id": clock.new_id(), "subject_id": subject} for subject in subjects)


def waiting(session: Session) -> int:
    """How many rows wait to be written."""
    return len(session.info.get(_WAITING, ()))


def forget_after(session: Session, kept: int) -> None:
    """Of the rows that wait, the first ``kept`` go on waiting: what the others tell of was undone."""
    del session.info.get(_WAITING, [])[kept:]


def write(session: Session, municipality_code: str) -> Head:
    """Writes what waits, and gives the chain's end; its head stays locked until the transaction ends.

    Called by itself before each commit. Raises LogUnavailable.
    """
    waiting: list[dict[str, Any]] = session.info.pop(_WAITING, [])
    session.flush()
    try:
        head = _locked_head(session, municipality_code)
        if not waiting:
            return head
        rows = list(chained(waiting, head.number, head.hash))
        (_write_many if len(rows) > _MANY else _write_few)(session, rows)
        return Head(rows[-1]["number"], rows[-1]["hash"])
    except (DBAPIError, psycopg.Error):
        raise _unavailable() from None


def guard(database: Database) -> None:
    """From here on, what the database cannot do with the log is LogUnavailable; a look into it too."""
    event.listen(database.engine, "handle_error", _away, retval=True)


def _away(failed: ExceptionContext) -> LogUnavailable | None:
    error = failed.original_exception
    if isinstance(error, (UndefinedTable, InsufficientPrivilege)) and _OF_THE_LOG.search(str(error)):
        return _unavailable()
    return None


@event.listens_for(Session, "before_commit")
def _write_what_waits(session: Session) -> None:
    waiting = session.info.get(_WAITING)
    if waiting:
        codes = {row["municipality_code"] for row in waiting}
        (code,) = codes  # a transaction is one municipality's
        write(session, code)


@event.listens_for(Session, "after_rollback")
def _forget_what_waits(session: Session) -> None:
    session.info.pop(_WAITING, None)


def _locked_head(session: Session, municipality_code: str) -> Head:
    query = (
        select(AuditHead.number, AuditHead.hash)
        .where(AuditHead.municipality_code == municipality_code)
        .with_for_update()
    )
    found = session.execute(query).first()
    if found is None:  # a municipality's first row; of two at once, the later finds the other's
        first = {"municipality_code": municipality_code, "number": 0, "hash": GENESIS}
        made = insert(AuditHead).values(first)
        as_it_is = made.on_conflict_do_update(index_elements=["municipality_code"], set_={"number": AuditHead.number})
        found = session.execute(as_it_is.returning(AuditHead.number, AuditHead.hash)).one()
    return Head(*found)


_OWN = {
    "id": Uuid(),
    "at": AuditRow.at.type,
    "actor": String(),
    "role": String(),
    "purpose": String(),
    "action": String(),
    "reason": String(),
    "subject_id": Uuid(),
    "object_id": Uuid(),
    "fields": String(),
    "number": BigInteger(),
    "previous": LargeBinary(),
    "hash": LargeBinary(),
}
_MOVE_HEAD = "update audit_heads set number = :last_number, hash = :last_hash where municipality_code = :code"
_FEW = text(
    f"""
    with moved as ({_MOVE_HEAD})
    insert into audit_log (municipality_code, {", ".join(_OWN)})
    select :code, {", ".join("string_to_array(fields, ',')" if name == "fields" else name for name in _OWN)}
    from unnest({", ".join(f":{name}" for name in _OWN)}) as line({", ".join(_OWN)})
    """  # noqa: S608 - our own columns' names
).bindparams(*(bindparam(name, type_=ARRAY(kind)) for name, kind in _OWN.items()))


def _write_few(session: Session, rows: list[dict[str, Any]]) -> None:
    """Head and rows in one statement: a move of a case should wait for the database as few times as it can."""
    values: dict[str, Any] = {name: [row[name] for row in rows] for name in _OWN}
    values["fields"] = [",".join(row["fields"]) for row in rows]
    session.execute(_FEW, values | _last(rows))


def _write_many(session: Session, rows: list[dict[str, Any]]) -> None:
    lines = Lines(AuditRow, {"municipality_code": rows[0]["municipality_code"]}, tuple(_OWN))
    for row in rows:
        own = {**row, "fields": "{" + ",".join(row["fields"]) + "}"}
        lines.add(*(encoded(own[name]) for name in _OWN))
    connection = driver_connection(session)
    execute(connection, lines.make_room)
    lines.send(connection)
    execute(connection, lines.move_in)
    session.execute(text(_MOVE_HEAD), _last(rows))


def _last(rows: list[dict[str, Any]]) -> dict[str, Any]:
    last = rows[-1]
    return {"code": last["municipality_code"], "last_number": last["number"], "last_hash": last["hash"]}

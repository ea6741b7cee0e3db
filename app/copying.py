"""Many rows at once: made as lines of PostgreSQL's COPY, and sent in the session's own transaction.

A driver asked to write ten thousand rows field by field takes as long as the database needs to store
them. Here what all rows of a table share is written once, and the rest is put together as text.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from types import TracebackType
from typing import Any, NamedTuple, Self
from uuid import UUID

import psycopg
from sqlalchemy.orm import Session

from app.db import Base, driver_connection
from app.errors import Conflict, Unavailable

NULL = "\\N"

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TRY_AGAIN = "Prøv igen. Intet er gemt."


class Batch(NamedTuple):
    table: str
    columns: Sequence[str]
    data: bytes


class Lines:
    """The rows of one table that wait to be sent. ``shared`` has the same value in each row, ``own`` has not."""

    def __init__(self, table: type[Base], shared: Mapping[str, object], own: Sequence[str]) -> None:
        self._table = table.__tablename__
        self._columns = (*shared, *own)
        self._shared = "".join(f"{encoded(value)}\t" for value in shared.values())
        self._lines: list[str] = []

    def add(self, *own: str) -> None:
        """One row, its own values already ``encoded`` and in their order."""
        self._lines.append(self._shared + "\t".join(own))

    def take(self) -> Batch:
        lines, self._lines = self._lines, []
        return Batch(self._table, self._columns, ("\n".join(lines) + "\n").encode() if lines else b"")


def encoded(value: object) -> str:
    """A value as COPY's text format has it. For many rows, use the function of the type itself."""
    match value:
        case None:
            return NULL
        case bool():
            return "t" if value else "f"
        case UUID():
            return value.hex
        case bytes():
            return octets(value)
        case int() | date():  # a datetime is a date too
            return str(value)
        case str():
            return text(value)
    raise TypeError(f"no way to write a {type(value).__name__}")


def text(value: str | None) -> str:
    """Empty is no value: a cell that nobody filled in."""
    if not value:
        return NULL
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def octets(value: bytes | None) -> str:
    return NULL if value is None else f"\\\\x{value.hex()}"


class Copying:
    """Sends batches while the next ones are being made: the database works on one core, this process on another.

    The session must not be used until the block has ended; then everything is sent, or the first
    failure raised. One sending is under way at a time, so that memory does not grow with the list.
    Raises Conflict when somebody else was there first, Unavailable when the database takes no rows.
    """

    def __init__(self, session: Session) -> None:
        session.flush()
        self._connection = driver_connection(session)
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._under_way: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._worker.shutdown(wait=True)
        if kind is None:
            self._finish()

    def send(self, tables: Sequence[Lines]) -> None:
        """Everything that waits in ``tables``, in the order in which they point to one another."""
        self._finish()
        self._under_way = self._worker.submit(_copy, self._connection, [lines.take() for lines in tables])

    def _finish(self) -> None:
        if self._under_way is not None:
            self._under_way.result()


def copy_now(session: Session, tables: Sequence[Lines]) -> None:
    """A few rows, at once. Raises as Copying does."""
    session.flush()
    _copy(driver_connection(session), [lines.take() for lines in tables])


def _copy(connection: Any, batches: Sequence[Batch]) -> None:
    try:
        for batch in batches:
            if batch.data:
                columns = ", ".join(f'"{column}"' for column in batch.columns)
                with connection.cursor().copy(f"copy {batch.table} ({columns}) from stdin") as copy:
                    copy.write(batch.data)
    # The driver's own errors are not SQLAlchemy's, so they are told apart here.
    except psycopg.IntegrityError:
        raise Conflict(_TRY_AGAIN) from None
    except psycopg.OperationalError:
        raise Unavailable(_TRY_AGAIN, headers={"Retry-After": "5"}) from None

"""Many rows at once: made as lines of PostgreSQL's COPY, and sent in the session's own transaction.

A driver asked to write ten thousand rows field by field takes as long as the database needs to store
them. Here what all rows of a table share is written once, and the rest is put together as text.

COPY goes around row-level security, so PostgreSQL refuses it on our tables: the lines are copied into
a table of the connection's own, which is empty at every commit, and go from there through the front door.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from copy import copy
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.orm import Session

from app import tracing
from app.db import Base, driver_connection
from app.errors import Conflict, Unavailable

NULL = "\\N"
_TAB = "\t"

_BLOCK = 250
"""Rows to a block: a few of them fill what the connection holds under way."""

_DELETED = 500
"""Rows: so many are deleted one by one sooner than their table is given a new, empty file."""

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TRY_AGAIN = "Prøv igen. Intet er gemt."


class Lines:
    """The rows of one table that wait to be sent. ``shared`` has the same value in each row, ``own`` has not."""

    def __init__(self, table: type[Base], shared: Mapping[str, object], own: Sequence[str]) -> None:
        columns = ", ".join(f'"{column}"' for column in (*shared, *own))
        name = table.__tablename__
        self._copy = f"copy incoming_{name} ({columns}) from stdin"
        self.make_room = f"create temporary table if not exists incoming_{name} (like {name}) on commit delete rows"
        self._move_in = f"insert into {name} ({columns}) select {columns} from incoming_{name}"  # noqa: S608 - our own tables' names
        self._clear = f"incoming_{name}"
        self._shared = "".join(f"{encoded(value)}\t" for value in shared.values())
        self._waiting: list[str] = []

    def add(self, *own: str) -> None:
        """One row: its own values, already ``encoded`` and in their order."""
        self._waiting.append(f"{self._shared}{_TAB.join(own)}\n")

    def take(self) -> "Lines | None":
        """What waits, to be sent while more is added; None when nothing does."""
        if not self._waiting:
            return None
        taken = copy(self)
        self._waiting = []
        return taken

    @property
    def move_in(self) -> str:
        """From the table of the transaction's own into that which it is for."""
        clear = "delete from" if len(self._waiting) <= _DELETED else "truncate"
        return f"{self._move_in}; {clear} {self._clear}"

    def send(self, connection: Any) -> None:
        with tracing.statement(self._copy), connection.cursor().copy(self._copy) as sending:
            for begin in range(0, len(self._waiting), _BLOCK):
                sending.write("".join(self._waiting[begin : begin + _BLOCK]))


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


def octets_each(values: Sequence[bytes]) -> str:
    """An array of them: quoted once more than a single one is."""
    return "{" + ",".join(f'"\\\\\\\\x{value.hex()}"' for value in values) + "}"


@contextmanager
def sending(session: Session, tables: Sequence[Lines]) -> Iterator[Callable[[], None]]:
    """Gives what sends the rows that wait in ``tables``, which are in the order in which they point to one another.

    The database takes them in while the caller makes the next ones ready, without touching the session.
    Raises Conflict when somebody else was there first, and Unavailable when the database cannot take them.
    """
    session.flush()
    connection = driver_connection(session)
    with _told_apart(), ThreadPoolExecutor(max_workers=1) as beside:
        execute(connection, "; ".join(lines.make_room for lines in tables))
        under_way: list[Future[None]] = []

        def send() -> None:
            while under_way:
                under_way.pop().result()
            taken = [lines for table in tables if (lines := table.take())]
            under_way.append(beside.submit(copy_context().run, _take_in, connection, taken))

        yield send
        send()
        under_way.pop().result()


def put_in(session: Session, tables: Sequence[Lines]) -> None:
    """Sends what waits, when there is nothing to do meanwhile."""
    with sending(session, tables):
        pass


def execute(connection: Any, sql: str) -> None:
    """On the driver's own connection."""
    with tracing.statement(sql):
        connection.execute(sql)


def _take_in(connection: Any, taken: Sequence[Lines]) -> None:
    for lines in taken:
        lines.send(connection)
    if taken:
        execute(connection, "; ".join(lines.move_in for lines in taken))


@contextmanager
def _told_apart() -> Iterator[None]:
    """The driver's own errors are not SQLAlchemy's, so they are told apart here."""
    try:
        yield
    except psycopg.IntegrityError:
        raise Conflict(_TRY_AGAIN) from None
    except psycopg.OperationalError:
        raise Unavailable(_TRY_AGAIN, headers={"Retry-After": "5"}) from None

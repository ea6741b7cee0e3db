"""Many rows at once: made as lines of PostgreSQL's COPY, and sent in the session's own transaction.

A driver asked to write ten thousand rows field by field takes as long as the database needs to store
them. Here what all rows of a table share is written once, and the rest is put together as text.

COPY goes around row-level security, so PostgreSQL refuses it on our tables: the lines are copied into
a table of the transaction's own, and go from there through the front door.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import date
from itertools import islice, starmap
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.orm import Session

from app.db import Base, driver_connection
from app.errors import Conflict, Unavailable

NULL = "\\N"

_BLOCK = 250
"""Rows to a block: a few of them fill what the connection holds under way."""

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TRY_AGAIN = "Prøv igen. Intet er gemt."


class Lines:
    """The rows of one table that wait to be sent.

    ``shared`` has the same value in each row, ``own`` has not. With ``make``, what is added to a row
    becomes its own values only when it is sent: so the database stores the first rows while the last
    are still being sealed.
    """

    def __init__(
        self,
        table: type[Base],
        shared: Mapping[str, object],
        own: Sequence[str],
        make: Callable[..., Sequence[str]] | None = None,
    ) -> None:
        columns = ", ".join(f'"{column}"' for column in (*shared, *own))
        name = table.__tablename__
        self._copy = f"copy incoming_{name} ({columns}) from stdin"
        self.make_room = f"create temporary table if not exists incoming_{name} (like {name}) on commit drop"
        self.move_in = f"insert into {name} ({columns}) select {columns} from incoming_{name}; truncate incoming_{name}"  # noqa: S608 - our own tables' names
        self._shared = "".join(f"{encoded(value)}\t" for value in shared.values())
        self._make = make
        self._waiting: list[Any] = []

    def add(self, *row: Any) -> None:
        """One row: its own values, already ``encoded`` and in their order, or what ``make`` makes them of."""
        self._waiting.append(row)

    def take(self) -> "Lines | None":
        """What waits, to be sent while more is added; None when nothing does."""
        if not self._waiting:
            return None
        taken = copy(self)
        self._waiting = []
        return taken

    def send(self, connection: Any, meanwhile: Iterator[None] = iter(())) -> None:
        shared, tab = self._shared, "\t"
        own = self._waiting if self._make is None else starmap(self._make, self._waiting)
        lines = (f"{shared}{tab.join(values)}\n" for values in own)
        with connection.cursor().copy(self._copy) as sending:
            while block := "".join(islice(lines, _BLOCK)):
                sending.write(block)
                if self._make is None:
                    next(meanwhile, None)


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


def take(tables: Iterable[Lines]) -> list[Lines]:
    """What waits in each of ``tables``, in the order in which they point to one another."""
    return [taken for lines in tables if (taken := lines.take())]


def make_room(session: Session, tables: Iterable[Lines]) -> None:
    """Before anything is sent: tables of the transaction's own to copy into."""
    session.flush()
    with _told_apart():
        driver_connection(session).execute("; ".join(lines.make_room for lines in tables))


def send(session: Session, taken: Iterable[Lines], meanwhile: Iterator[None] = iter(())) -> None:
    """Sends rows; each step of ``meanwhile`` is work that is done while the database takes them."""
    with _told_apart():
        for lines in taken:
            lines.send(driver_connection(session), meanwhile)


def move_in(session: Session, tables: Iterable[Lines]) -> None:
    """What was sent, into the tables themselves, in the order in which they point to one another."""
    with _told_apart():
        driver_connection(session).execute("; ".join(lines.move_in for lines in tables))


@contextmanager
def _told_apart() -> Iterator[None]:
    """The driver's own errors are not SQLAlchemy's, so they are told apart here.

    Raises Conflict when somebody else was there first, and Unavailable when the database cannot take the rows.
    """
    try:
        yield
    except psycopg.IntegrityError:
        raise Conflict(_TRY_AGAIN) from None
    except psycopg.OperationalError:
        raise Unavailable(_TRY_AGAIN, headers={"Retry-After": "5"}) from None

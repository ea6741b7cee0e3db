"""Many rows at once, by COPY, in the session's own transaction."""

from collections.abc import Iterable, Sequence

import psycopg
from sqlalchemy.orm import Session

from app.db import Base, driver_connection
from app.errors import Conflict, Unavailable
from app.lists import texts


def copy_rows(session: Session, table: type[Base], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Adds ``rows`` (values in the order of ``columns``) to the table; JSON and arrays come as PostgreSQL writes them.

    The driver's own errors are not SQLAlchemy's, so they are told apart here. Raises Conflict when
    somebody else was there first, and Unavailable when the database could not take the rows.
    """
    session.flush()
    names = ", ".join(f'"{column}"' for column in columns)
    try:
        with driver_connection(session).cursor().copy(f"copy {table.__tablename__} ({names}) from stdin") as copy:
            write = copy.write_row
            for row in rows:
                write(row)
    except psycopg.IntegrityError:
        raise Conflict(texts.NOT_STORED) from None
    except psycopg.OperationalError:
        raise Unavailable(texts.NOT_STORED, headers={"Retry-After": "5"}) from None

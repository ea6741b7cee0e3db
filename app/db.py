"""The database: tables' common base, and the one place where a transaction begins and ends."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import Connection, DateTime, Engine, MetaData, String, Uuid, create_engine, event, text
from sqlalchemy.exc import TimeoutError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.pool import NullPool

from app import clock


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        UUID: Uuid(),
    }


class OfMunicipality:
    """A row of one municipality. Its code is part of the key, so no row can point across."""

    municipality_code: Mapped[str] = mapped_column(String(3), primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=clock.new_id, sort_order=-1)


Instant = DateTime(timezone=True)


CAUSE = "ssp.cause"
"""Where a session keeps what went wrong in it, for libraries on the way put an error of their own in its place."""


class Database:
    """The connections to one PostgreSQL, shared by the threads of a process."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        # hide_parameters: a value in an error text would end in a log.
        self.engine = create_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 5},
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._beside = create_engine(
            sqlalchemy_url(url), poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": 2}
        )

    @contextmanager
    def transaction(self, municipality_code: str | None = None) -> Iterator[Session]:
        """One session, one transaction: committed at the end, rolled back when anything is raised.

        It sees the rows of ``municipality_code`` alone; without one, or until ``belong_to``, those of nobody.
        """
        with self._sessions.begin() as session:
            if municipality_code is not None:
                belong_to(session, municipality_code)
            try:
                yield session
            except Exception:
                if CAUSE in session.info:
                    raise session.info[CAUSE] from None
                raise

    @contextmanager
    def beside(self, municipality_code: str) -> Iterator[Connection]:
        """A transaction on a connection of its own, for what must be seen while another goes on.

        Not one of the pool: whoever holds one of those and waits for another could wait for somebody who does the same.
        """
        with self._beside.begin() as connection:
            connection.execute(_BESIDE, {"code": municipality_code})
            yield connection

    def keep_to(self, *, statement_seconds: float, transaction_seconds: float) -> None:
        """From here on PostgreSQL itself ends what takes longer, a wait for a lock and a silent transaction too.

        PostgreSQL before 17 knows no limit for a whole transaction and keeps to the others.
        """
        statement, whole = (str(int(seconds * 1000)) for seconds in (statement_seconds, transaction_seconds))
        wanted = {
            "statement_timeout": statement,
            "idle_in_transaction_session_timeout": whole,
            "transaction_timeout": whole,
        }

        def set_limits(connection: Any, _: object) -> None:
            connection.autocommit = True
            for name, value in wanted.items():
                connection.execute("select set_config(name, %s, false) from pg_settings where name = %s", (value, name))
            connection.autocommit = False

        event.listen(self.engine, "connect", set_limits)
        self.engine.dispose()  # those that are open already do not know

    @property
    def engines(self) -> tuple[Engine, ...]:
        """Everything that statements go through."""
        return self.engine, self._beside

    def close(self) -> None:
        self.engine.dispose()


_BELONG = text("select set_config('ssp.municipality', :code, true)")
_BESIDE = text("select set_config('ssp.municipality', :code, true), set_config('statement_timeout', '2000', true)")


def belong_to(session: Session, municipality_code: str) -> None:
    """From here on the transaction sees and writes the rows of one municipality.

    It is the second line (row-level security): what a query forgets to ask for, the database does.
    """
    session.execute(_BELONG, {"code": municipality_code})


def as_role(url: str, role: str) -> str:
    """The same address, where each connection has the rights of ``role`` and no others."""
    return f"{url}{'&' if '?' in url else '?'}options=-c%20role%3D{role}"


def sqlalchemy_url(url: str) -> str:
    """``url`` with the driver named, whichever of PostgreSQL's two schemes it came with."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


DRIVER_IN_HAND = "ssp.driver_in_hand"
"""In the session from when somebody was given its driver's connection until the transaction ends."""


def driver_connection(session: Session) -> Any:
    """The session's own psycopg connection, for COPY and savepoints of the driver's."""
    session.info[DRIVER_IN_HAND] = True
    return driver_aside(session)


def driver_aside(session: Session) -> Any:
    """The same for whoever leaves the service's own tables alone: to stop a statement, to queue a job."""
    return session.connection().connection.driver_connection


_CANCEL_SECONDS = 2.0


class Ending:
    """Which came first: the request's transaction commits, or its caller is told that it took too long."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}
        self._cancel: Callable[[], None] | None = None
        self._cancelling = threading.Lock()

    @contextmanager
    def works_on(self, cancel: Callable[[], None]) -> Iterator[None]:
        """While this lasts, ``cancel`` stops the statement that runs, and nobody else's."""
        self._cancel = cancel
        try:
            yield
        finally:
            with self._cancelling:
                self._cancel = None

    def cancel(self) -> None:
        """Stops what the database does for the request now. Waits for the database: not for an event loop."""
        with self._cancelling:
            if self._cancel is not None:
                self._cancel()

    def keep(self) -> bool:
        """Says that it commits; False when it was given up."""
        return self._said.setdefault("ends", "kept") == "kept"  # atomic: it is asked for from two threads

    def give_up(self) -> bool:
        """Says that it must not commit; False when it does already."""
        return self._said.setdefault("ends", "given up") == "given up"


class TooLate(TimeoutError):
    """The caller was told that nothing is kept."""


def transaction(request: Request) -> Iterator[Session]:
    """Raises TooLate."""
    database: Database = request.app.state.database
    ending: Ending = getattr(request.state, "ending", None) or Ending()
    with database.transaction() as session:
        connection = driver_aside(session)
        with ending.works_on(lambda: connection.cancel_safe(timeout=_CANCEL_SECONDS)):
            yield session
        if not ending.keep():
            raise TooLate()


# scope="function": FastAPI's default commits after the answer has left, and a failed commit would
# still have said 200.
Transaction = Annotated[Session, Depends(transaction, scope="function")]

"""The database as it was, after every call: what one caller may do must not depend on what another has done."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.db import Database, belong_to


class Undone(Database):
    """A transaction's commit is carried out, and then what it was within is rolled back.

    The service's own commits, rollbacks and locks run, in a savepoint instead of a transaction.
    """

    def __init__(self, real: Database) -> None:
        self.real = real
        self.engine = real.engine
        self._within: Connection | None = None

    @contextmanager
    def transaction(self, municipality_code: str | None = None) -> Iterator[Session]:
        with self.within() as connection:
            making = self.real._sessions
            with making(bind=connection, join_transaction_mode="create_savepoint") as session, session.begin():
                if municipality_code is not None:
                    belong_to(session, municipality_code)
                yield session

    @contextmanager
    def within(self) -> Iterator[Connection]:
        """What is called in here sees what was done before it in here; afterwards nothing has happened."""
        if self._within is not None:
            yield self._within
            return
        with self.engine.connect() as connection:
            outer = connection.begin()
            self._within = connection
            try:
                yield connection
            finally:
                self._within = None
                outer.rollback()

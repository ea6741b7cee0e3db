"""Several things in one transaction, each done whole or not at all: what is refused leaves nothing of itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.db import driver_connection
from app.errors import Problem
from app.people import data_keys


@contextmanager
def apart(session: Session) -> Iterator[None]:
    """What is done within is undone when it raises a Problem, which goes on: rows, the log's waiting rows, new keys.

    The savepoint is the driver's own, for the session's would write the log in the middle. What the session has at
    hand is forgotten with it, so rows that were read before are to be read again.
    """
    session.flush()
    logged = audit.waiting(session)
    try:
        with driver_connection(session).transaction():
            yield
            session.flush()
    except Problem:
        session.expunge_all()
        audit.forget_after(session, logged)
        data_keys.forget(session)
        raise

"""Bringing a database to the newest shape, or back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_ATTEMPTS = 20
_LOOKS_EVERY = 0.2
_PAUSE = 1.0
"""Seconds, in which those who waited for the migration go on."""


class TablesInUse(Exception):
    """Somebody held a table for so long that the update gave up; what it had done before stands."""


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(_MIGRATIONS))
    made.attributes["url"] = url
    return made


def upgrade(url: str, revision: str = "head", *, attempts: int = _ATTEMPTS, pause: float = _PAUSE) -> None:
    """While others work: a migration that does not get a table at once lets go and is tried again.

    Of several at once one does it and the others find it done. Raises TablesInUse.
    """
    with alone(url, "ssp.migrating"):
        for left in reversed(range(attempts)):
            try:
                command.upgrade(config(url), revision)
                return
            except OperationalError as error:
                if not isinstance(error.orig, LockNotAvailable):
                    raise
                if left == 0:
                    raise TablesInUse(
                        "A table that the update needs was in use all the time. Nobody was kept waiting for long, and"
                        " what was done before that stands: run ssp migrate again, or see in pg_stat_activity who holds"
                        " it."
                    ) from None
                time.sleep(pause)


@contextmanager
def alone(url: str, what: str) -> Iterator[None]:
    """Of several processes that want to do ``what``, one at a time.

    Each asks again and again: a statement that waits is waited for itself, where an index is built while others work.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        while not _has(connection, what):
            time.sleep(_LOOKS_EVERY)
        yield


def _has(connection: psycopg.Connection[tuple[bool]], what: str) -> bool:
    found = connection.execute("select pg_try_advisory_lock(hashtext(%s))", (what,)).fetchone()
    return bool(found and found[0])


def downgrade(url: str, revision: str) -> None:
    command.downgrade(config(url), revision)


def head() -> str:
    """The newest revision."""
    script = ScriptDirectory.from_config(config(""))
    return script.get_current_head() or ""

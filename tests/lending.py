"""What takes long to make and is the same for every test, made once: the service, and the statements it sends.

Nothing of what a test does to it is met by the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.util import LRUCache

from app.access.identity_providers import Identity
from app.db import Database
from app.main import create_app, work_on
from app.people.encryption import Vault

_COMPILED: LRUCache[object, object] = LRUCache(5_000)


class _Alike(PGDialect_psycopg):
    """What is compiled for one test's database is good for another's: they are all on the same server."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Alike)

    def __hash__(self) -> int:
        return hash(_Alike)


def database_at(url: str, pool_size: int = 20) -> Database:
    """A database of a test's own, which knows what the service has ever asked in this run."""
    made = Database(url, pool_size=pool_size)
    made.engine.dialect.__class__ = _Alike
    made.engine.update_execution_options(compiled_cache=_COMPILED)
    return made


class Services:
    """The service on whichever database, behind no limits: put together once, and lent to one test after another.

    Two that are wanted at the same time are two.
    """

    def __init__(self, vault: Vault, identity: Identity) -> None:
        self._vault, self._identity = vault, identity
        self._idle: list[FastAPI] = []

    @contextmanager
    def lent(self, database: Database) -> Iterator[FastAPI]:
        """As ``create_app`` makes it. One that got more ways in, or other handlers, is lent to nobody else."""
        if self._idle:
            app = self._idle.pop()
            work_on(app, database, self._vault)
        else:
            app = create_app(database, self._vault, self._identity)
        state, around = dict(app.state._state), list(app.user_middleware)
        ways, handlers = list(app.router.routes), dict(app.exception_handlers)
        yield app
        if app.router.routes != ways or app.exception_handlers != handlers:
            return
        app.state._state = state
        app.user_middleware = around
        app.middleware_stack = None  # to be built anew, with what it remembers
        app.dependency_overrides.clear()
        self._idle.append(app)

"""Everybody moves in once for the run; who wants the place to themselves has a copy of its database."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from app.access.tokens import DemoIssuer
from app.db import Database, as_role
from app.people.encryption import Vault
from tests.cloning import cloned
from tests.lending import database_at
from tests.openapi.inhabited import Inhabited, Settled, inhabited

Moved = tuple[str, Settled]
"""The name of a database, and who is in it."""


@contextmanager
def of_both(url: str) -> Iterator[tuple[Database, Database]]:
    web, workers = (database_at(as_role(url, role)) for role in ("ssp_app", "ssp_worker"))
    yield web, workers
    web.close()
    workers.close()


@pytest.fixture(scope="session")
def moved_in(server_url: str, template: str, vault: Vault, issuer: DemoIssuer) -> Iterator[Moved]:
    with cloned(server_url, template) as made:
        with of_both(made) as databases, inhabited(*databases, vault, issuer) as place:
            settled = place.settled
        yield str(psycopg.conninfo.conninfo_to_dict(made)["dbname"]), settled


@contextmanager
def copy_of(url: str, moved: Moved, vault: Vault, issuer: DemoIssuer) -> Iterator[Inhabited]:
    """The place on a database that was cloned from it."""
    with of_both(url) as databases, inhabited(*databases, vault, issuer, moved[1]) as made:
        yield made


@pytest.fixture
def alone_url(server_url: str, moved_in: Moved) -> Iterator[str]:
    with cloned(server_url, moved_in[0]) as made:
        yield made


@pytest.fixture
def alone(alone_url: str, moved_in: Moved, vault: Vault, issuer: DemoIssuer) -> Iterator[Inhabited]:
    """A copy for one test, which may do to it what it likes."""
    with copy_of(alone_url, moved_in, vault, issuer) as made:
        yield made

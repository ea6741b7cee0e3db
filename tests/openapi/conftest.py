"""A service that the tests of one module share: what they do to it does not matter, and setting it up takes time.

Everybody moves in once for the run, and each module has a copy.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from app.access.tokens import DemoIssuer
from app.db import Database, as_role
from app.people.encryption import Vault
from tests.conftest import cloned
from tests.openapi.inhabited import Inhabited, Settled, inhabited

Moved = tuple[str, Settled]
"""The name of a database, and who is in it."""


@contextmanager
def _of_both(url: str) -> Iterator[tuple[Database, Database]]:
    web, workers = (Database(as_role(url, role), pool_size=20) for role in ("ssp_app", "ssp_worker"))
    yield web, workers
    web.close()
    workers.close()


@pytest.fixture(scope="session")
def moved_in(server_url: str, template: str, vault: Vault, issuer: DemoIssuer) -> Iterator[Moved]:
    with cloned(server_url, template) as made:
        with _of_both(made) as databases, inhabited(*databases, vault, issuer) as place:
            settled = place.settled
        yield str(psycopg.conninfo.conninfo_to_dict(made)["dbname"]), settled


@pytest.fixture(scope="module")
def module_url(server_url: str, moved_in: Moved) -> Iterator[str]:
    with cloned(server_url, moved_in[0]) as made:
        yield made


@pytest.fixture(scope="module")
def place(module_url: str, moved_in: Moved, vault: Vault, issuer: DemoIssuer) -> Iterator[Inhabited]:
    with _of_both(module_url) as databases, inhabited(*databases, vault, issuer, moved_in[1]) as made:
        yield made


@pytest.fixture(scope="module")
def shaken(server_url: str, moved_in: Moved, vault: Vault, issuer: DemoIssuer) -> Iterator[Inhabited]:
    """A place of its own for requests that are drawn: whoever comes in whatever order finds ``place`` as it was."""
    with (
        cloned(server_url, moved_in[0]) as url,
        _of_both(url) as databases,
        inhabited(*databases, vault, issuer, moved_in[1]) as made,
    ):
        made.service.book.shortest_name = 4
        yield made

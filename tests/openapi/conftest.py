"""A service that the tests of one module share: what they do to it does not matter, and setting it up takes time."""

from collections.abc import Iterator

import pytest

from app.access.tokens import DemoIssuer
from app.db import Database, as_role
from app.people.encryption import Vault
from tests.conftest import cloned
from tests.openapi.inhabited import Inhabited, inhabited


@pytest.fixture(scope="module")
def module_url(server_url: str, template: str) -> Iterator[str]:
    with cloned(server_url, template) as made:
        yield made


@pytest.fixture(scope="module")
def place(module_url: str, vault: Vault, issuer: DemoIssuer) -> Iterator[Inhabited]:
    database, workers = (Database(as_role(module_url, role), pool_size=20) for role in ("ssp_app", "ssp_worker"))
    with inhabited(database, workers, vault, issuer) as made:
        yield made
    database.close()
    workers.close()

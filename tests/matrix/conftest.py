"""One world for all that a worker of the run tries in it: nothing that is tried changes it."""

from collections.abc import Iterator

import pytest

from app.access.tokens import DemoIssuer
from app.db import as_role
from app.people.encryption import Vault
from tests.cloning import cloned
from tests.lending import database_at
from tests.matrix.world import World, world


@pytest.fixture(scope="package")
def matrix_url(server_url: str, template: str) -> Iterator[str]:
    with cloned(server_url, template) as made:
        yield made


@pytest.fixture(scope="package")
def place(matrix_url: str, vault: Vault, issuer: DemoIssuer) -> Iterator[World]:
    web, workers = (database_at(as_role(matrix_url, role)) for role in ("ssp_app", "ssp_worker"))
    with world(web, workers, vault, issuer) as made:
        yield made
    web.close()
    workers.close()

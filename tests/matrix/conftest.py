"""One world for all that a worker of the run tries in it: nothing that is tried changes it."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from app.access.tokens import DemoIssuer
from app.db import Database, as_role
from app.people.encryption import Vault
from tests.conftest import at_database
from tests.matrix.world import World, world


@pytest.fixture(scope="package")
def matrix_url(server_url: str, template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'create database "{name}" template "{template}"')
        yield at_database(server_url, name)
        admin.execute(f'drop database "{name}" with (force)')


@pytest.fixture(scope="package")
def place(matrix_url: str, vault: Vault, issuer: DemoIssuer) -> Iterator[World]:
    web, workers = (Database(as_role(matrix_url, role), pool_size=20) for role in ("ssp_app", "ssp_worker"))
    with world(web, workers, vault, issuer) as made:
        yield made
    web.close()
    workers.close()

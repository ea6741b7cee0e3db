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
def matrix_database(server_url: str, template: str) -> Iterator[Database]:
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'create database "{name}" template "{template}"')
        made = Database(as_role(at_database(server_url, name), "ssp_app"), pool_size=20)
        yield made
        made.close()
        admin.execute(f'drop database "{name}" with (force)')


@pytest.fixture(scope="package")
def place(matrix_database: Database, vault: Vault, issuer: DemoIssuer) -> Iterator[World]:
    with world(matrix_database, vault, issuer) as made:
        yield made

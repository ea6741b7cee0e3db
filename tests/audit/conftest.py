"""One log for all that is done to copies of it."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from app.access.tokens import DemoIssuer
from app.people.encryption import Vault
from tests.audit.proof import Proof, written
from tests.conftest import at_database


@pytest.fixture(scope="module")
def proof(
    server_url: str, template: str, vault: Vault, issuer: DemoIssuer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proof]:
    name = f"test_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'create database "{name}" template "{template}"')
        with written(at_database(server_url, name), tmp_path_factory.mktemp("proof"), vault, issuer) as made:
            yield made
        admin.execute(f'drop database "{name}" with (force)')

"""Two databases for a test of moving: one in which two municipalities are at work, and one that is new."""

from collections.abc import Iterator
from datetime import datetime

import psycopg
import pytest

from app.access.tokens import DemoIssuer
from app.people.encryption import Vault
from tests.caller import instant
from tests.cloning import cloned
from tests.moving.neighbours import STAYS, Place, place, settle
from tests.openapi.walk import MONDAY, walk

AFTER: datetime = instant(MONDAY)


@pytest.fixture(scope="session")
def settled(server_url: str, template: str, vault: Vault, issuer: DemoIssuer) -> Iterator[str]:
    """The name of a database in which one municipality has met every operation, and another has some cases."""
    with cloned(server_url, template) as url:
        with place(url, vault, issuer) as made:
            walk(made.service)
            settle(made.service, STAYS)
        yield str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])


@pytest.fixture
def old(server_url: str, settled: str, vault: Vault, issuer: DemoIssuer) -> Iterator[Place]:
    with cloned(server_url, settled) as url, place(url, vault, issuer) as made:
        made.service.now = AFTER
        yield made


@pytest.fixture
def new(server_url: str, template: str, vault: Vault, issuer: DemoIssuer) -> Iterator[Place]:
    with cloned(server_url, template) as url, place(url, vault, issuer) as made:
        made.service.now = AFTER
        yield made

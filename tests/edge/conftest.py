"""The service behind an edge that the test chooses."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from app.access.tokens import DemoIssuer
from app.db import Database
from app.edge.limits import EdgeLimits
from app.main import create_app
from app.people.encryption import Vault
from tests.caller import Service

Behind = Callable[[EdgeLimits], Service]


@pytest.fixture
def behind(app_database: Database, worker_database: Database, vault: Vault, issuer: DemoIssuer) -> Iterator[Behind]:
    with ExitStack() as running:

        def made(limits: EdgeLimits) -> Service:
            app = create_app(app_database, vault, issuer.verifier(), limits)
            return running.enter_context(Service(app, issuer, app_database, worker_database))

        yield made

"""One log for all that is done to copies of it."""

from collections.abc import Iterator

import pytest

from app.access.tokens import DemoIssuer
from app.people.encryption import Vault
from tests.audit.proof import Proof, written
from tests.cloning import cloned


@pytest.fixture(scope="module")
def proof(
    server_url: str, template: str, vault: Vault, issuer: DemoIssuer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Proof]:
    with (
        cloned(server_url, template) as url,
        written(url, tmp_path_factory.mktemp("proof"), vault, issuer) as made,
    ):
        yield made

"""A service that the tests of one module share: what they do to it does not matter, and setting it up takes time.

Everybody moves in once for the run, and each module has a copy.
"""

from collections.abc import Iterator

import pytest

from app.access.tokens import DemoIssuer
from app.people.encryption import Vault
from tests.cloning import cloned
from tests.openapi.inhabited import Inhabited
from tests.openapi.moved import Moved, copy_of


@pytest.fixture(scope="module")
def module_url(server_url: str, moved_in: Moved) -> Iterator[str]:
    with cloned(server_url, moved_in[0]) as made:
        yield made


@pytest.fixture(scope="module")
def place(module_url: str, moved_in: Moved, vault: Vault, issuer: DemoIssuer) -> Iterator[Inhabited]:
    with copy_of(module_url, moved_in, vault, issuer) as made:
        yield made


@pytest.fixture(scope="module")
def shaken(server_url: str, moved_in: Moved, vault: Vault, issuer: DemoIssuer) -> Iterator[Inhabited]:
    """A place of its own for requests that are drawn: whoever comes in whatever order finds ``place`` as it was."""
    with cloned(server_url, moved_in[0]) as url, copy_of(url, moved_in, vault, issuer) as made:
        made.service.book.shortest_name = 4
        yield made

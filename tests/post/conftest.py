"""The register and the receiver as a process of their own, and the service's real clients to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.outside import Outside
from tests.adapters.certificates import Authority
from tests.adapters.standin import StandIn, standin
from tests.post.outside import outside_at


@pytest.fixture(scope="module")
def running() -> Iterator[StandIn]:
    with standin() as made:
        yield made


@pytest.fixture
def post(running: StandIn) -> StandIn:
    running.reset()
    return running


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the municipality shows of itself when it asks for a token."""
    return Authority(tmp_path_factory.mktemp("authority"), "authority").issue("kommunen")


@pytest.fixture
def outside(post: StandIn, certificate: Path) -> Iterator[Outside]:
    made = outside_at(post, certificate)
    yield made
    made.close()

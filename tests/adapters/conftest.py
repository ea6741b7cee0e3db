"""One stand-in for what is tested here, as new for each test."""

from collections.abc import Iterator

import pytest

from app.adapters.sf1520 import Sf1520
from app.adapters.sf1601 import Sf1601
from tests.adapters.asking import register_at
from tests.adapters.posting import Post, carrier_at
from tests.adapters.standin import StandIn, standin


@pytest.fixture(scope="module")
def running() -> Iterator[StandIn]:
    with standin() as made:
        yield made


@pytest.fixture
def outside(running: StandIn) -> StandIn:
    running.reset()
    return running


@pytest.fixture
def register(outside: StandIn) -> Iterator[Sf1520]:
    made = register_at(outside.register_url)
    yield made
    made.close()


@pytest.fixture(scope="module")
def receiving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """One that keeps what it receives."""
    with StandIn("--state", str(tmp_path_factory.mktemp("post"))) as made:
        yield made


@pytest.fixture
def post(receiving: StandIn) -> Post:
    receiving.reset()
    return Post(receiving)


@pytest.fixture
def carrier(post: Post) -> Iterator[Sf1601]:
    made = carrier_at(post.url)
    yield made
    made.close()

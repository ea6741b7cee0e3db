"""One stand-in for what is tested here, as new for each test."""

from collections.abc import Iterator

import pytest

from app.adapters.sf1520 import Sf1520
from tests.adapters.asking import register_at
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

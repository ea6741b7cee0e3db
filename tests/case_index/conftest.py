"""The index as a process of its own, open for Fredericia or not."""

from collections.abc import Iterator

import pytest

from app.adapters.outside import Outside
from tests.adapters.indexing import Index
from tests.adapters.standin import StandIn, standin
from tests.case_index.asking import index_open, outside_at


@pytest.fixture(scope="module")
def running() -> Iterator[StandIn]:
    with standin() as made:
        yield made


@pytest.fixture
def index(running: StandIn) -> Index:
    running.reset()
    return Index(running)


@pytest.fixture
def outside(index: Index) -> Iterator[Outside]:
    made = outside_at(index, timeout=1)
    yield made
    made.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with index_open(monkeypatch):
        yield

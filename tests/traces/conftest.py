"""A collector, and an installation whose processes may be told of it."""

from collections.abc import Iterator

import pytest

from tests.running.process import Installation, reachable_folder
from tests.traces.collector import Collector, collecting


@pytest.fixture
def here(url: str) -> Iterator[Installation]:
    with reachable_folder() as folder:
        yield Installation(url, folder)


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as made:
        yield made

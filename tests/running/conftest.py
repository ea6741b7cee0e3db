"""A folder for the data of what is started here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import embedded
from tests.running.process import reachable_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable_folder() as made:
        yield made
        embedded.stop(made)

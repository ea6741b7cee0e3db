"""The log beside the service of a test."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.access.log import Log


@pytest.fixture
def log(url: str) -> Iterator[Log]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield Log(connection)

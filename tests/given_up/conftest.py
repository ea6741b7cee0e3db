"""The log beside the service, and the case index open to be asked."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.access.log import Log
from tests.caller import Service
from tests.case_index.asking import index_open
from tests.given_up.giving_up import Worker


@pytest.fixture
def log(url: str) -> Iterator[Log]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield Log(connection)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with index_open(monkeypatch):
        yield


@pytest.fixture
def worker(service: Service, worker_url: str, url: str) -> Worker:
    return Worker(service, worker_url, url)

"""The records system beside the register and the receiver, and what the service files there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.outside import Outside
from tests.adapters.certificates import Authority
from tests.adapters.filing import Records
from tests.adapters.standin import StandIn, standin
from tests.filing.filing import COLLECTING, outside_at


@pytest.fixture(scope="module")
def running() -> Iterator[StandIn]:
    with standin() as made:
        yield made


@pytest.fixture
def records(running: StandIn) -> Records:
    running.reset()
    made = Records(running)
    made.open(COLLECTING)
    return made


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Authority(tmp_path_factory.mktemp("authority"), "authority").issue("kommunen")


@pytest.fixture
def outside(records: Records, certificate: Path, tmp_path: Path) -> Iterator[Outside]:
    made = outside_at(records, certificate, tmp_path)
    yield made
    made.close()

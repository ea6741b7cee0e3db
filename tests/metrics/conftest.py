"""The figures beside a service, read at the service's own time with the worker's rights."""

from collections.abc import Callable, Iterator

import pytest

from app.metrics.figures import Figures
from app.receivers.allowed import Receivers
from tests.caller import Service
from tests.integration.receiver import Receiver, receiving
from tests.metrics.reading import Read, read

Look = Callable[[], Read]


@pytest.fixture
def look(service: Service) -> Look:
    figures = Figures(service.workers_database, ["file"], now=service.at)
    return lambda: read(figures)


@pytest.fixture
def receiver(service: Service) -> Iterator[Receiver]:
    with receiving() as made:
        service.app.state.receivers = Receivers.of(addresses=[made.url])
        yield made

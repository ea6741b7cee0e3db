"""A receiver on this machine, which the service is allowed to call."""

from collections.abc import Iterator

import pytest

from app.receivers.allowed import Receivers
from tests.caller import Service
from tests.integration.receiver import Receiver, receiving
from tests.integration.vendor import Vendor, vendor


@pytest.fixture
def receiver(service: Service) -> Iterator[Receiver]:
    with receiving() as made:
        service.app.state.receivers = Receivers.of(addresses=[made.url])
        yield made


@pytest.fixture
def ours(service: Service) -> Vendor:
    return vendor(service)

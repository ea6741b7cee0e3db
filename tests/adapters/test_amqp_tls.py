"""Mutual TLS with the broker: both sides show a certificate, and what ours says is who we are."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.adapters.amqp import Amqp, BrokerAccess, BrokerAgreement
from app.adapters.message_broker import BrokerAway, BrokerRefused
from app.standins.message_broker import MessageBroker
from tests.adapters.certificates import Authority
from tests.adapters.test_amqp import message


@dataclass(frozen=True)
class World:
    broker: MessageBroker
    agreed: Authority
    stranger: Authority
    ours: Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("certificates")
    agreed, stranger = Authority(folder, "agreed"), Authority(folder, "stranger")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(agreed.issue("broker"))
    context.load_verify_locations(agreed.file)
    context.verify_mode = ssl.CERT_REQUIRED
    with MessageBroker(trusted=context, mechanisms="EXTERNAL").playing() as broker:
        yield World(broker, agreed, stranger, agreed.issue("service"))


def client_of(world: World, **named: object) -> Amqp:
    said = {"url": f"amqps://127.0.0.1:{world.broker.port}", "exchange": "events", "timeout": 3}
    return Amqp(BrokerAccess.model_validate(said | named), BrokerAgreement())


def test_both_know_each_other_and_no_password_is_needed(world: World) -> None:
    client = client_of(world, certificate=world.ours, authorities=world.agreed.file)
    client.publish([message(1)])
    client.publish([message(2)])
    assert [one.content.properties.message_id for one in world.broker.kept[-2:]] == [
        str(message(1).message_id),
        str(message(2).message_id),
    ]
    client.close()


def test_a_broker_that_somebody_else_vouches_for_is_told_nothing(world: World) -> None:
    before = len(world.broker.kept)
    for authorities in (world.stranger.file, None):
        client = client_of(world, certificate=world.ours, authorities=authorities)
        with pytest.raises(BrokerRefused, match="CERTIFICATE_REFUSED"):
            client.publish([message(3)])
        client.close()
    assert len(world.broker.kept) == before


def test_a_broker_under_another_name_is_told_nothing(world: World) -> None:
    """The certificate is for 127.0.0.1."""
    url = f"amqps://localhost:{world.broker.port}"
    client = client_of(world, url=url, certificate=world.ours, authorities=world.agreed.file)
    with pytest.raises(BrokerRefused, match="CERTIFICATE_REFUSED"):
        client.publish([message(4)])
    client.close()


@pytest.mark.parametrize("whose", ["nobody", "a stranger"])
def test_whose_certificate_the_broker_does_not_know_gets_nothing_across(world: World, whose: str) -> None:
    before = len(world.broker.kept)
    ours = None if whose == "nobody" else world.stranger.issue("unknown-service")
    client = client_of(world, certificate=ours, authorities=world.agreed.file)
    with pytest.raises((BrokerRefused, BrokerAway)):
        client.publish([message(5)])
    assert len(world.broker.kept) == before
    client.close()

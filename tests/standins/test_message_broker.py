"""The broker that is played is no easier on a client than a real one: asked by pika's other, blocking connection."""

from collections.abc import Iterator

import pika
import pytest
from pika import exceptions as said

from app.standins.message_broker import MessageBroker


@pytest.fixture
def broker() -> Iterator[MessageBroker]:
    with MessageBroker(wanted="case.").playing() as played:
        yield played


def connected(broker: MessageBroker, user: str = "ssp", virtual_host: str = "/") -> pika.BlockingConnection:
    who = pika.PlainCredentials(user, "invented")
    return pika.BlockingConnection(
        pika.ConnectionParameters("127.0.0.1", broker.port, virtual_host, who, stack_timeout=5, socket_timeout=5)
    )


def test_it_confirms_what_goes_somewhere_and_sends_back_what_does_not(broker: MessageBroker) -> None:
    with connected(broker) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish("events", "case.given", b"one", mandatory=True)
        with pytest.raises(said.UnroutableError):
            channel.basic_publish("events", "letter.sent", b"two", mandatory=True)
        channel.basic_publish("events", "letter.sent", b"three")
        broker.behaviours.append("nack")
        with pytest.raises(said.NackError):
            channel.basic_publish("events", "case.given", b"four")
    assert [one.content.body for one in broker.kept] == [b"one"]


def test_it_knows_its_exchanges_and_its_virtual_host(broker: MessageBroker) -> None:
    with connected(broker) as connection:
        connection.channel().exchange_declare("events", passive=True)
        with pytest.raises(said.ChannelClosedByBroker, match="404"):
            connection.channel().exchange_declare("unheard-of", passive=True)
    with pytest.raises(said.AMQPConnectionError):
        connected(broker, virtual_host="other")


def test_it_lets_in_nobody_whom_it_does_not_know(broker: MessageBroker) -> None:
    with pytest.raises(said.AMQPConnectionError):
        connected(broker, user="somebody")
    assert broker.connections == 0


def test_it_comes_back_where_it_was_with_what_it_had(broker: MessageBroker) -> None:
    other = MessageBroker()
    for body in (b"one", b"two"):
        with other.playing(), connected(other) as connection:
            connection.channel().basic_publish("events", "case.given", body)
            connection.channel().exchange_declare("events", passive=True)
    assert [one.content.body for one in other.kept] == [b"one", b"two"]

"""Events handed to a message broker: the real client, over a real socket, to a broker that is played."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.adapters.amqp import Amqp, BrokerAccess, BrokerAgreement
from app.adapters.message_broker import BrokerAway, BrokerRefused, Message
from app.standins.message_broker import MessageBroker


def message(number: int, *, type: str = "dk.ssp.case.given", body: bytes | None = None) -> Message:
    return Message(UUID(int=number), type, body or json.dumps({"id": str(UUID(int=number))}).encode())


@pytest.fixture
def broker() -> Iterator[MessageBroker]:
    with MessageBroker().playing() as played:
        yield played


def client_of(broker: MessageBroker, folder: Path, **named: object) -> Amqp:
    password = folder / "password"
    password.write_text("invented\n")
    said = {
        "url": f"amqp://127.0.0.1:{broker.port}", "exchange": "events", "user": "ssp", "password_file": password,
        "timeout": 3, **named,
    }  # fmt: skip
    return Amqp(BrokerAccess.model_validate(said), BrokerAgreement())


@pytest.fixture
def client(broker: MessageBroker, tmp_path: Path) -> Iterator[Amqp]:
    made = client_of(broker, tmp_path)
    yield made
    made.close()


def kept(broker: MessageBroker) -> list[int]:
    return [UUID(one.content.properties.message_id or "").int for one in broker.kept]


def test_an_event_arrives_as_it_was_with_its_marks_beside_it(broker: MessageBroker, client: Amqp) -> None:
    client.publish([message(7, body=b'{"id":"\xc3\xa6"}')])
    (one,) = broker.kept
    assert (one.exchange, one.routing_key, one.content.body) == ("events", "dk.ssp.case.given", b'{"id":"\xc3\xa6"}')
    properties = one.content.properties
    assert properties.content_type == "application/cloudevents+json"
    assert properties.message_id == "00000000-0000-0000-0000-000000000007"
    assert properties.delivery_mode == 2
    assert properties.message_type == "dk.ssp.case.given"


def test_many_arrive_in_their_order_over_one_connection(broker: MessageBroker, client: Amqp) -> None:
    for start in (1, 501):
        client.publish([message(number) for number in range(start, start + 500)])
    client.publish([])
    assert kept(broker) == list(range(1, 1001))
    assert broker.connections == 1


def test_an_event_longer_than_a_frame_arrives_whole(broker: MessageBroker, client: Amqp) -> None:
    client.publish([message(1, body=b"x" * 300_000)])
    assert len(broker.kept[0].content.body) == 300_000


def test_one_confirmation_may_stand_for_several(broker: MessageBroker, client: Amqp) -> None:
    broker.behaviours.extend(["hold", "hold", "ok"])
    client.publish([message(1), message(2), message(3)])
    assert kept(broker) == [1, 2, 3]


def test_what_nobody_wants_is_named_and_the_rest_is_there(broker: MessageBroker, client: Amqp) -> None:
    broker.wanted = "dk.ssp.case."
    with pytest.raises(BrokerRefused) as refused:
        client.publish([message(1), message(2, type="dk.ssp.letter.sent"), message(3)])
    assert (refused.value.code, refused.value.message_ids) == ("NO_ROUTE", frozenset({UUID(int=2)}))
    assert kept(broker) == [1, 3]
    client.publish([message(4)])
    assert broker.connections == 1


@pytest.mark.parametrize(
    ("how", "why"),
    [("nack", "NACK"), ("die", "StreamLostError"), ("silence", "NO_ANSWER"), ("shut", "AMQP_320")],
)
def test_what_the_broker_does_not_confirm_is_to_be_handed_over_again(
    broker: MessageBroker, tmp_path: Path, how: str, why: str
) -> None:
    client = client_of(broker, tmp_path, timeout=1)
    client.publish([message(1)])
    broker.behaviours.extend(["ok", how])
    with pytest.raises(BrokerAway, match=why):
        client.publish([message(2), message(3), message(4)])
    client.publish([message(2), message(3), message(4)])
    assert set(kept(broker)) == {1, 2, 3, 4}
    assert kept(broker)[-3:] == [2, 3, 4]
    client.close()


def test_a_broker_that_is_away_is_found_again(broker: MessageBroker, tmp_path: Path) -> None:
    other = MessageBroker()
    with other.playing():
        client = client_of(other, tmp_path)
        client.publish([message(1)])
    with pytest.raises(BrokerAway):
        client.publish([message(2)])
    with pytest.raises(BrokerAway):
        client.publish([message(2)])
    with other.playing():
        client.publish([message(2)])
    assert kept(other) == [1, 2]
    client.close()


def test_one_that_takes_the_call_and_says_nothing_is_away(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = client_of(MessageBroker(port=silent.getsockname()[1]), tmp_path, timeout=0.5)
        with pytest.raises(BrokerAway):
            client.publish([message(1)])
        client.close()


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ({"exchange": "unheard-of"}, "NOT_FOUND"),
        ({"user": "somebody"}, "ACCESS_REFUSED"),
        ({"user": None, "password_file": None}, "ACCESS_REFUSED"),
        ({"host": "/other"}, "NOT_ALLOWED"),
    ],
)
def test_a_broker_that_will_not_have_us_says_why(
    broker: MessageBroker, tmp_path: Path, named: dict[str, object], code: str
) -> None:
    named = dict(named)
    url = f"amqp://127.0.0.1:{broker.port}{named.pop('host', '')}"
    client = client_of(broker, tmp_path, url=url, **named)
    for _ in range(2):
        with pytest.raises(BrokerRefused) as refused:
            client.publish([message(1)])
        assert (refused.value.code, refused.value.message_ids) == (code, frozenset())
    assert broker.kept == []
    client.close()


def test_another_virtual_host_is_written_in_the_address(tmp_path: Path) -> None:
    with MessageBroker(virtual_host="ssp/events").playing() as broker:
        client = client_of(broker, tmp_path, url=f"amqp://127.0.0.1:{broker.port}/ssp%2Fevents")
        client.publish([message(1)])
        client.close()
    assert kept(broker) == [1]


def test_threads_may_share_one(broker: MessageBroker, client: Amqp) -> None:
    each = [threading.Thread(target=client.publish, args=([message(n), message(n + 100)],)) for n in range(1, 11)]
    for one in each:
        one.start()
    for one in each:
        one.join()
    assert sorted(kept(broker)) == [*range(1, 11), *range(101, 111)]
    assert broker.connections == 1


def test_nothing_of_an_event_is_repeated_by_what_is_raised_or_logged(
    broker: MessageBroker, client: Amqp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    broker.behaviours.append("die")
    with pytest.raises(BrokerAway) as away:
        client.publish([message(1, body=b"very-own-words")])
    assert "very-own-words" not in repr(away.value) + caplog.text

"""The file of outside systems, as far as the message broker goes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.outside import Outside, OutsideWrong, read_outside
from app.standins.message_broker import MessageBroker
from tests.adapters.test_amqp import message


@pytest.fixture
def broker() -> Iterator[MessageBroker]:
    with MessageBroker(exchanges=frozenset({"events", "own"})).playing() as played:
        yield played


def written(folder: Path, table: str, own: str = "message_broker = {}") -> Path:
    (folder / "password").write_text("invented")
    file = folder / "outside.toml"
    file.write_text(
        f"[message_broker]\n{table}\n"
        f'[municipalities.607]\ncvr = "11111111"\nname = "Fredericia"\n{own}\n'
        '[municipalities.330]\ncvr = "33333333"\nname = "Slagelse"\n'
    )
    return file


def at(broker: MessageBroker, folder: Path) -> str:
    where = f'url = "amqp://127.0.0.1:{broker.port}"\nexchange = "events"'
    return f'{where}\nuser = "ssp"\npassword_file = "{folder}/password"'


def test_a_municipality_that_names_a_broker_has_one_and_the_others_none(broker: MessageBroker, tmp_path: Path) -> None:
    read = read_outside(written(tmp_path, at(broker, tmp_path)))
    own = read.message_broker_for("607")
    assert own is not None
    own.publish([message(1)])
    assert read.message_broker_for("330") is None
    assert Outside().message_broker_for("607") is None
    read.close()
    assert [one.exchange for one in broker.kept] == ["events"]


def test_a_municipality_may_have_an_exchange_of_its_own(broker: MessageBroker, tmp_path: Path) -> None:
    read = read_outside(written(tmp_path, at(broker, tmp_path), 'message_broker = { exchange = "own" }'))
    own = read.message_broker_for("607")
    assert own is not None
    own.publish([message(1)])
    read.close()
    assert [one.exchange for one in broker.kept] == ["own"]


def test_nobody_is_called_when_the_file_is_read(broker: MessageBroker, tmp_path: Path) -> None:
    read_outside(written(tmp_path, at(broker, tmp_path))).close()
    assert broker.connections == 0


@pytest.mark.parametrize(
    "table",
    [
        'url = "http://127.0.0.1:5672"\nexchange = "events"',
        'url = "amqp://broker.example.dk"\nexchange = "events"',
        'url = "amqps://a:b@broker.example.dk"\nexchange = "events"',
        'url = "amqps://broker.example.dk?heartbeat=0"\nexchange = "events"',
        'url = "amqps:broker.example.dk"\nexchange = "events"',
        'url = "amqps://broker.example.dk"\nexchange = ""',
        'url = "amqps://broker.example.dk"',
        'url = "amqps://broker.example.dk"\nexchange = "events"\nuser = "ssp"',
        'url = "amqps://broker.example.dk"\nexchange = "events"\npassword_file = "password"',
        'url = "amqps://broker.example.dk"\nexchange = "events"\npassword = "invented"',
    ],
)
def test_a_table_that_does_not_fit_stops_the_start(tmp_path: Path, table: str) -> None:
    with pytest.raises(OutsideWrong, match="message_broker"):
        read_outside(written(tmp_path, table))


@pytest.mark.parametrize("what", ["certificate", "authorities", "password_file"])
def test_what_cannot_be_read_stops_the_start(tmp_path: Path, what: str) -> None:
    user = 'user = "ssp"\n' if what == "password_file" else ""
    table = f'url = "amqps://broker.example.dk"\nexchange = "events"\n{user}{what} = "{tmp_path}/nowhere"'
    with pytest.raises(OutsideWrong, match=r"message_broker: password_file, certificate or authorities \(No such file"):
        read_outside(written(tmp_path, table))

"""What others registered is called over a real socket, and nothing behind it."""

import threading
import time
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest

from app.outbound import Address, AnswerRefused
from app.receivers.allowed import MayNotBeReached, Receivers
from tests.adapters.certificates import Authority
from tests.receivers.listening import Answers, Knocked, Listening, listening

NAME = "receiver.example.dk"
TOLD = {"type": "dk.ssp.case.given"}


@pytest.fixture
def receiver() -> Iterator[Listening]:
    with listening() as served:
        yield served


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "authority")


@pytest.fixture
def secured(tmp_path: Path, authority: Authority) -> Iterator[Listening]:
    """By its name, at 127.0.0.2."""
    with listening("127.0.0.2", certificate=authority.issue("receiver", host=NAME)) as served:
        yield served


def _beside(*found: list[str]) -> tuple[Receivers, Answers]:
    """127.0.0.2 stands for what may be reached, the rest of this machine for what may not."""
    answers = Answers(*found)
    return Receivers(networks=(ip_network("127.0.0.2/32"),), resolve=answers), answers


def test_a_receiver_is_told(receiver: Listening) -> None:
    with Receivers.of(addresses=[receiver.url]).client() as client:
        assert client.post(receiver.url + "/hooks", json=TOLD).status_code == 200
    assert receiver.received == [TOLD]


def test_a_connection_is_kept_for_the_next_message(receiver: Listening) -> None:
    with Receivers.of(addresses=[receiver.url]).client() as client:
        for _ in range(5):
            client.post(receiver.url + "/hooks", json=TOLD)
    assert (len(receiver.received), len(receiver.came)) == (5, 1)


def test_a_name_is_verified_and_looked_up_once_for_a_connection(secured: Listening, authority: Authority) -> None:
    receivers, answers = _beside(["127.0.0.2"], ["127.0.0.1"])
    knocked = Knocked(port=secured.port)
    with receivers.client(authorities=authority.file) as client:
        for _ in range(3):
            assert client.post(f"https://{NAME}:{secured.port}/hooks", json=TOLD).status_code == 200
    assert (answers.asked, len(secured.came), knocked.count()) == ([NAME], 1, 0)
    knocked.close()


def test_a_name_that_changes_to_this_machine_is_not_followed(secured: Listening, authority: Authority) -> None:
    """As in DNS rebinding: it is another address when it is checked, and again when it is called."""
    receivers, answers = _beside(["127.0.0.2"], ["127.0.0.2"], ["127.0.0.1"])
    knocked, url = Knocked(port=secured.port), f"https://{NAME}:{secured.port}/closes"
    receivers.check(url)
    with receivers.client(authorities=authority.file) as client:
        client.post(url, json=TOLD)
        for _ in range(2):
            with pytest.raises(MayNotBeReached, match="inner_address"):
                client.post(url, json=TOLD)
    assert (len(answers.asked), len(secured.received), knocked.count()) == (4, 1, 0)
    knocked.close()


@pytest.mark.parametrize("found", [["127.0.0.1"], ["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"]])
def test_a_name_with_one_inner_address_is_not_called_at_any(found: list[str]) -> None:
    here = Knocked()
    beside = Knocked("127.0.0.2", here.port)
    with _beside(found)[0].client() as client, pytest.raises(MayNotBeReached, match="inner_address"):
        client.post(f"https://{NAME}:{here.port}/", json=TOLD)
    assert (here.count(), beside.count()) == (0, 0)
    here.close()
    beside.close()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f000001", "017700000001",
     "127.0.0.1.", "localhost.", "0", "[::]", "[::7f00:1]", "127。0。0。1", "x@127.0.0.1"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_this_machine_is_not_called_however_it_is_spelled(host: str, scheme: str) -> None:
    """Also what was never registered, or was written into the table by somebody else."""
    knocked = Knocked()
    with Receivers().client() as client, pytest.raises(MayNotBeReached):
        client.post(f"{scheme}://{host}:{knocked.port}/", json=TOLD)
    assert knocked.count() == 0
    knocked.close()


def test_nobody_is_sent_on(receiver: Listening) -> None:
    knocked = Knocked()
    receiver.elsewhere.append(f"http://127.0.0.1:{knocked.port}/inner")
    both = Receivers.of(addresses=[receiver.url, f"http://127.0.0.1:{knocked.port}"])
    with both.client() as client:
        for follow in (False, True):
            with pytest.raises(AnswerRefused):
                client.post(receiver.url + "/away", json=TOLD, follow_redirects=follow)
    assert knocked.count() == 0
    knocked.close()


def test_the_environments_proxy_is_not_asked(receiver: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Knocked()
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    with Receivers.of(addresses=[receiver.url]).client() as client:
        client.post(receiver.url + "/hooks", json=TOLD)
    assert (len(receiver.received), proxy.count()) == (1, 0)
    proxy.close()


def test_a_certificate_for_another_name_is_not_accepted(secured: Listening, authority: Authority) -> None:
    receivers = _beside(["127.0.0.2"])[0]
    with receivers.client(authorities=authority.file) as client:
        for host in ("other.example.dk", "127.0.0.2"):
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                client.post(f"https://{host}:{secured.port}/hooks", json=TOLD)
    with receivers.client() as client, pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        client.post(f"https://{NAME}:{secured.port}/hooks", json=TOLD)
    assert secured.received == []


@pytest.mark.parametrize("path", ["/long", "/packed"])
def test_an_answer_that_is_too_much_is_cut(receiver: Listening, path: str) -> None:
    with Receivers.of(addresses=[receiver.url]).client() as client, pytest.raises(AnswerRefused):
        client.post(receiver.url + path, json=TOLD)


@pytest.mark.parametrize("path", ["/drip", "/drip-of-headers"])
def test_an_answer_that_drips_is_cut_though_each_drop_is_in_time(receiver: Listening, path: str) -> None:
    """Five seconds' worth of drops, of which none comes later than a twentieth after the one before."""
    with (
        Receivers.of(addresses=[receiver.url]).client(timeout=0.5) as client,
        pytest.raises((httpx.TimeoutException, AnswerRefused)),
    ):
        client.post(receiver.url + path, json=TOLD)


def test_each_call_on_a_kept_connection_has_a_time_of_its_own(receiver: Listening) -> None:
    with Receivers.of(addresses=[receiver.url]).client(timeout=0.4) as client:
        for _ in range(3):
            assert client.post(receiver.url + "/hooks", json=TOLD).status_code == 200
            time.sleep(0.25)
    assert len(receiver.came) == 1


def test_a_look_up_that_nobody_answers_is_given_up() -> None:
    silent = threading.Event()

    def wait(host: str) -> list[str]:
        silent.wait(30)
        return ["8.8.8.8"]

    with Receivers(resolve=wait).client(timeout=0.2) as client, pytest.raises(httpx.ConnectError):
        client.post(f"https://{NAME}/", json=TOLD)
    assert not silent.is_set()
    silent.set()


def test_the_next_address_is_tried_when_the_first_one_is_shut(secured: Listening, authority: Authority) -> None:
    shut = Receivers(networks=(ip_network("127.0.0.2/31"),), resolve=Answers(["127.0.0.3", "127.0.0.2"]))
    with shut.client(authorities=authority.file) as client:
        assert client.post(f"https://{NAME}:{secured.port}/hooks", json=TOLD).status_code == 200


def test_a_name_that_is_named_is_called_where_it_lies(secured: Listening, authority: Authority) -> None:
    named = frozenset({Address("https", NAME, secured.port)})
    with Receivers(addresses=named, resolve=Answers(["127.0.0.2"])).client(authorities=authority.file) as client:
        client.post(f"https://{NAME}:{secured.port}/hooks", json=TOLD)
    assert secured.received == [TOLD]


def test_one_client_serves_many_at_once(receiver: Listening) -> None:
    with Receivers.of(addresses=[receiver.url]).client() as client:
        many = [threading.Thread(target=client.post, args=(receiver.url + "/hooks",), kwargs={"json": {"n": n}})
                for n in range(20)]  # fmt: skip
        for one in many:
            one.start()
        for one in many:
            one.join()
    assert sorted(str(one["n"]) for one in receiver.received) == sorted(map(str, range(20)))


def test_every_failure_is_one_that_callers_expect() -> None:
    assert issubclass(MayNotBeReached, httpx.HTTPError)

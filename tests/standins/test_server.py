"""The server of the stand-ins: what it is told to play, and what it will not be told."""

from collections.abc import Iterator

import httpx
import pytest

from app.adapters.people_register import PersonUnknown, RegisterAway
from app.standins.people import read_people
from tests.adapters.asking import register_at
from tests.adapters.invented import CHILD, adult, child
from tests.adapters.standin import StandIn, standin
from tests.standins.test_demo_people import FILE


@pytest.fixture(scope="module")
def running() -> Iterator[StandIn]:
    with standin(FILE) as made:
        yield made


@pytest.fixture
def outside(running: StandIn) -> StandIn:
    running.reset()
    return running


def test_it_knows_the_people_of_its_file(outside: StandIn) -> None:
    register = register_at(outside.register_url)
    for person in read_people(FILE):
        if person.status != 60:
            found = register.look_up(person.cpr)
            assert (found.name, found.birth_date) == (person.name, person.born)
    register.close()


def test_a_person_is_put_and_forgotten_at_a_reset(outside: StandIn) -> None:
    register = register_at(outside.register_url)
    outside.put(child())
    assert register.look_up(CHILD).name == "Vigga Opdigtet"
    outside.put(child(name="Vigga Andet"))
    assert register.look_up(CHILD).name == "Vigga Andet"
    outside.reset()
    with pytest.raises(PersonUnknown):
        register.look_up(CHILD)
    register.close()


def test_a_mode_lasts_so_many_calls(outside: StandIn) -> None:
    register = register_at(outside.register_url)
    outside.put(child())
    outside.mode("down", times=2)
    for _ in range(2):
        with pytest.raises(RegisterAway):
            register.look_up(CHILD)
    assert register.look_up(CHILD).cpr_number == CHILD
    assert outside.asked() == 3
    outside.mode("down")
    outside.reset()
    assert outside.asked() == 0
    outside.put(child())
    assert register.look_up(CHILD).cpr_number == CHILD
    register.close()


@pytest.mark.parametrize(
    "wrong",
    [
        adult("0101801234"),
        adult("6101801"),
        adult("6113801234"),
        adult(name="Karla"),
        adult(status=2),
        adult(municipality="7"),
        adult(colour="blue"),
        adult(custody=[{"who": "aunt"}]),
        adult(address={"street": "Ærøgade"}),
    ],
)  # fmt: skip
def test_nobody_is_put_who_could_be_somebody_or_is_of_another_form(outside: StandIn, wrong: dict[str, object]) -> None:
    answer = outside.control.post("/standin/people", json=wrong)
    assert answer.status_code == 422
    assert str(wrong["cpr"]) not in answer.text


@pytest.mark.parametrize("said", [{"mode": "sideways"}, {"mode": "down", "times": 0}, {"mode": "up", "colour": "blue"}])
def test_what_cannot_be_played_is_refused(outside: StandIn, said: dict[str, object]) -> None:
    assert outside.control.post("/standin/register", json=said).status_code == 422


def test_a_refusal_is_a_fault_with_a_code_and_a_text(outside: StandIn) -> None:
    answer = httpx.post(outside.register_url, content=b"<x/>", headers={"Content-Type": "text/xml"}, trust_env=False)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert "<faultcode>soap:Server</faultcode>" in answer.text
    assert ":ErrorCode>SOAP_ACTION</" in answer.text


def test_it_ends_with_whoever_started_it() -> None:
    with standin() as made:
        assert made.running.stdin is not None
        made.running.stdin.close()
        assert made.running.wait(timeout=30) == 0

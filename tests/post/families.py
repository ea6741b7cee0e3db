"""A case whose family has letters to get, with the register and the receiver beside it."""

from typing import Any

from app.adapters.outside import Outside
from tests.adapters.standin import StandIn
from tests.caller import Caller, Service
from tests.cases.stations import FIFTEEN, type_in
from tests.handover import Team, give
from tests.post.outside import look_up

MOTHER, FATHER = "6112801234", "7204791235"
HOME = {"street": "Ærøgade", "house": "60", "postal_code": "7000", "city": "Fredericia"}
AWAY = {"street": "Skjulevej", "house": "7", "floor": "2", "door": "th", "postal_code": "8000", "city": "Aarhus C"}


def parents(child: str, **more: Any) -> list[dict[str, Any]]:
    """The child, and two who share custody."""
    return [
        {
            "cpr": child, "name": "Vigga Opdigtet", "municipality": "607", "address": HOME, "mother": MOTHER,
            "father": FATHER, "custody": [{"who": "mother"}, {"who": "father"}],
        } | more,
        {"cpr": MOTHER, "name": "Karla Opdigtet", "municipality": "607", "address": HOME},
        {"cpr": FATHER, "name": "Poul Opdigtet", "municipality": "607", "address": AWAY},
    ]  # fmt: skip


def known_family(service: Service, them: Team, post: StandIn, outside: Outside, **more: Any) -> str:
    """On the coordinator's track, looked up; gives the case's id."""
    entry = type_in(them.coordinator, **({"birth_date": FIFTEEN, "name": "Vigga Opdigtet"} | more))
    case_id = give(them.coordinator, entry, "to_coordinator")
    number = them.coordinator.case(case_id)["person"]["cpr_number"].replace("-", "")
    for person in parents(number):
        post.put(person)
    post.control.post("/standin/registration", json={number: True}).raise_for_status()
    assert look_up(service, outside, case_id)
    return case_id


def write(caller: Caller, case_id: str, **said: Any) -> list[Any]:
    """Drafts to everyone who is still to be told."""
    answer = caller.post(f"/v1/cases/{case_id}/letters", {"to": "family", "purpose": "inform"} | said)
    assert answer.status_code == 201, answer.text
    return list(answer.json()["items"])


def letter_moves(caller: Caller, case_id: str, letter_id: str, event: str, **said: Any) -> Any:
    return caller.post(f"/v1/cases/{case_id}/letters/{letter_id}/moves", {"event": event, **said})


def queue_all(caller: Caller, case_id: str, drafts: list[Any]) -> None:
    for one in drafts:
        answer = letter_moves(caller, case_id, one["id"], "queue")
        assert answer.status_code == 200, answer.text


def letter(caller: Caller, case_id: str, letter_id: str) -> Any:
    answer = caller.get(f"/v1/cases/{case_id}/letters/{letter_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def to(drafts: list[Any], recipient: str) -> Any:
    return next(one for one in drafts if one["recipient"] == recipient)


def notices(caller: Caller, case_id: str) -> list[tuple[str, Any]]:
    return [(one["kind"], one["details"]) for one in caller.case(case_id)["notices"]]

"""How often a page asks the database does not follow how much it shows."""

import pytest

from tests.caller import Service
from tests.cases.stations import on_monday, reach, type_in
from tests.handover import Team, give
from tests.web.pages import counted, log_in
from workflows.casework import State
from workflows.roles import Role


@pytest.fixture
def them(service: Service) -> Team:
    return on_monday(service)


def _asked(service: Service, role: Role, path: str) -> int:
    browser = log_in(service, role)
    browser.see(path)
    with counted(service) as said:
        browser.see(path)
    return len(said)


@pytest.mark.parametrize("path", ["/", "/sager", "/breve", "/opfoelgning", "/overdragelser", "/afloesere"])
def test_a_list_asks_as_often_for_thirty_cases_as_for_three(service: Service, them: Team, path: str) -> None:
    for _ in range(3):
        give(them.coordinator, type_in(them.coordinator), "to_coordinator")
    few = _asked(service, Role.COORDINATOR, path)
    for _ in range(27):
        give(them.coordinator, type_in(them.coordinator), "to_coordinator")
    assert _asked(service, Role.COORDINATOR, path) == few


def test_a_case_asks_as_often_with_many_questions_as_with_few(service: Service, them: Team) -> None:
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    path = f"/sager/{case_id}/viden"
    question = {
        "source": "club", "asked_of": "Klubben", "ground": "RPL_115_2", "necessity": "Ja", "question": "Hvordan?",
    }  # fmt: skip
    assert them.coordinator.post(f"/v1/cases/{case_id}/knowledge", question).status_code == 201
    few = _asked(service, Role.COORDINATOR, path)
    for _ in range(12):
        assert them.coordinator.post(f"/v1/cases/{case_id}/knowledge", question).status_code == 201
    assert _asked(service, Role.COORDINATOR, path) == few

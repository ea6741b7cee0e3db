"""An incident, or a concern, written in on a page: by the rules of a list, and by whom the municipality lets."""

from typing import Any

import pytest

from tests.caller import Caller, Service
from tests.lists.weeks import ALI, MONDAY, coordinator, entries
from tests.web.plain_forms import form_to, submit, visit
from workflows.roles import Role

INCIDENT, CONCERN = "/lister/haendelse", "/bekymring"
SILKEBORG, SLAGELSE = "740", "330"
SAID = {
    "police_journal_number": "3700-1", "name": "Opdigtet Barn", "role": "encountered", "cpr_number": ALI,
    "offence_text": "Butikstyveri", "occurred_at": "12-11-2026 07:18", "police_told_parents": "Ja",
}  # fmt: skip
WORRY = {
    "name": "Opdigtet Barn", "cpr_number": ALI, "worry": "Er meget alene", "source": "school",
    "told_by": "Klasselærer", "ground": "RPL_115_2", "necessity": "For at finde ud af, om der er brug for hjælp",
}  # fmt: skip


def form(caller: Caller, path: str = INCIDENT) -> Any:
    return form_to(visit(caller, path), path)


def test_an_incident_is_written_in_and_stands_among_those_of_the_week(service: Service) -> None:
    meeting = coordinator(service)
    asked = form(meeting)
    assert asked.choices["role"] == ["encountered", "charged", "suspected", "victim"]
    assert asked.choices["police_told_parents"] == ["Ja", "Nej"]
    page = submit(meeting, asked, SAID)
    assert (page.status_code, "Hændelsen er skrevet ind" in page.text) == (200, True)
    (entry,) = entries(meeting)
    assert (entry["person"]["name"], entry["role"], entry["police_told_parents"]) == (
        "Opdigtet Barn",
        "encountered",
        True,
    )
    assert entry["offence_text"] == "Butikstyveri"


def test_what_breaks_a_rule_is_said_at_the_field_and_nothing_written_is_lost(service: Service) -> None:
    meeting = coordinator(service)
    page = submit(meeting, form(meeting), SAID | {"cpr_number": "12345"})
    assert page.status_code == 422
    assert '<a href="#f-cpr_number">CPR-nummer</a>: CPR-nummeret findes ikke' in page.text
    again = form_to(page, INCIDENT)
    assert (again.fields["cpr_number"], again.fields["name"]) == ("12345", "Opdigtet Barn")
    assert (again.fields["role"], again.fields["police_told_parents"]) == ("encountered", "Ja")
    assert submit(meeting, again, {"cpr_number": ALI}).status_code == 200
    assert len(entries(meeting)) == 1


def test_what_is_missing_is_asked_for(service: Service) -> None:
    meeting = coordinator(service)
    page = submit(meeting, form(meeting), {"name": "Opdigtet Barn"})
    assert page.status_code == 422
    assert '<a href="#f-police_journal_number">Politiets journalnummer</a>: Skal udfyldes' in page.text
    assert '<a href="#f-role">Rolle i hændelsen</a>: Skal udfyldes' in page.text


def test_the_same_form_sent_twice_writes_one_incident(service: Service) -> None:
    meeting = coordinator(service)
    asked = form(meeting)
    assert [submit(meeting, asked, SAID).status_code for _ in range(2)] == [200, 200]
    assert len(entries(meeting)) == 1
    page = submit(meeting, form(meeting), SAID)
    assert (page.status_code, "Hændelsen er modtaget før" in page.text) == (409, True), "typed in anew"


def test_a_concern_is_written_in_with_its_ground(service: Service) -> None:
    service.now = MONDAY
    meeting = service.as_(Role.COORDINATOR, SLAGELSE)
    page = submit(meeting, form(meeting, CONCERN), {name: text for name, text in WORRY.items() if name != "ground"})
    assert page.status_code == 422
    assert '<a href="#f-ground">Hjemmel</a>' in page.text
    page = submit(meeting, form_to(page, CONCERN), {"ground": "RPL_115_2"})
    assert page.status_code == 200
    (entry,) = entries(meeting)
    assert (entry["role"], entry["note"], entry["concern"]["ground"]) == ("concern", "Er meget alene", "RPL_115_2")


def test_where_the_municipality_takes_no_concerns_that_way_none_is_offered(service: Service) -> None:
    service.now = MONDAY
    meeting = service.as_(Role.COORDINATOR, SILKEBORG)
    assert CONCERN not in visit(meeting, "/lister").text
    assert CONCERN in visit(service.as_(Role.COORDINATOR, SLAGELSE), "/lister").text
    page = submit(meeting, form(meeting, CONCERN), WORRY)
    assert page.status_code == 409
    assert "Det bruger kommunen ikke" in page.text


@pytest.mark.parametrize("role", [Role.POLICE, Role.CASEWORKER, Role.MANAGER, Role.LOG_REVIEWER])
@pytest.mark.parametrize("path", [INCIDENT, CONCERN])
def test_whoever_is_not_at_the_meeting_writes_nothing_in(service: Service, role: Role, path: str) -> None:
    caller = service.as_(role)
    assert visit(caller, path).status_code == 403
    answer = caller.client.post(path, data=SAID, headers=caller._headers | {"Accept": "text/html"})
    assert answer.status_code == 403

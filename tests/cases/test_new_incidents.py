"""A new incident on an open case is said loudly, and three within six weeks ask for a look at the whole."""

from typing import Any

import pytest

from tests.caller import Service
from tests.cases.answers import events_of, refusal
from tests.cases.stations import at, come_back, on_monday, reach, type_in, who_sees
from tests.handover import Team, give
from workflows.casework import State

LATER = "2026-12-03T09:00:00+01:00"
THREE = "Der er kommet 3 hændelser inden for 6 uger. Hele sagen skal vurderes på ny."
MUNICIPALITIES = pytest.mark.parametrize("code", ["607", "740", "330", "161", "320"])


def notices_of(them: Team, case_id: str, kind: str) -> list[Any]:
    return [one for one in who_sees(them, case_id).case(case_id)["notices"] if one["kind"] == kind]


def another(them: Team, case_id: str, decision: str = "to_coordinator") -> Any:
    entry = come_back(them, case_id)
    give(them.coordinator if decision == "to_coordinator" else them.team_leader, entry, decision)
    return entry


@MUNICIPALITIES
def test_whoever_has_the_case_is_told_what_came_and_since_when(service: Service, code: str) -> None:
    on_monday(service, code)
    case_id = reach(on_monday(service, code), State.PLACED)
    them = at(service, LATER, code)
    entry = another(them, case_id)
    (told,) = notices_of(them, case_id, "incident_given")
    assert told["details"] == {
        "entry": entry["id"], "role": "encountered", "occurred_at": None,
        "given_at": "2026-12-03T08:00:00+00:00", "incidents": 2,
    }  # fmt: skip
    assert "ny hændelse" in told["text"]
    assert told["seen_at"] is None
    assert entry["joined_open_case"] is True
    case = them.coordinator.case(case_id)
    assert case["incident_awaits_reassessment"] is True
    assert "ny hændelse" in case["notice"]
    again = them.coordinator.moves(case_id, "reassess", reason="Samme kreds")
    assert again["notices"][0]["seen_by"] == "coordinator", "whoever has looked at it has seen it"


def test_one_that_the_meeting_drops_is_told_to_nobody(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    give(them.coordinator, come_back(them, case_id), "drop", reason="Færdselsuheld")
    assert notices_of(them, case_id, "incident_given") == []


def test_it_sends_a_case_that_was_opened_again_where_the_meeting_says_now_and_not_where_it_was_before(
    service: Service,
) -> None:
    them = on_monday(service)
    case_id = reach(them, State.FAMILY_INFORMED_BY_AUTHORITY)
    them.caseworker.moves(case_id, "close", authority_reference="27.24.00-G01-17-26")
    them = at(service, LATER)
    them.team_leader.moves(case_id, "reopen", reason="Der er kommet mere frem")
    give(them.coordinator, come_back(them, case_id), "to_coordinator")
    assert them.coordinator.case(case_id)["state"] == "with_coordinator"


@MUNICIPALITIES
def test_three_within_six_weeks_ask_for_a_look_at_the_whole(service: Service, code: str) -> None:
    them = on_monday(service, code)
    case_id = reach(them, State.WITH_COORDINATOR)
    another(them, case_id)
    case = them.coordinator.case(case_id)
    assert case["incident_awaits_reassessment"] is False, "nobody has acted yet: two are seen together"
    assert refusal(them.coordinator.move(case_id, "reassess", reason="?")) == ["an_incident_awaits_reassessment"]
    them = at(service, LATER, code)
    another(them, case_id)
    case = them.coordinator.case(case_id)
    assert (case["incident_awaits_reassessment"], case["notice"]) == (True, THREE)
    (asked,) = notices_of(them, case_id, "incidents_repeated")
    assert (asked["details"]["count"], asked["details"]["weeks"]) == (3, 6)
    assert (asked["details"]["first_on"], asked["details"]["last_on"]) == ("2026-11-23", "2026-12-03")
    assert len(set(asked["details"]["entries"])) == 3
    (deadline,) = [one for one in case["deadlines"] if one["kind"] == "reassess" and one["met_at"] is None]
    assert (deadline["owner"], deadline["target_at"]) == ("coordinator", "2026-12-08T23:00:00Z")
    assert "incidents_repeated" in events_of(them.coordinator, case_id)
    after = them.coordinator.moves(case_id, "reassess", reason="Mønster: samme kreds, fredag aften")
    assert (after["state"], after["incident_awaits_reassessment"]) == ("with_coordinator", False)
    assert all(one["met_at"] for one in after["deadlines"] if one["kind"] == "reassess")


def test_a_fourth_does_not_ask_again_and_a_sixth_does(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    for _ in range(2):
        another(them, case_id)
    assert len(notices_of(them, case_id, "incidents_repeated")) == 1
    them.coordinator.moves(case_id, "reassess", reason="Set på det hele")
    for day, asked in (("2026-11-25", 1), ("2026-11-26", 1), ("2026-11-27", 2)):
        them = at(service, f"{day}T09:00:00+01:00")
        another(them, case_id)
        assert len(notices_of(them, case_id, "incidents_repeated")) == asked, day


def test_the_day_it_happened_counts_and_not_the_day_it_was_given(service: Service) -> None:
    them = on_monday(service)
    entry = type_in(them.coordinator, occurred_at="01-09-2026 20:00")
    case_id = give(them.coordinator, entry, "to_coordinator")
    person = them.coordinator.case(case_id)["person"]
    for when in ("20-09-2026 20:00", "14-10-2026 20:00"):
        more = type_in(them.coordinator, name=person["name"], cpr_number=person["cpr_number"], occurred_at=when)
        give(them.coordinator, more, "to_coordinator")
    assert notices_of(them, case_id, "incidents_repeated") == [], "from the first to the third is six weeks and a day"
    more = type_in(
        them.coordinator, name=person["name"], cpr_number=person["cpr_number"], occurred_at="13-10-2026 20:00"
    )
    give(them.coordinator, more, "to_coordinator")
    (asked,) = notices_of(them, case_id, "incidents_repeated")
    assert asked["details"]["last_on"] in ("2026-10-13", "2026-10-14")


def test_the_authority_answers_it_by_its_assessment(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_CASEWORKER)
    for _ in range(2):
        another(them, case_id, "to_team_leader")
    case = them.caseworker.case(case_id)
    assert (case["incident_awaits_reassessment"], case["notice"]) == (True, THREE)
    after = them.caseworker.moves(case_id, "assess_further_action", severity=3, reason="Tre på få dage")
    assert after["incident_awaits_reassessment"] is False
    assert {one["kind"] for one in after["notices"] if one["seen_at"] is None} <= {"case_given"}


def test_three_at_once_ask_as_the_case_is_given(service: Service) -> None:
    them = on_monday(service)
    first = type_in(them.coordinator)
    case_id = first["case_id"]
    entries = [first, come_back(them, case_id), come_back(them, case_id)]
    for entry in entries:
        give(them.coordinator, entry, "to_coordinator")
    assert them.coordinator.case(case_id)["notice"] == THREE

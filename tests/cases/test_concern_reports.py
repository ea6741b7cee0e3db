"""A concern report is assessed within 24 hours, whoever's case the child's is, and all can see how far it is."""

from datetime import timedelta
from typing import Any

import pytest

from app.cases.watch import signal_passed_deadlines
from tests.caller import Service, instant
from tests.cases.answers import events_of
from tests.cases.stations import at, on_monday, reach, who_sees
from tests.handover import Team
from workflows.casework import State
from workflows.deadlines import Deadline
from workflows.profile import ProfileRejected, all_profiles, read_profile

FRIDAY_NIGHT = "2026-12-18T22:30:00+01:00"
"""Before a weekend, and a week before Christmas."""
SAID = {"outcome": "examine", "reason": "Flere tegn på mistrivsel"}


def reports(them: Team, **asked: Any) -> list[Any]:
    answer = them.team_leader.get("/v1/concern-reports", **asked)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def assess(them: Team, report: Any, **said: Any) -> Any:
    return them.team_leader.post(f"/v1/concern-reports/{report['id']}/assessment", SAID | said)


def raised(service: Service, state: State = State.PLACED, moment: str = FRIDAY_NIGHT) -> tuple[Team, str, Any]:
    case_id = reach(on_monday(service), state)
    them = at(service, moment)
    who_sees(them, case_id).moves(case_id, "raise_concern", reason="Sover i skolen og spiser ikke")
    return them, case_id, reports(them)[0]


def test_the_team_leader_sees_the_report_and_no_more_of_the_coordinators_case(service: Service) -> None:
    them, case_id, report = raised(service)
    assert report["case_id"] == case_id
    assert (report["reason"], report["raised_role"]) == ("Sover i skolen og spiser ikke", "coordinator")
    assert report["person"]["name"].endswith("Opdigtet")
    assert report["person"]["cpr_number"]
    assert them.team_leader.get(f"/v1/cases/{case_id}").status_code == 404
    for other in (them.coordinator, them.caseworker, them.local_leader, them.police):
        assert other.get("/v1/concern-reports").status_code == 403
        assert other.post(f"/v1/concern-reports/{report['id']}/assessment", SAID).status_code == 403


def test_the_hours_run_at_night_and_in_the_weekend(service: Service) -> None:
    them, case_id, report = raised(service)
    begun = instant(FRIDAY_NIGHT)
    assert instant(report["target_at"]) == begun + timedelta(hours=12)
    assert instant(report["fatal_at"]) == begun + timedelta(hours=24)
    (deadline,) = [one for one in them.coordinator.case(case_id)["deadlines"] if one["kind"] == "assess_concern"]
    assert (deadline["owner"], instant(deadline["fatal_at"])) == ("team_leader", begun + timedelta(hours=24))
    reminded, escalated = ("deadline_target_passed", "team_leader"), ("deadline_fatal_passed", "manager")
    for after, told in ((11, []), (13, [reminded]), (25, [reminded, escalated]), (40, [reminded, escalated])):
        moment = begun + timedelta(hours=after)
        with service.workers_database.transaction("607") as session:
            signal_passed_deadlines(session, moment)
        them = at(service, moment.isoformat())
        history = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
        passed = [one for one in history if (one.get("details") or {}).get("deadline") == "assess_concern"]
        assert [(one["event"], one["details"]["to"]) for one in passed] == told
    assert reports(at(service, (begun + timedelta(hours=13)).isoformat()))[0]["overdue"] is True


def test_an_assessment_is_recorded_told_and_never_changed(service: Service) -> None:
    them, case_id, report = raised(service)
    answer = assess(them, report)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["outcome"], answer.json()["assessed_by"]) == (
        "assessed", "examine", "team_leader",
    )  # fmt: skip
    assert reports(them, awaiting=True) == []
    assert reports(them)[0]["assessment"] == "Flere tegn på mistrivsel"
    case = them.coordinator.case(case_id)
    (state,) = case["concern_reports"]
    assert (state["state"], state["outcome"]) == ("assessed", None), "what it came to is the authority's"
    (notice,) = [one for one in case["notices"] if one["kind"] == "concern_assessed"]
    assert notice["details"] == {"report": report["id"], "outcome": None}
    own = them.coordinator.get("/v1/notices").json()["items"]
    assert [one["kind"] for one in own] == ["concern_assessed"]
    assert [one["met_at"] is not None for one in case["deadlines"] if one["kind"] == "assess_concern"] == [True]
    history = them.coordinator.get(f"/v1/cases/{case_id}/history").json()["items"]
    (row,) = [one for one in history if one["workflow"] == "concern_report"]
    assert row["event"] == "assess"
    assert "reason" not in row
    again = assess(them, report, outcome="no_action")
    assert (again.status_code, again.json()["code"]) == (409, "move_refused")
    assert "raise_concern" in events_of(them.coordinator, case_id)


def test_what_it_came_to_is_told_when_the_team_leader_says_so(service: Service) -> None:
    them, case_id, report = raised(service)
    assert assess(them, report, tell_outcome=True).status_code == 200
    case = them.coordinator.case(case_id)
    assert case["concern_reports"][0]["outcome"] == "examine"
    assert [one["details"]["outcome"] for one in case["notices"] if one["kind"] == "concern_assessed"] == ["examine"]


def test_a_report_is_a_disclosure_to_the_authority_from_the_coordinator_and_none_from_the_authority_itself(
    service: Service,
) -> None:
    them, case_id, _ = raised(service)
    person = them.coordinator.case(case_id)["person"]["id"]
    ledger = them.coordinator.get(f"/v1/persons/{person}/disclosures").json()["items"]
    assert [(one["ground"], one["purpose"]) for one in ledger if one["ground"] == "CONCERN_REPORT"] == [
        ("CONCERN_REPORT", "child_protection")
    ]
    them, case_id, _ = raised(service, State.WITH_CASEWORKER)
    person = them.caseworker.case(case_id)["person"]["id"]
    ledger = them.caseworker.get(f"/v1/persons/{person}/disclosures").json()["items"]
    assert [one for one in ledger if one["ground"] == "CONCERN_REPORT"] == []


def test_that_the_case_ends_does_not_answer_the_report(service: Service) -> None:
    them, case_id, report = raised(service)
    closed = them.coordinator.moves(case_id, "close", reason="Familien klarer det")
    assert (closed["state"], closed["overdue"]) == ("closed", False)
    assert [one["id"] for one in reports(them, awaiting=True)] == [report["id"]]
    assert [one["met_at"] for one in closed["deadlines"] if one["kind"] == "assess_concern"] == [None]
    assert assess(them, report).status_code == 200
    after = them.coordinator.case(case_id)
    assert all(one["met_at"] for one in after["deadlines"])


def test_each_report_is_assessed_by_itself(service: Service) -> None:
    them, case_id, first = raised(service)
    them.coordinator.moves(case_id, "raise_concern", reason="Er set ude om natten igen")
    assert assess(them, first).status_code == 200
    (left,) = reports(them, awaiting=True)
    assert left["reason"] == "Er set ude om natten igen"
    assert [one["state"] for one in them.coordinator.case(case_id)["concern_reports"]] == ["assessed", "received"]


def test_the_same_call_twice_assesses_once_and_another_municipality_finds_nothing(service: Service) -> None:
    them, _, report = raised(service)
    path, key = (
        f"/v1/concern-reports/{report['id']}/assessment",
        {"Idempotency-Key": "00000000-0000-4000-8000-000000000115"},
    )
    first, again = (them.team_leader.post(path, SAID, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    others = at(service, FRIDAY_NIGHT, "740")
    assert others.team_leader.post(path, SAID).status_code == 404
    assert reports(others) == []


@pytest.mark.parametrize(
    "term", ['{ target = 1, fatal = 1, unit = "working_days" }', '{ target = 12, fatal = 25, unit = "hours" }']
)
def test_no_municipality_may_take_longer_than_the_law_gives(term: str) -> None:
    assert {one.deadlines[Deadline.ASSESS_CONCERN].fatal for one in all_profiles()} == {24}
    with pytest.raises(ProfileRejected, match="24 hours"):
        read_profile(f'municipality_code = "999"\nname = "Prøveby"\n[deadlines]\nassess_concern = {term}')

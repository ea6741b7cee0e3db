"""A case that is reopened, a step that is looked at again, a course that stops and starts."""

from typing import Any

from tests.caller import Service
from tests.cases.answers import refusal
from tests.cases.stations import MONDAY, at, on_monday, reach, type_in
from tests.handover import EVALUATED, SCHOOL, gather, give
from workflows.casework import State
from workflows.roles import Role


def test_a_closed_or_dropped_case_is_reopened_and_given_anew(service: Service) -> None:
    them = on_monday(service)
    for state in (State.CLOSED, State.DROPPED):
        case_id = reach(them, state)
        again = them.coordinator.moves(case_id, "reopen", reason="Lukket ved en fejl")
        assert (again["state"], again["closed_at"], again["track"]) == ("received", None, None)
        assert [d["kind"] for d in again["deadlines"] if d["met_at"] is None] == ["decide"]
        assert them.local_leader.get(f"/v1/cases/{case_id}").status_code == 404
        assert them.coordinator.moves(case_id, "give_to_coordinator")["state"] == "with_coordinator"
        assert them.local_leader.get(f"/v1/cases/{case_id}").status_code == 404


def test_a_case_is_not_reopened_beside_another_that_is_open(service: Service) -> None:
    them = on_monday(service)
    entry = type_in(them.coordinator)
    first = give(them.coordinator, entry, "drop", reason="Færdselsuheld")
    person = them.coordinator.case(first)["person"]
    second = type_in(them.coordinator, name=person["name"], cpr_number=person["cpr_number"])
    assert second["case_id"] != first
    assert refusal(them.coordinator.move(first, "reopen", reason="Alligevel")) == ["no_other_case_is_open"]
    give(them.coordinator, second, "drop", reason="Også et uheld")
    assert them.coordinator.moves(first, "reopen", reason="Alligevel")["state"] == "received"


def test_a_step_is_kept_or_placed_anew_and_no_placement_is_overwritten(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    before = _review_of(them.coordinator.case(case_id))
    them = at(service, "2027-01-18T09:00:00+01:00")
    kept = them.coordinator.moves(case_id, "keep_step", reason="Det går fremad")
    assert (kept["state"], kept["step"]["level"]) == ("placed", 2)
    assert _review_of(kept) > before, "the next review is counted from now"
    them.coordinator.moves(case_id, "start_gathering")
    gather(them.coordinator, case_id, SCHOOL | {"asked_of": "SFO'en"})
    placed = them.coordinator.moves(case_id, "place_on_step", step=1, reason="Kun skolen nu")
    assert placed["step"]["level"] == 1
    rows = them.coordinator.get(f"/v1/cases/{case_id}/placements").json()["items"]
    assert [(row["step"], row["reason"]) for row in rows] == [(2, "Flere vil kunne hjælpe"), (1, "Kun skolen nu")]
    assert len(rows[0]["rests_on"]) == 2
    assert len(rows[1]["rests_on"]) == 3
    assert rows[0]["at"] == MONDAY.replace("09:00:00+01:00", "08:00:00Z")


def _review_of(case: Any) -> str:
    """When the placement is to be looked at again."""
    return next(
        str(one["target_at"]) for one in case["deadlines"] if one["kind"] == "review_placement" and not one["met_at"]
    )


def test_a_course_is_paused_resumed_stopped_and_planned_again(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_PAUSED)
    course = f"/v1/cases/{case_id}/course"
    assert them.local_leader.get(course).json()["state"] == "paused"
    assert refusal(them.local_leader.move(case_id, "complete_course", **EVALUATED))
    assert them.local_leader.moves(case_id, "resume_course")["state"] == "course_running"
    assert them.local_leader.moves(case_id, "discontinue_course", reason="Ville ikke mere")["state"] == "placed"
    stopped = them.coordinator.get(course).json()
    assert (stopped["state"], stopped["ended_at"] is not None) == ("discontinued", True)
    plan = {"local_leader": "mona", "start_on": "2027-01-04", "goals": [{"goal": "Fritidsjob"}]}
    planned = them.coordinator.moves(case_id, "plan_course", **plan)
    assert planned["course"]["state"] == "planned"
    assert planned["course"]["id"] != stopped["id"]
    assert them.local_leader.get(f"/v1/cases/{case_id}").status_code == 404
    assert service.as_(Role.LOCAL_LEADER, subject="mona").get(course).json()["goals"][0]["goal"] == "Fritidsjob"

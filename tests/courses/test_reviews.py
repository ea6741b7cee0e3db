"""Review meetings, the day of the next one, and what became of each goal."""

import pytest

from app.worker import watch_deadlines
from tests.caller import Caller, Service, instant
from tests.cases.stations import at, on_monday, reach
from tests.courses.running import PLANNED, agree, changed, course_of, reviewed
from workflows.casework import State


def running(service: Service) -> tuple[Caller, str]:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    agree(them.coordinator, case_id, "Skolen")
    them.coordinator.moves(case_id, "plan_course", **PLANNED)
    them.coordinator.moves(case_id, "start_course")
    return them.coordinator, case_id


def due(caller: Caller, case_id: str) -> list[str]:
    deadlines = caller.case(case_id)["deadlines"]
    return [one["target_at"] for one in deadlines if one["kind"] == "review_course" and one["met_at"] is None]


def test_progress_is_said_of_every_goal_on_the_municipalitys_own_scale(service: Service) -> None:
    coordinator, case_id = running(service)
    scale = coordinator.get("/v1/profile").json()["progress"]
    assert [one["title"] for one in scale["levels"]] == [
        "Ikke begyndt", "Lidt på vej", "Halvvejs", "Næsten i mål", "Nået",
    ]  # fmt: skip
    assert scale["vendor_default"]
    assert scale["notice"]

    left_out = reviewed(coordinator, case_id, 2)
    assert (left_out.status_code, left_out.json()["code"], left_out.json()["goals"]) == (422, "goals_left_out", [2])
    no_level = reviewed(coordinator, case_id, 2, 7)
    assert (no_level.status_code, no_level.json()["code"]) == (422, "progress_unknown")
    assert "4 Nået" in no_level.json()["detail"]
    ahead = reviewed(coordinator, case_id, 2, 3, held_on="2026-11-24")
    assert (ahead.status_code, ahead.json()["code"]) == (422, "day_lies_ahead")
    assert course_of(coordinator, case_id)["reviews"] == []

    held = reviewed(coordinator, case_id, 2, 3, note="Alle var med")
    assert held.status_code == 201, held.text
    (meeting,) = held.json()["meetings"]
    assert (meeting["note"], meeting["plan_version"], meeting["next_review_on"]) == ("Alle var med", 1, None)
    said = [(one["progress"], one["progress_title"], one["scale_version"]) for one in held.json()["reviews"]]
    assert said == [(2, "Halvvejs", "vendor-1"), (3, "Næsten i mål", "vendor-1")]


def test_the_next_review_is_a_deadline_that_is_reminded_of(service: Service) -> None:
    coordinator, case_id = running(service)
    profiles = due(coordinator, case_id)
    early = reviewed(coordinator, case_id, 1, 1, next_review_on="2026-11-23")
    assert (early.status_code, early.json()["code"]) == (422, "next_review_too_early")
    assert due(coordinator, case_id) == profiles

    assert reviewed(coordinator, case_id, 1, 1, next_review_on="2026-12-07").status_code == 201
    assert due(coordinator, case_id) == ["2026-12-07T23:00:00Z"], "the end of the day that was agreed on"
    (listed,) = [one for one in coordinator.get("/v1/reviews").json()["items"] if one["kind"] == "review_course"]
    assert listed["target_at"] == "2026-12-07T23:00:00Z"
    watch_deadlines(service.workers_database, lambda: instant("2026-12-07T23:59:00+01:00"))
    assert coordinator.case(case_id)["signals"] == []
    for _ in range(2):
        watch_deadlines(service.workers_database, lambda: instant("2026-12-08T00:00:00+01:00"))
    (reminder,) = coordinator.case(case_id)["signals"]
    assert (reminder["kind"], reminder["to_role"]) == ("reminder", "coordinator")

    them = at(service, "2026-12-08T09:00:00+01:00")
    assert reviewed(them.coordinator, case_id, 2, 2, held_on="2026-12-08").status_code == 201
    assert due(them.coordinator, case_id) == ["2027-02-02T23:00:00Z"], "no day was agreed on: the profile's own term"
    assert course_of(them.coordinator, case_id)["next_review_on"] is None


def test_what_was_reached_of_a_goal_is_kept_when_the_plan_changes(service: Service) -> None:
    coordinator, case_id = running(service)
    assert reviewed(coordinator, case_id, 1, 2).status_code == 201
    old = course_of(coordinator, case_id)["goals"]
    assert changed(on_monday(service), case_id, goals=[{"goal": "Kommer hver dag", "continues": 1}]).status_code == 200
    of_an_old_goal = coordinator.post(
        f"/v1/cases/{case_id}/course/reviews",
        {"held_on": "2026-11-23", "progress": [{"goal_id": old[1]["id"], "progress": 2}]},
    )
    assert of_an_old_goal.status_code == 404
    assert reviewed(coordinator, case_id, 4).status_code == 201
    course = course_of(coordinator, case_id)
    assert course["goals"][0]["continues"] == old[0]["id"]
    assert [one["progress"] for one in course["reviews"]] == [1, 2, 4]


def test_a_course_ends_with_an_evaluation_of_each_goal_and_not_before(service: Service) -> None:
    coordinator, case_id = running(service)
    one = {"goal": 1, "progress": 4, "evaluation": "Kommer til tiden"}
    other = {"goal": 2, "progress": 1, "evaluation": "Kom kun i klubben to gange"}
    for said in ([one], [one, one], [one, other, other], [one, other | {"goal": 3}]):
        answer = coordinator.move(case_id, "complete_course", evaluation="Godt", goal_evaluations=said)
        assert (answer.status_code, answer.json()["code"]) == (422, "goals_left_out"), said
    no_level = coordinator.move(
        case_id, "complete_course", evaluation="Godt", goal_evaluations=[one, other | {"progress": 5}]
    )
    assert no_level.json()["code"] == "progress_unknown"
    assert coordinator.move(case_id, "complete_course", evaluation="Godt").status_code == 422
    assert coordinator.case(case_id)["state"] == "course_running"

    coordinator.moves(case_id, "complete_course", evaluation="Det gik", goal_evaluations=[one, other])
    course = course_of(coordinator, case_id)
    assert [(e["position"], e["progress_title"], e["evaluation"]) for e in course["evaluations"]] == [
        (1, "Nået", "Kommer til tiden"), (2, "Lidt på vej", "Kom kun i klubben to gange"),
    ]  # fmt: skip
    assert reviewed(coordinator, case_id, 1, 1).json()["code"] == "course_has_ended"


@pytest.mark.parametrize("state", [State.COURSE_PLANNED, State.COURSE_RUNNING, State.COURSE_PAUSED])
def test_a_course_is_given_up_with_a_reason_alone(service: Service, state: State) -> None:
    them = on_monday(service)
    case_id = reach(them, state)
    assert them.coordinator.move(case_id, "discontinue_course").status_code == 422
    assert them.coordinator.moves(case_id, "discontinue_course", reason="Familien ønsker det ikke")["state"] == "placed"
    assert course_of(them.coordinator, case_id)["state"] == "discontinued"

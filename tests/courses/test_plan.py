"""The plan of a course: kept as versions, with a ground for each who is brought in, and led by one at a time."""

from typing import Any

import pytest

from tests.caller import Service
from tests.cases.answers import events_of, refusal
from tests.cases.stations import on_monday, reach, type_in
from tests.courses.running import (
    CLUB,
    MOTHER,
    PLANNED,
    TEACHER,
    agree,
    changed,
    course_of,
    plans_of,
    withdraw,
)
from tests.handover import PLAN, give
from workflows.casework import State
from workflows.roles import Role


def test_a_change_of_plan_is_a_new_version_and_the_old_one_stays(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    agree(them.coordinator, case_id, "Skolen", "Klubben")
    them.coordinator.moves(case_id, "plan_course", **PLANNED)
    them.coordinator.moves(case_id, "start_course")
    before = course_of(them.coordinator, case_id)
    assert (before["plan_version"], len(before["versions"])) == (1, 1)

    goals = [{"goal": "Går i klub hver dag", "continues": 2}, {"goal": "Får et fritidsjob"}]
    said = {"start_on": "2026-12-03", "goals": goals, "participants": [TEACHER, CLUB], "reason": "Klubben vil hjælpe"}
    assert them.local_leader.moves(case_id, "change_plan", **said)["state"] == "course_running"
    now = course_of(them.coordinator, case_id)
    assert (now["plan_version"], now["start_on"]) == (2, "2026-12-03")
    assert [one["goal"] for one in now["goals"]] == ["Går i klub hver dag", "Får et fritidsjob"]
    assert [one["continues"] for one in now["goals"]] == [before["goals"][1]["id"], None]
    first, second = now["versions"]
    assert (first["goals"], first["reason"], first["made_by"]) == (before["goals"], None, "coordinator")
    assert [one["function"] for one in first["participants"]] == ["Klasselærer", "Mor"]
    assert (second["reason"], second["made_by"], second["made_at"] >= first["made_at"]) == (
        "Klubben vil hjælpe", "lars", True,
    )  # fmt: skip
    assert events_of(them.coordinator, case_id)[-2:] == ["change_plan", "change_plan"], (
        "the course's row and the case's"
    )
    assert "versions" not in course_of(them.local_leader, case_id)

    for wrong in ([{"goal": "?", "continues": 3}], [{"goal": "?", "continues": 1}, {"goal": "!", "continues": 1}]):
        answer = changed(them, case_id, goals=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "goal_unknown")
    silent = them.coordinator.move(case_id, "change_plan", **{**said, "reason": ""})
    assert silent.status_code == 422
    assert course_of(them.coordinator, case_id) == now, "nothing of what was refused was kept"


def test_nobody_is_brought_in_without_a_ground_and_what_is_missing_is_said(service: Service) -> None:
    them = on_monday(service)
    coordinator, case_id = them.coordinator, reach(them, State.PLACED)
    assert refusal(coordinator.move(case_id, "plan_course", **PLANNED)) == ["course_has_its_ground"]
    agree(coordinator, case_id, "Skolen")
    unnamed = coordinator.move(case_id, "plan_course", **PLANNED | {"participants": [TEACHER, CLUB, MOTHER]})
    assert (unnamed.status_code, unnamed.json()["code"]) == (409, "participant_without_ground")
    (missing,) = unnamed.json()["participants"]
    assert (missing["number"], missing["reason"]) == (2, "consent_not_for_this_recipient")
    assert unnamed.json()["detail"] == "Deltager 2: samtykket nævner ikke deltagerens institution som modtager."
    assert "Klub" not in unnamed.text, "nothing that came in is given back"
    assert coordinator.case(case_id)["state"] == "placed"

    by_law = CLUB | {"ground": "LAW_OTHER"}
    lawless = coordinator.move(case_id, "plan_course", **PLANNED | {"participants": [by_law]})
    assert lawless.json()["participants"][0]["reason"] == "necessity_not_stated"
    by_law["necessity"] = "Serviceloven § 11: klubben yder den støtte, der er aftalt"
    coordinator.moves(case_id, "plan_course", **PLANNED | {"participants": [TEACHER, MOTHER, by_law]})
    seen = {one["function"]: (one["ground"], one["sees_the_plan"]) for one in _participants(service, case_id)}
    assert seen == {
        "Klasselærer": ("CONSENT", True), "Mor": ("CONSENT", True), "Klubmedarbejder": ("LAW_OTHER", True),
    }  # fmt: skip
    again = changed(them, case_id, participants=[TEACHER, CLUB])
    assert again.json()["code"] == "participant_without_ground"
    agree(coordinator, case_id, "Klubben", "Skolen")
    assert changed(them, case_id, participants=[TEACHER, CLUB]).status_code == 200


def _participants(service: Service, case_id: str) -> list[Any]:
    return list(course_of(service.as_(Role.COORDINATOR), case_id)["participants"])


def test_the_lead_changes_hands_in_one_moment_and_both_are_told(service: Service) -> None:
    them = on_monday(service)
    former, new = them.local_leader, service.as_(Role.LOCAL_LEADER, subject="mona")
    case_id = reach(them, State.COURSE_RUNNING)
    (told,) = former.get("/v1/notices").json()["items"]
    assert (told["kind"], told["case_id"]) == ("course_given", case_id)
    assert new.get(f"/v1/cases/{case_id}").status_code == 404
    assert former.move(case_id, "change_local_leader", local_leader="mona", reason="Selv").status_code == 403

    handed = {"local_leader": "mona", "reason": "Lars har skiftet skole"}
    assert them.coordinator.moves(case_id, "change_local_leader", **handed)["local_leader"] == "mona"
    for path in ("", "/course"):
        assert former.get(f"/v1/cases/{case_id}{path}").status_code == 404
    review = {"held_on": "2026-11-23", "progress": [{"goal_id": case_id, "progress": 1}]}
    assert former.post(f"/v1/cases/{case_id}/course/reviews", review).status_code == 404
    assert former.get("/v1/cases").json()["items"] == []
    assert course_of(new, case_id)["local_leader"] == "mona"
    assert [one["kind"] for one in new.get("/v1/notices").json()["items"]] == ["course_given"]
    assert [one["kind"] for one in former.get("/v1/notices").json()["items"]] == ["course_left", "course_given"]
    versions = course_of(them.coordinator, case_id)["versions"]
    assert [(one["local_leader"], one["reason"]) for one in versions] == [
        ("lars", None), ("mona", "Lars har skiftet skole"),
    ]  # fmt: skip
    assert versions[0]["goals"][0]["goal"] == versions[1]["goals"][0]["goal"]
    twice = them.coordinator.move(case_id, "change_local_leader", **handed)
    assert (twice.status_code, twice.json()["code"]) == (409, "leads_already")

    new.moves(case_id, "discontinue_course", reason="Familien flytter")
    assert new.get(f"/v1/cases/{case_id}").status_code == 404, "the need ended with the course"


def test_a_course_without_its_ground_takes_nobody_in(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    consents = agree(them.coordinator, case_id, "Skolen")
    them.coordinator.moves(case_id, "plan_course", **PLANNED)
    them.coordinator.moves(case_id, "start_course")
    withdraw(them.coordinator, case_id, consents[0])
    assert refusal(changed(them, case_id)) == ["course_has_its_ground"]
    handed = them.coordinator.move(case_id, "change_local_leader", local_leader="mona", reason="Skifter")
    assert refusal(handed) == ["course_has_its_ground"]
    assert course_of(them.coordinator, case_id)["plan_version"] == 1


@pytest.mark.parametrize("as_leader", [True, False])
def test_whoever_has_the_accused_is_not_brought_into_the_victims_course(service: Service, as_leader: bool) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    agree(them.coordinator, case_id, "Skolen")
    (incident,) = them.coordinator.get(f"/v1/cases/{case_id}/incidents").json()["items"]
    victim = type_in(them.coordinator, police_journal_number=incident["police_journal_number"], role="Forurettet")
    theirs = give(them.coordinator, victim, "to_coordinator")
    with service.database.transaction("607") as session:
        session.connection().exec_driver_sql("update cases set local_leader = 'lis' where id = %s", (theirs,))
        session.connection().exec_driver_sql("update list_entries set role = 'charged' where case_id = %s", (case_id,))
    said = PLAN | ({"local_leader": "lis", "participants": []} if as_leader else {"participants": [TEACHER]})
    refused = them.coordinator.move(case_id, "plan_course", **said)
    assert (refused.status_code, refused.json()["code"]) == (422, "on_the_other_side_of_the_incident")
    assert plans_of(service.as_(Role.LOCAL_LEADER, subject="lis")) == []

"""What the local leader and each participant see of a course, as long as there is a ground for it, and nothing more."""

from typing import Any

import pytest

from app.cases.expiry import expire_consents
from tests.caller import Caller, Service, instant
from tests.cases.stations import inform, on_monday, type_in
from tests.courses.running import (
    CLUB,
    KNOWN,
    MOTHER,
    PLANNED,
    SECRETS,
    STEP_REASON,
    TEACHER,
    agree,
    changed,
    course_of,
    plans_of,
    reviewed,
    withdraw,
)
from tests.handover import EVALUATED, SCHOOL, STREET_TEAM, Team, gather, give
from workflows.roles import Role

HIDDEN = (*SECRETS.values(), STEP_REASON, KNOWN, "Trives, men kommer ofte for sent", "Karla Opdigtet", "vendor-default")


def known_case(them: Team) -> tuple[str, str]:
    """Of a child of whom much is written that no course may show, ready to be planned; and the child's name."""
    coordinator = them.coordinator
    entry = type_in(coordinator, **SECRETS)
    case_id = give(coordinator, entry, "to_coordinator", reason="KanarieFordelt")
    inform(coordinator, case_id)
    coordinator.moves(case_id, "confirm_informed")
    coordinator.moves(case_id, "start_gathering")
    gather(coordinator, case_id, SCHOOL | {"question": KNOWN}, STREET_TEAM)
    coordinator.moves(case_id, "place_on_step", step=2, reason=STEP_REASON)
    return case_id, entry["person"]["name"]


def in_a_course(them: Team, *recipients: str, participants: Any = (TEACHER, MOTHER)) -> tuple[str, str, list[str]]:
    case_id, name = known_case(them)
    consents = agree(them.coordinator, case_id, *(recipients or ("Skolen",)))
    them.coordinator.moves(case_id, "plan_course", **PLANNED | {"participants": list(participants)})
    them.coordinator.moves(case_id, "start_course")
    return case_id, name, consents


def participant(service: Service, user: str) -> Caller:
    return service.as_(Role.LOCAL_LEADER, subject=user)


def test_a_participant_with_a_login_sees_the_shared_plan_and_nothing_else_of_the_case(service: Service) -> None:
    them = on_monday(service)
    case_id, name, _ = in_a_course(them)
    teacher = participant(service, "lis")
    (plan,) = plans_of(teacher)
    assert set(plan) == {
        "id", "course_name", "child_name", "plan_version", "local_leader", "start_on", "next_review_on", "goals",
        "participants",
    }  # fmt: skip
    assert (plan["course_name"], plan["child_name"], plan["local_leader"]) == ("TRIVSEL+", name, "lars")
    assert [one["goal"] for one in plan["goals"]] == ["Kommer til tiden hver dag", "Går i klub to gange om ugen"]
    assert [(one["part_title"], one["task"]) for one in plan["participants"]] == [
        ("Skole", "Tager imod om morgenen"), ("Forælder", "Vækker til tiden"),
    ]  # fmt: skip
    assert teacher.get("/v1/cases").json()["items"] == []
    for path in ("", "/course", "/incidents", "/history", "/knowledge", "/placements", "/consents"):
        assert teacher.get(f"/v1/cases/{case_id}{path}").status_code in (403, 404), path
    asked = {"event": "start_course"}
    assert teacher.post(f"/v1/cases/{case_id}/moves", asked, headers={"If-Match": '"1"'}).status_code == 404
    assert reviewed_by(teacher, case_id) == 404
    assert plans_of(participant(service, "en-anden")) == plans_of(service.as_(Role.LOCAL_LEADER, "740", "lis")) == []
    assert them.coordinator.get("/v1/plans").status_code == 403


def reviewed_by(caller: Caller, case_id: str) -> int:
    body = {"held_on": "2026-11-23", "progress": [{"goal_id": case_id, "progress": 1}]}
    return caller.post(f"/v1/cases/{case_id}/course/reviews", body).status_code


def test_nothing_of_the_incident_the_step_or_the_knowledge_stands_in_what_they_are_answered(service: Service) -> None:
    them = on_monday(service)
    case_id, _, _ = in_a_course(them)
    assert all(one in str(everything_of(them, case_id)) for one in HIDDEN[:6]), "the words are there to be found"
    leader, teacher = them.local_leader, participant(service, "lis")
    seen = [
        leader.get(f"/v1/cases/{case_id}"), leader.get("/v1/cases"), leader.get(f"/v1/cases/{case_id}/course"),
        reviewed(leader, case_id, 1, 2, next_review_on="2026-12-07"), leader.get("/v1/notices"),
        leader.move(case_id, "pause_course", reason="Ferie"), leader.move(case_id, "resume_course"),
        teacher.get("/v1/plans"), handed_out(leader, case_id, "Mor"),
    ]  # fmt: skip
    for answer in seen:
        assert answer.status_code in (200, 201), answer.text
        assert not [one for one in HIDDEN if one in answer.text], answer.text
        assert not {"step", "incidents", "authority_case_active", "sharing"} & set(answer.json()), answer.text


def everything_of(them: Team, case_id: str) -> list[Any]:
    paths = ("incidents", "knowledge", "placements", "custody-holders")
    return [them.coordinator.get(f"/v1/cases/{case_id}/{path}").json() for path in paths]


def handed_out(caller: Caller, case_id: str, function: str) -> Any:
    (who,) = [one["id"] for one in course_of(caller, case_id)["participants"] if one["function"] == function]
    return caller.post(f"/v1/cases/{case_id}/course/handouts", {"participant_id": who})


def test_each_look_is_in_the_log_and_in_the_ledger(service: Service) -> None:
    them = on_monday(service)
    case_id, _, _ = in_a_course(them)
    teacher = participant(service, "lis")
    for _ in range(2):
        plans_of(teacher)
    answer = handed_out(them.coordinator, case_id, "Mor")
    assert answer.status_code == 201, answer.text
    child = them.coordinator.case(case_id)["person"]["id"]
    rows = them.coordinator.get(f"/v1/persons/{child}/disclosures").json()["items"]
    shown = [row for row in rows if row["purpose"] == "welfare_course"]
    ways = [(row["way"], row["recipient_kind"], row["ground"]) for row in shown]
    assert ways.count(("screen", "school", "CONSENT")) == 2
    assert ways.count(("handout", "family", "CONSENT")) == 1
    assert all(set(row["kinds"]) <= {"identity", "course"} for row in shown)
    with service.database.transaction("607") as session:
        looks = (
            session.connection().exec_driver_sql("select actor, reason from audit_log where action = 'plan.read'").all()
        )
    assert [tuple(row) for row in looks] == [("lis", "participant_in_the_course")] * 2


def test_a_withdrawal_takes_every_participants_view_away_at_once(service: Service) -> None:
    them = on_monday(service)
    case_id, _, consents = in_a_course(them)
    teacher = participant(service, "lis")
    assert len(plans_of(teacher)) == 1
    withdraw(them.coordinator, case_id, consents[0])
    assert plans_of(teacher) == []
    assert them.local_leader.get(f"/v1/cases/{case_id}/course").status_code == 404
    course = course_of(them.coordinator, case_id)
    assert (course["state"], [one["sees_the_plan"] for one in course["participants"]]) == ("paused", [False, False])
    refused = handed_out(them.coordinator, case_id, "Mor")
    assert (refused.status_code, refused.json()["code"]) == (409, "may_not_be_shared")
    (notice,) = [one for one in them.coordinator.case(case_id)["notices"] if one["kind"] == "withdrawal_stopped"]
    assert notice["details"]["participants"] == [one["id"] for one in course["participants"]]

    agree(them.coordinator, case_id, "Skolen")
    assert plans_of(teacher) == [], "nobody sees it while the course stands still"
    them.coordinator.moves(case_id, "resume_course")
    assert len(plans_of(teacher)) == 1


def test_a_consent_that_runs_out_takes_the_view_away_before_anybody_has_noticed(service: Service) -> None:
    them = on_monday(service)
    case_id, _, _ = in_a_course(them)
    service.now = instant("2027-11-24T09:00:00+01:00")
    assert plans_of(participant(service, "lis")) == []
    with service.workers_database.transaction("607") as session:
        assert expire_consents(session, service.at()) == 1
    course = course_of(service.as_(Role.COORDINATOR), case_id)
    assert [one["sees_the_plan"] for one in course["participants"]] == [False, False]


def test_one_whose_own_law_still_holds_keeps_the_plan_when_the_consent_ends(service: Service) -> None:
    them = on_monday(service)
    by_law = CLUB | {"ground": "LAW_OTHER", "necessity": "Serviceloven § 11"}
    case_id, _, consents = in_a_course(them, participants=(TEACHER, by_law))
    withdraw(them.coordinator, case_id, consents[0])
    seen = [(one["function"], one["sees_the_plan"]) for one in course_of(them.coordinator, case_id)["participants"]]
    assert seen == [("Klasselærer", False), ("Klubmedarbejder", True)]
    assert len(plans_of(participant(service, "kim"))) == 1


@pytest.mark.parametrize("ending", ["complete_course", "discontinue_course", "left out of the plan"])
def test_the_plan_is_gone_for_whoever_no_longer_takes_part(service: Service, ending: str) -> None:
    them = on_monday(service)
    case_id, _, _ = in_a_course(them)
    teacher = participant(service, "lis")
    assert len(plans_of(teacher)) == 1
    match ending:
        case "complete_course":
            two = [one | {"goal": number} for number in (1, 2) for one in EVALUATED["goal_evaluations"]]
            them.coordinator.moves(case_id, ending, evaluation="Godt", goal_evaluations=two)
        case "discontinue_course":
            them.coordinator.moves(case_id, ending, reason="Familien flytter")
        case _:
            assert changed(them, case_id, participants=[MOTHER]).status_code == 200
    assert plans_of(teacher) == []
    if ending != "left out of the plan":
        assert them.local_leader.get(f"/v1/cases/{case_id}").status_code == 404
        ended = them.coordinator.post(
            f"/v1/cases/{case_id}/course/handouts",
            {"participant_id": course_of(them.coordinator, case_id)["participants"][0]["id"]},
        )
        assert ended.json()["code"] == "course_has_ended"
        assert not any(one["sees_the_plan"] for one in course_of(them.coordinator, case_id)["participants"])

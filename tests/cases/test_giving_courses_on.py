"""A school's local leader leaves: all the courses are given on at once, each with an outcome of its own."""

from typing import Any

from tests.access.log import Log
from tests.caller import Caller, Service
from tests.cases.stations import on_monday, reach, type_in
from tests.cases.test_assignment import moved, named, told
from tests.cases.test_consents import move_consent
from tests.handover import Team, give
from workflows.casework import State
from workflows.roles import Role

TO_MONA = {"event": "change_local_leader", "local_leader": "mona", "reason": "Lars har fået nyt arbejde"}
ALL_OF_LARS = {"which": "all_of", "colleague": "lars", "move": TO_MONA}


def course(caller: Caller, case_id: str) -> Any:
    return caller.get(f"/v1/cases/{case_id}/course").json()


def let_have_the_victim(service: Service, them: Team, case_id: str, leader: str) -> None:
    """The child in ``case_id`` is charged with something whose victim's course ``leader`` leads."""
    (incident,) = them.coordinator.get(f"/v1/cases/{case_id}/incidents").json()["items"]
    victim = type_in(them.coordinator, police_journal_number=incident["police_journal_number"], role="Forurettet")
    theirs = give(them.coordinator, victim, "to_coordinator")
    with service.database.transaction("607") as session:
        behind = session.connection()
        behind.exec_driver_sql("update list_entries set role = 'charged' where case_id = %s", (case_id,))
        behind.exec_driver_sql("update cases set local_leader = %s where id = %s", (leader, theirs))


def test_all_that_a_leader_leads_is_given_to_another_each_as_the_next_version_of_its_own_plan(
    service: Service, log: Log
) -> None:
    them, mona = on_monday(service), service.as_(Role.LOCAL_LEADER, subject="mona")
    led = [reach(them, state) for state in (State.COURSE_PLANNED, State.COURSE_RUNNING, State.COURSE_PAUSED)]
    ended, without = reach(them, State.COURSE_COMPLETED), reach(them, State.PLACED)
    people = {them.coordinator.case(one)["person"]["id"] for one in led}
    log.new()
    done = moved(them.coordinator, ALL_OF_LARS)
    assert (done["moved"], done["refused"], done["left"]) == (3, 0, 0)
    assert {one["case_id"] for one in done["items"]} == set(led)
    rows = [row for row in log.new() if row["action"] == "course.change_local_leader"]
    assert {str(row["subject_id"]) for row in rows} == people
    assert {one["id"] for one in mona.get("/v1/cases").json()["items"]} == set(led)
    assert them.local_leader.get("/v1/cases").json()["items"] == []
    for case_id in led:
        plan = course(them.coordinator, case_id)
        assert [(one["local_leader"], one["reason"]) for one in plan["versions"]] == [
            ("lars", None), ("mona", TO_MONA["reason"]),
        ]  # fmt: skip
        assert plan["versions"][0]["goals"][0]["goal"] == plan["versions"][1]["goals"][0]["goal"]
    assert told(mona) == ["course_given"] * 3
    assert told(them.local_leader).count("course_left") == 4, "three now, and one when it was completed"
    assert course(them.coordinator, ended)["local_leader"] == "lars", "whose it was stays"
    assert "change_local_leader" not in {
        one["event"] for one in them.coordinator.get(f"/v1/cases/{without}/history").json()["items"]
    }
    assert moved(them.coordinator, ALL_OF_LARS)["items"] == []


def test_a_course_without_its_ground_is_shown_and_not_given_and_the_others_are(service: Service) -> None:
    them = on_monday(service)
    stands, ended = reach(them, State.COURSE_RUNNING), reach(them, State.COURSE_RUNNING)
    for one in them.coordinator.get(f"/v1/cases/{ended}/consents").json()["items"]:
        move_consent(them.coordinator, ended, one["id"], "withdraw")
    outcomes = {one["case_id"]: one for one in moved(them.coordinator, ALL_OF_LARS)["items"]}
    assert outcomes[stands]["outcome"] == "moved"
    assert (outcomes[ended]["outcome"], outcomes[ended]["unmet"]) == ("refused", ["course_has_its_ground"]), (
        "though nobody leads it until it has its ground again"
    )
    assert course(them.coordinator, ended)["local_leader"] == "lars"
    assert len(course(them.coordinator, ended)["versions"]) == 1


def test_whoever_has_the_other_side_is_not_given_that_one(service: Service) -> None:
    them = on_monday(service)
    case_id, other = reach(them, State.COURSE_RUNNING), reach(them, State.COURSE_RUNNING)
    let_have_the_victim(service, them, case_id, "mona")
    outcomes = {one["case_id"]: one for one in moved(them.coordinator, ALL_OF_LARS)["items"]}
    assert outcomes[case_id]["code"] == "on_the_other_side_of_the_incident"
    assert outcomes[other]["outcome"] == "moved"
    assert course(them.coordinator, case_id)["local_leader"] == "lars"


def test_both_sides_are_not_given_to_one_in_the_same_breath(service: Service) -> None:
    them = on_monday(service)
    accused, victim = reach(them, State.COURSE_RUNNING), reach(them, State.COURSE_RUNNING)
    with service.database.transaction("607") as session:
        for case_id, role in ((accused, "charged"), (victim, "victim")):
            session.connection().exec_driver_sql(
                "update list_entries set role = %s, police_journal_number = '3700-71273-99999-26' where case_id = %s",
                (role, case_id),
            )
        session.connection().exec_driver_sql("update cases set local_leader = 'lis' where id = %s", (victim,))
    body = {"which": "named", "cases": named(them.coordinator, accused, victim), "move": TO_MONA}
    done = moved(them.coordinator, body)
    assert (done["moved"], done["refused"]) == (1, 1)
    assert {one.get("code") for one in done["items"]} == {None, "on_the_other_side_of_the_incident"}


def test_nobody_but_the_coordinator_gives_a_lead_on(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    assert moved(them.team_leader, ALL_OF_LARS)["moved"] == 0
    assert them.local_leader.post("/v1/work/moves", ALL_OF_LARS).status_code == 403
    assert course(them.coordinator, case_id)["local_leader"] == "lars"

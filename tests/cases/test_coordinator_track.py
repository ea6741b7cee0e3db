"""The coordinator's track in depth: what is waited for, what was before, and when it is looked at again."""

from typing import Any

import pytest

from app.worker import watch_deadlines
from tests.caller import Caller, Service, instant
from tests.cases.answers import events_of, refusal
from tests.cases.stations import MONDAY, at, on_monday, reach, type_in
from tests.handover import SCHOOL, STREET_TEAM, Team, gather, give, place_on_second_step
from workflows.casework import State
from workflows.roles import Role

CLUB = SCHOOL | {"source": "club", "asked_of": "Klubben"}
AFTER = "2026-12-01T00:00:00+01:00"
"""Five working days after Monday the 23rd have passed: the profile's own term for an answer."""
REFUSED = {"outcome": "refused", "answer": "Skolen vil tale med familien først"}


def ask(caller: Caller, case_id: str, **said: Any) -> Any:
    answer = caller.post(f"/v1/cases/{case_id}/knowledge", SCHOOL | said)
    assert answer.status_code == 201, answer.text
    return answer.json()


def answered(caller: Caller, case_id: str, asked: Any, **said: Any) -> Any:
    return caller.post(f"/v1/cases/{case_id}/knowledge/{asked['id']}/answer", said)


def waited_for(caller: Caller, case_id: str) -> list[tuple[str, str, bool]]:
    return [(one["source"], one["due_on"], one["overdue"]) for one in caller.case(case_id)["waiting_for"]]


def watch(service: Service, moment: str) -> int:
    return watch_deadlines(service.workers_database, lambda: instant(moment))


def reminders(caller: Caller, case_id: str) -> list[str | None]:
    """About which question each reminder is."""
    case = caller.case(case_id)
    about = {one["id"]: one["object_id"] for one in case["deadlines"] if one["kind"] == "answer_knowledge"}
    return [about[one["deadline_id"]] for one in case["signals"]
            if one["deadline_id"] in about and one["kind"] == "reminder"]  # fmt: skip


def test_what_is_waited_for_is_shown_with_whom_and_until_when(service: Service) -> None:
    them = on_monday(service)
    coordinator, case_id = them.coordinator, reach(them, State.GATHERING_KNOWLEDGE)
    school, club = ask(coordinator, case_id), ask(coordinator, case_id, **CLUB, due_on="2026-11-24")
    street = ask(coordinator, case_id, **STREET_TEAM, due_on="2026-11-26")
    assert school["due_on"] == "2026-11-30", "the profile's own term"
    assert waited_for(coordinator, case_id) == [
        ("club", "2026-11-24", False),
        ("street_team", "2026-11-26", False),
        ("school", "2026-11-30", False),
    ]
    assert coordinator.case(case_id)["due_at"] == "2026-11-24T23:00:00Z", "the case is as urgent as its first answer"
    early = coordinator.post(f"/v1/cases/{case_id}/knowledge", SCHOOL | {"due_on": "2026-11-22"})
    assert (early.status_code, early.json()["code"]) == (422, "day_has_passed")

    silent = answered(coordinator, case_id, school, outcome="refused")
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_missing")
    assert answered(coordinator, case_id, school, **REFUSED).json()["answer"] == REFUSED["answer"]
    assert answered(coordinator, case_id, street, outcome="withdrawn").json()["code"] == "reason_missing"
    taken_back = answered(coordinator, case_id, street, outcome="withdrawn", answer="Spurgt ved en fejl")
    assert taken_back.json()["outcome"] == "withdrawn"
    assert answered(coordinator, case_id, street, outcome="answered").json()["code"] == "answered_already"
    assert answered(coordinator, case_id, club, outcome="nothing_known").status_code == 200
    assert waited_for(coordinator, case_id) == []
    told = events_of(coordinator, case_id)
    assert [told.count(f"knowledge_{one}") for one in ("asked", "answered", "withdrawn")] == [3, 2, 1]
    assert refusal(coordinator.move(case_id, "place_on_step", step=2, reason="?")) == ["step_requirements_are_met"]


def test_each_answer_that_does_not_come_is_one_reminder(service: Service) -> None:
    them = on_monday(service)
    coordinator, case_id = them.coordinator, reach(them, State.GATHERING_KNOWLEDGE)
    school = ask(coordinator, case_id, due_on="2026-11-24")
    club, street = ask(coordinator, case_id, **CLUB, due_on="2026-11-25"), ask(coordinator, case_id, **STREET_TEAM)
    watch(service, "2026-11-24T23:59:00+01:00")
    assert reminders(coordinator, case_id) == []
    for _ in range(3):
        watch(service, "2026-11-25T00:00:00+01:00")
    assert reminders(coordinator, case_id) == [school["id"]]
    answered(coordinator, case_id, street, outcome="nothing_known")
    watch(service, AFTER)
    assert reminders(coordinator, case_id) == [school["id"], club["id"]]
    them = at(service, AFTER)
    assert [late for *_, late in waited_for(them.coordinator, case_id)] == [True, True]


def test_a_question_is_not_reminded_of_again_when_the_case_comes_back(service: Service) -> None:
    them = on_monday(service)
    coordinator, case_id = them.coordinator, reach(them, State.GATHERING_KNOWLEDGE)
    school = ask(coordinator, case_id, due_on="2026-11-24")
    watch(service, "2026-11-25T00:00:00+01:00")
    coordinator.moves(case_id, "reroute", reason="Der er en aktiv sag")
    assert "waiting_for" not in them.team_leader.case(case_id)
    watch(service, AFTER)
    them.team_leader.moves(case_id, "reroute", reason="Sagen er lukket igen")
    watch(service, AFTER)
    assert reminders(coordinator, case_id) == [school["id"]]
    assert [source for source, *_ in waited_for(coordinator, case_id)] == ["school"]


def test_nobody_waits_in_a_case_that_has_ended(service: Service) -> None:
    them = on_monday(service)
    coordinator, case_id = them.coordinator, reach(them, State.PLACED)
    ask(coordinator, case_id)
    coordinator.moves(case_id, "close", reason="Der er ro på")
    assert waited_for(coordinator, case_id) == []
    watch(service, "2027-06-01T00:00:00+02:00")
    assert reminders(coordinator, case_id) == []


def the_same_child(them: Team, case_id: str, seer: Caller, decision: str) -> str:
    """A new case of a child whose earlier one has ended."""
    person = seer.case(case_id)["person"]
    entry = type_in(them.coordinator, name=person["name"], cpr_number=person["cpr_number"], role="Sigtet")
    assert entry["case_id"] != case_id
    return give(them.coordinator, entry, decision)


def earlier(caller: Caller, case_id: str) -> list[Any]:
    answer = caller.get(f"/v1/cases/{case_id}/earlier")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def test_the_coordinator_sees_what_was_before_but_not_the_authoritys_assessment(service: Service) -> None:
    them = on_monday(service)
    authoritys = reach(them, State.MEETING_HELD)
    them.caseworker.moves(authoritys, "close", authority_reference="27.24-1")
    now = the_same_child(them, authoritys, them.caseworker, "to_coordinator")
    (before,) = earlier(them.coordinator, now)
    assert (before["case_id"], before["state"], before["track"]) == (authoritys, "closed", "authority")
    (incident,) = before["incidents"]
    assert (incident["role"], incident["offence_text"]) == ("encountered", "Hærværk mod en bænk")
    assert not {"assessments", "authority_reference"} & set(before)
    assert "Alvorlig" not in str(before)
    (now_is,) = them.coordinator.get(f"/v1/cases/{now}/incidents").json()["items"]
    assert now_is["role"] == "suspected", "under fifteen one is not charged"


def test_the_authority_sees_what_was_before_but_not_the_coordinators_knowledge(service: Service) -> None:
    them = on_monday(service)
    coordinators = reach(them, State.COURSE_COMPLETED)
    them.coordinator.moves(coordinators, "close")
    again = the_same_child(them, coordinators, them.coordinator, "to_coordinator")
    (seen,) = earlier(them.coordinator, again)
    assert seen["placements"] == [
        {"step": 2, "title": "Flere indsatser og forløb", "scale_version": "vendor-1",
         "at": seen["placements"][0]["at"]},
    ]  # fmt: skip
    assert [(one["source"], one["outcome"]) for one in seen["knowledge"]] == [
        ("school", "answered"), ("street_team", "answered"),
    ]  # fmt: skip
    assert seen["course_state"] == "completed"
    assert "assessments" not in seen

    them.coordinator.moves(again, "reroute", reason="Der er en aktiv sag")
    them.team_leader.moves(again, "inform_caseworker", caseworker="rikke")
    for caller in (them.team_leader, them.caseworker):
        (seen,) = earlier(caller, again)
        assert seen["incidents"][0]["offence_text"] == "Hærværk mod en bænk"
        assert seen["assessments"] == []
        assert not {"knowledge", "placements", "course_state"} & set(seen)
    assert them.coordinator.get(f"/v1/cases/{again}/earlier").status_code == 404
    for role in (Role.LOCAL_LEADER, Role.POLICE, Role.INTEGRATION):
        subject = "lars" if role is Role.LOCAL_LEADER else None
        assert service.as_(role, subject=subject).get(f"/v1/cases/{again}/earlier").status_code == 403


def test_a_caseworker_does_not_see_a_victims_earlier_case_when_they_have_the_accuseds(service: Service) -> None:
    them = on_monday(service)
    journal = "3700-71273-77777-26"
    victim = type_in(them.coordinator, police_journal_number=journal, role="Forurettet")
    case_id = give(them.coordinator, victim, "drop", reason="Sket i udlandet")
    accused = type_in(them.coordinator, police_journal_number=journal, role="Sigtet")
    theirs = give(them.coordinator, accused, "to_team_leader")
    them.team_leader.moves(theirs, "inform_caseworker", caseworker="rikke")
    now = the_same_child(them, case_id, them.coordinator, "to_team_leader")
    them.team_leader.moves(now, "inform_caseworker", caseworker="rikke")
    assert [one["case_id"] for one in earlier(them.team_leader, now)] == [case_id]
    assert earlier(them.caseworker, now) == []


def test_to_look_back_is_a_look_that_is_logged(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    person = them.coordinator.case(case_id)["person"]["id"]
    assert earlier(them.coordinator, case_id) == []
    looks = service.as_(Role.LOG_REVIEWER).get(f"/v1/persons/{person}/access-log").json()["items"]
    assert "earlier.read" in {one["action"] for one in looks}


def test_a_placement_says_whose_scale_it_is_on_and_what_it_rests_on(service: Service) -> None:
    them = on_monday(service)
    coordinator, case_id = them.coordinator, reach(them, State.GATHERING_KNOWLEDGE)
    gather(coordinator, case_id, SCHOOL, STREET_TEAM, CLUB)
    known = coordinator.get(f"/v1/cases/{case_id}/knowledge").json()["items"]
    waiting = ask(coordinator, case_id)
    not_known = coordinator.move(case_id, "place_on_step", step=2, reason="?", rests_on=[waiting["id"]])
    assert not_known.json()["code"] == "no_such_knowledge", "a question that nobody has answered is no knowledge"
    rests_on = [known[0]["id"], known[1]["id"]]
    coordinator.moves(case_id, "place_on_step", step=2, reason="Flere vil hjælpe", rests_on=rests_on)
    (placed,) = coordinator.get(f"/v1/cases/{case_id}/placements").json()["items"]
    assert (placed["step"], placed["scale_version"], placed["by"]) == (2, "vendor-1", "coordinator")
    assert (placed["reason"], placed["rests_on"]) == ("Flere vil hjælpe", rests_on)
    assert instant(placed["at"]) == instant(MONDAY)
    coordinator.moves(case_id, "start_gathering")
    coordinator.moves(case_id, "place_on_step", step=0, reason="Det gik over")
    both = coordinator.get(f"/v1/cases/{case_id}/placements").json()["items"]
    assert both[0] == placed, "a placement is never overwritten"
    assert both[1]["step"] == 0


@pytest.mark.parametrize(("step", "when"), [(0, "2026-12-07"), (1, "2027-02-21"), (2, "2027-01-18")])
def test_each_step_is_reviewed_by_its_own_interval_and_counted_anew_when_it_is_kept(
    service: Service, step: int, when: str
) -> None:
    them = on_monday(service)
    coordinator, case_id = them.coordinator, reach(them, State.GATHERING_KNOWLEDGE)
    gather(coordinator, case_id, SCHOOL, STREET_TEAM)
    coordinator.moves(case_id, "place_on_step", step=step, reason="Passer")
    (due,) = coordinator.get("/v1/reviews").json()["items"]
    assert (due["case_id"], due["kind"], due["step"]) == (case_id, "review_placement", step)
    assert due["target_at"].startswith(when)
    (placed,) = coordinator.get(f"/v1/cases/{case_id}/placements").json()["items"]
    assert placed["review_at"] == due["target_at"]

    them = at(service, "2026-11-30T09:00:00+01:00")
    them.coordinator.moves(case_id, "keep_step", reason="Der er ro på")
    (again,) = them.coordinator.get("/v1/reviews").json()["items"]
    assert instant(again["target_at"]) - instant(due["target_at"]) == instant("2026-11-30T09:00:00Z") - instant(
        "2026-11-23T09:00:00Z"
    )
    (kept,) = them.coordinator.get(f"/v1/cases/{case_id}/placements").json()["items"]
    assert kept["review_at"] == again["target_at"]
    assert kept["at"] == placed["at"]


def test_what_is_to_be_reviewed_is_a_list_of_ones_own_cases_the_first_due_first(service: Service) -> None:
    them = on_monday(service)
    course, placed = reach(them, State.COURSE_RUNNING), reach(them, State.GATHERING_KNOWLEDGE)
    them.coordinator.moves(placed, "place_on_step", step=0, reason="Afklares")
    reach(them, State.MEETING_HELD)
    found = them.coordinator.get("/v1/reviews").json()["items"]
    assert [(one["case_id"], one["kind"]) for one in found] == [(placed, "review_placement"), (course, "review_course")]
    assert found[0]["child_name"] == them.coordinator.case(placed)["person"]["name"]
    assert them.team_leader.get("/v1/reviews").json()["items"] == []
    assert them.local_leader.get("/v1/reviews").status_code == 403


def test_a_coordinators_case_walked_from_the_desk_to_a_step_that_is_kept(service: Service) -> None:
    them = on_monday(service)
    coordinator = them.coordinator
    case_id = give(coordinator, type_in(coordinator), "to_coordinator")
    place_on_second_step(them, case_id, MONDAY)
    assert coordinator.case(case_id)["step"]["notice"].startswith("Trinskalaen er leverandørens")
    coordinator.moves(case_id, "keep_step", reason="Det går fremad")
    assert coordinator.moves(case_id, "close", reason="Målet er nået")["state"] == "closed"

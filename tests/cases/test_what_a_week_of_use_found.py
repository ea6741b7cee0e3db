"""Ways in which a case could go wrong quietly, each found by using the service as its users do."""

from app.worker import end_consents
from tests.caller import Service, instant
from tests.handover import (
    MILD,
    PLAN,
    SEVERE,
    agree_to_course,
    enter_custody_holder,
    entry_of,
    give,
    hand_over,
    hand_over_outside,
    obligations_of,
    place_on_second_step,
    team,
    tell_everyone,
)

MONDAY, NEXT_MONDAY = "2026-11-23T09:00:00+01:00", "2026-11-30T09:00:00+01:00"


def test_an_incident_given_late_to_the_authority_is_assessed_before_the_case_closes(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give(them.team_leader, entry_of(hand_over(them), "Ali Yilmaz"), "to_team_leader")
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    service.now = instant(NEXT_MONDAY)
    them = team(service)
    back = entry_of(hand_over(them, "fredericia-2026-W48.csv"), "Ali Yilmaz")
    them.caseworker.moves(case_id, "assess_no_further_action", **MILD)
    enter_custody_holder(them.caseworker, case_id)
    tell_everyone(them.caseworker, case_id, NEXT_MONDAY)
    them.caseworker.moves(case_id, "confirm_informed")
    give(them.team_leader, back, "to_team_leader")

    refused = them.caseworker.move(case_id, "close")
    assert refused.json()["unmet"] == ["no_incident_awaits_reassessment"]
    assert refused.json()["messages"] == ["Der er kommet en ny hændelse, som ikke er vurderet."]
    running = [one["kind"] for one in them.caseworker.case(case_id)["deadlines"] if one["met_at"] is None]
    assert "reassess" in running
    assert them.caseworker.moves(case_id, "reassess", reason="Ny sigtelse")["state"] == "with_caseworker"


def test_another_caseworker_can_take_over(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give(them.team_leader, entry_of(hand_over(them), "Ali Ågesen"), "to_team_leader")
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="riikke")
    moved = them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke", reason="Skrevet forkert")
    assert (moved["state"], moved["caseworker"]) == ("with_caseworker", "rikke")
    assert them.caseworker.case(case_id)["state"] == "with_caseworker"


def test_taking_back_a_summons_takes_back_the_orientation_it_met(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give(them.team_leader, entry_of(hand_over(them), "Ali Ågesen"), "to_team_leader")
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    them.caseworker.moves(case_id, "assess_further_action", **SEVERE)
    enter_custody_holder(them.caseworker, case_id)
    tell_everyone(them.caseworker, case_id, MONDAY)
    summons = next(one for one in obligations_of(them.caseworker, case_id, "told") if one["purpose"] == "summon")
    back = them.caseworker.post(
        f"/v1/cases/{case_id}/obligations/{summons['id']}/moves", {"event": "take_back", "reason": "Forkert nummer"}
    )
    assert back.status_code == 200, back.text
    assert {one["purpose"] for one in obligations_of(them.caseworker, case_id, "due")} == {"inform", "summon"}


def test_nobody_is_told_of_the_same_thing_twice_because_another_was_found(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give(them.coordinator, entry_of(hand_over(them), "Ali Yilmaz"), "to_coordinator")
    enter_custody_holder(them.coordinator, case_id)
    service.now = instant(NEXT_MONDAY)
    them = team(service)
    give(them.coordinator, entry_of(hand_over(them, "fredericia-2026-W48.csv"), "Ali Yilmaz"), "to_coordinator")
    tell_everyone(them.coordinator, case_id, NEXT_MONDAY)
    enter_custody_holder(them.coordinator, case_id, "Poul Opdigtet", "father")
    assert [one["recipient"] for one in obligations_of(them.coordinator, case_id, "due")] == ["Poul Opdigtet"]


def test_the_same_custody_holder_is_not_entered_twice(service: Service) -> None:
    them = team(service)
    case_id = give(them.coordinator, entry_of(hand_over(them), "Ali Yilmaz"), "to_coordinator")
    enter_custody_holder(them.coordinator, case_id)
    again = them.coordinator.post(
        f"/v1/cases/{case_id}/custody-holders", {"name": "karla opdigtet", "relation": "mother"}
    )
    assert (again.status_code, again.json()["code"]) == (409, "holder_is_there")


def test_a_case_sent_away_by_mistake_is_taken_back(service: Service) -> None:
    them = team(service)
    case_id = give(
        them.coordinator, entry_of(hand_over(them), "Noah El-Hassan"), "to_other_municipality", municipality_code="630"
    )
    hand_over_outside(them.coordinator, case_id)
    assert them.coordinator.moves(case_id, "reopen", reason="Forkert kommune")["state"] == "received"
    assert them.coordinator.moves(case_id, "give_to_coordinator")["state"] == "with_coordinator"


def test_an_answer_that_was_kept_is_no_way_around_access(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give(them.team_leader, entry_of(hand_over(them), "Ali Ågesen"), "to_team_leader")
    them.team_leader.moves(case_id, "inform_caseworker", caseworker="rikke")
    version = them.caseworker.case(case_id)["version"]
    headers = {"If-Match": str(version), "Idempotency-Key": "once"}
    move = {"event": "assess_no_further_action", **MILD}
    assert them.caseworker.post(f"/v1/cases/{case_id}/moves", move, headers=headers).status_code == 200
    them.team_leader.moves(case_id, "reroute", reason="Ingen aktiv sag")
    again = them.caseworker.post(f"/v1/cases/{case_id}/moves", move, headers=headers)
    assert again.status_code == 404
    assert "person" not in again.json()


def test_a_course_pauses_when_the_consent_it_rests_on_runs_out(service: Service) -> None:
    service.now = instant(MONDAY)
    them = team(service)
    case_id = give(them.coordinator, entry_of(hand_over(them), "Noah El-Hassan"), "to_coordinator")
    place_on_second_step(them, case_id, MONDAY)
    agree_to_course(them.coordinator, case_id)
    them.coordinator.moves(case_id, "plan_course", **PLAN)
    them.coordinator.moves(case_id, "start_course")
    assert end_consents(service.workers_database, service.at) == 0

    service.now = instant("2027-12-01T09:00:00+01:00")
    assert end_consents(service.workers_database, service.at) == 1
    them = team(service)
    assert them.coordinator.case(case_id)["state"] == "course_paused"
    (consent,) = them.coordinator.get(f"/v1/cases/{case_id}/consents").json()["items"]
    assert consent["state"] == "expired"
    assert end_consents(service.workers_database, service.at) == 0

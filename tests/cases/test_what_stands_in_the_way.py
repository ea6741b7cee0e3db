"""What the process must refuse: each guard, as somebody at work meets it."""

import pytest

from tests.caller import Service
from tests.cases.answers import refusal
from tests.cases.stations import MONDAY, come_back, on_monday, reach, type_in
from tests.cases.test_consents import ASK
from tests.handover import PLAN, SCHOOL, STREET_TEAM, agree_to_course, gather, give, obligations_of, tell_everyone
from workflows.casework import State


def test_a_child_with_an_active_authority_case_is_not_placed(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_TEAM_LEADER)
    assert refusal(them.team_leader.move(case_id, "place_on_step", step=0, reason="?"))
    gathering = reach(them, State.GATHERING_KNOWLEDGE)
    said = them.coordinator.post(f"/v1/cases/{gathering}/authority-case", {"said": "active"})
    assert said.status_code == 200, said.text
    assert refusal(them.coordinator.move(gathering, "place_on_step", step=0, reason="?")) == [
        "no_active_authority_case"
    ]


def test_a_course_is_not_planned_before_a_placement_nor_on_a_step_without_courses(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    agree_to_course(them.coordinator, case_id)
    assert refusal(them.coordinator.move(case_id, "plan_course", **PLAN)) == ["the_move_exists_from_this_state"]
    them.coordinator.moves(case_id, "place_on_step", step=0, reason="Afklares")
    assert refusal(them.coordinator.move(case_id, "plan_course", **PLAN)) == ["step_allows_a_course"]


def test_a_step_asks_for_knowledge_from_two_sources_that_answered(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.GATHERING_KNOWLEDGE)
    gather(them.coordinator, case_id, SCHOOL, SCHOOL)
    asked = them.coordinator.post(f"/v1/cases/{case_id}/knowledge", STREET_TEAM).json()
    said = {"step": 2, "reason": "Flere vil kunne hjælpe"}
    assert refusal(them.coordinator.move(case_id, "place_on_step", **said)) == ["step_requirements_are_met"]
    answer = f"/v1/cases/{case_id}/knowledge/{asked['id']}/answer"
    them.coordinator.post(answer, {"outcome": "nothing_known"})
    assert them.coordinator.moves(case_id, "place_on_step", **said)["step"]["level"] == 2


def test_nobody_can_be_told_while_custody_is_unknown_but_exempt_with_a_reason(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_COORDINATOR)
    (owed,) = obligations_of(them.coordinator, case_id)
    assert owed["recipient"] == "Forældremyndighedsindehaver, endnu ukendt"
    moves = f"/v1/cases/{case_id}/obligations/{owed['id']}/moves"
    told = them.coordinator.post(moves, {"event": "tell", "means": "call", "told_at": MONDAY})
    assert refusal(told) == ["recipient_is_known"]
    assert refusal(them.coordinator.move(case_id, "confirm_informed")) == ["everyone_informed_or_exempt"]
    assert them.coordinator.post(f"/v1/cases/{case_id}/consents", ASK).json()["code"] == "signer_unknown"
    assert them.coordinator.post(moves, {"event": "exempt"}).status_code == 422
    exempt = them.coordinator.post(moves, {"event": "exempt", "reason": "Uledsaget, værge ikke udpeget"})
    assert exempt.json()["state"] == "exempt"
    assert them.coordinator.moves(case_id, "confirm_informed")["state"] == "family_informed"


@pytest.mark.parametrize("state", [State.FAMILY_INFORMED_BY_AUTHORITY, State.MEETING_HELD, State.COURSE_COMPLETED])
def test_no_case_closes_before_everyone_is_told_and_every_entry_is_decided(service: Service, state: State) -> None:
    them = on_monday(service)
    case_id = reach(them, state)
    caller = them.coordinator if state is State.COURSE_COMPLETED else them.caseworker
    said = {"authority_reference": "27.24"} if state is State.MEETING_HELD else {}
    told = obligations_of(caller, case_id, "told")
    for one in told:
        taken = {"event": "take_back", "reason": "Det var en anden"}
        assert caller.post(f"/v1/cases/{case_id}/obligations/{one['id']}/moves", taken).status_code == 200
    assert refusal(caller.move(case_id, "close", **said)) == ["everyone_informed_or_exempt"]
    tell_everyone(caller, case_id, MONDAY)
    entry = come_back(them, case_id)
    assert "decided_at_the_handover_meeting" in refusal(caller.move(case_id, "close", **said))
    give(them.coordinator, entry, "drop", reason="Færdselsuheld")
    assert caller.moves(case_id, "close", **said)["state"] == "closed", "what was dropped stands in nobody's way"


def test_nothing_new_is_asked_or_owed_in_a_case_that_has_ended(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.CLOSED)
    told = obligations_of(them.coordinator, case_id, "told")[0]["id"]
    closed = them.coordinator.case(case_id)
    for path, body in (
        ("custody-holders", {"name": "Poul Opdigtet", "relation": "father"}),
        (f"obligations/{told}/moves", {"event": "take_back", "reason": "Fejl"}),
        ("knowledge", SCHOOL),
        ("consents", ASK),
    ):
        answer = them.coordinator.post(f"/v1/cases/{case_id}/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "case_has_ended"), path
    assert them.coordinator.case(case_id) == closed
    assert type_in(them.coordinator)["case_id"] != case_id

"""The moves of a case as each role sees them, and what a move answers when it cannot be made."""

import pytest

from app.cases import texts
from app.cases.move_bodies import BODY_OF
from app.history.texts import UNMET, messages
from tests.caller import Caller, Service
from tests.cases.stations import on_monday, reach, who_sees
from tests.handover import SEVERE, Team
from workflows.agenda import ON_THE_AGENDA
from workflows.casework import CASEWORK, Event, State
from workflows.catalogue import WORKFLOWS
from workflows.engine import NO_SUCH_MOVE, guard_name
from workflows.profile import all_profiles
from workflows.roles import Role


def _colleagues(service: Service, them: Team) -> dict[Role, Caller]:
    return {
        Role.COORDINATOR: them.coordinator,
        Role.TEAM_LEADER: them.team_leader,
        Role.CASEWORKER: them.caseworker,
        Role.LOCAL_LEADER: them.local_leader,
        Role.INTEGRATION: service.as_(Role.INTEGRATION),
    }


@pytest.mark.parametrize("state", State)
def test_a_case_lists_exactly_the_moves_of_the_table_for_each_role(service: Service, state: State) -> None:
    them = on_monday(service)
    case_id = reach(them, state)
    seen_by = 0
    for role, caller in _colleagues(service, them).items():
        answer = caller.get(f"/v1/cases/{case_id}")
        if answer.status_code == 404:
            continue
        seen_by += 1
        case = answer.json()
        assert case["state"] == state
        table = {move.event: move for move in CASEWORK.moves if state in move.sources and role in move.roles}
        assert {move["event"] for move in case["moves"]} == set(table)
        for shown in case["moves"]:
            move = table[Event(shown["event"])]
            assert shown["needs"] == list(move.needs)
            assert shown["allowed"] is (shown["unmet"] == [])
            assert set(shown["unmet"]) <= {guard_name(guard) for guard in move.guards}
            assert len(shown["messages"]) == len(shown["unmet"])
            assert all(text[0].isupper() and text.endswith(".") for text in shown["messages"])
            assert "{" not in shown["title"] + "".join(shown["messages"])
    assert seen_by or state is State.TRANSFERRED


def test_what_stands_in_the_way_is_said_in_danish(service: Service) -> None:
    them = on_monday(service)
    case = them.coordinator.case(reach(them, State.WITH_COORDINATOR))
    moves = {move["event"]: move for move in case["moves"]}
    assert moves["confirm_informed"]["unmet"] == ["everyone_informed_or_exempt"]
    assert moves["confirm_informed"]["messages"] == ["Ikke alle, der skal orienteres, er orienteret eller undtaget."]
    assert moves["transfer"]["unmet"] == ["receiver_has_accepted"], "it follows when another municipality has said yes"
    assert moves["transfer"]["title"] == "Overdrag til anden kommune"


def test_every_guard_event_state_and_need_has_danish_words() -> None:
    moves = [move for workflow in WORKFLOWS.values() for move in workflow.moves]
    guards = {guard_name(guard) for move in moves for guard in move.guards}
    assert set(UNMET) == guards | {guard_name(rule) for rule in ON_THE_AGENDA} | {NO_SUCH_MOVE}
    assert set(texts.MOVES) == set(Event)
    assert set(texts.STATES) == set(State)
    assert set(texts.NEEDS) == {name for move in CASEWORK.moves for name in move.needs}
    for profile in all_profiles():
        for words in (*texts.MOVES.values(), *texts.STATES.values()):
            assert "{" not in texts.said_in(words, profile)
        assert not any("{" in words for words in messages(list(UNMET), profile))


@pytest.mark.parametrize("event", Event)
def test_the_body_of_a_move_requires_what_the_move_needs_in_every_state(event: Event) -> None:
    fields = BODY_OF[event].model_fields
    required = {name for name, field in fields.items() if field.is_required()} - {"event"}
    needs = [set(move.needs) for move in CASEWORK.moves if move.event is event for _ in move.sources]
    assert required == set.intersection(*needs)
    assert set.union(*needs) <= set(fields), "and what it needs in some states can be said"


def test_a_close_from_a_held_meeting_needs_the_authoritys_reference(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.MEETING_HELD)
    refused = them.caseworker.move(case_id, "close", reason="Alt er sagt")
    assert refused.status_code == 422, refused.text
    assert refused.json()["code"] == "said_too_little"
    assert refused.json()["needs"] == ["authority_reference"]
    assert "myndighedens sagsnummer" in refused.json()["detail"]
    assert them.caseworker.case(case_id)["state"] == "meeting_held"
    assert them.caseworker.moves(case_id, "close", authority_reference="27.24")["state"] == "closed"


def test_a_close_of_a_placed_case_needs_a_reason(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    refused = them.coordinator.move(case_id, "close")
    assert refused.status_code == 422
    assert refused.json()["needs"] == ["reason"]
    assert them.coordinator.moves(case_id, "close", reason="Trives")["state"] == "closed"


@pytest.mark.parametrize("state", [State.WITH_COORDINATOR, State.PLACED, State.MEETING_CALLED, State.COURSE_RUNNING])
def test_a_move_that_does_not_exist_here_is_refused_with_those_that_do(service: Service, state: State) -> None:
    them = on_monday(service)
    case_id = reach(them, state)
    caller = who_sees(them, case_id)
    case = caller.case(case_id)
    refused = caller.move(case_id, "give_to_coordinator")
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["code"] == "move_refused"
    assert problem["unmet"] == [NO_SUCH_MOVE]
    possible = {move["event"] for move in case["moves"] if move["allowed"]}
    assert set(problem["possible"]) == possible
    assert caller.case(case_id)["version"] == case["version"]


def test_a_move_of_another_role_is_forbidden(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.WITH_CASEWORKER)
    refused = them.team_leader.move(case_id, "assess_further_action", **SEVERE)
    assert refused.status_code == 403
    assert refused.json()["reason"] == "role_may_not_make_the_move"

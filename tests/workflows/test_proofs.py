"""The proof finds nothing in the process as it is, and each promise that is broken on purpose."""

from dataclasses import replace

import pytest

from tests.workflows.breaking import CaseMove, changed, found, with_more, with_moves, without
from workflows import course
from workflows.casework import CASEWORK, COURSE_STATES, Event, Facts, State
from workflows.casework_guards import everyone_informed_or_exempt, no_active_authority_case
from workflows.catalogue import WORKFLOWS
from workflows.course import COURSE
from workflows.engine import Move
from workflows.profile import Profile, all_profiles
from workflows.proof_promises import course_follows_the_case
from workflows.proof_search import Search
from workflows.proofs import prove_all
from workflows.roles import Role


@pytest.mark.parametrize("profile", all_profiles(), ids=lambda profile: profile.name)
def test_nothing_is_wrong_in_any_municipality(profile: Profile) -> None:
    assert [str(finding) for finding in prove_all(profile).findings] == []


def test_every_municipality_and_every_workflow_is_proved() -> None:
    assert len(all_profiles()) == 5
    assert [count.workflow for count in prove_all(all_profiles()[0]).counts] == list(WORKFLOWS)


def test_without_a_placement_no_course_is_reached_from_anywhere_before_it() -> None:
    search = Search(CASEWORK, Facts)
    for state in set(State) - COURSE_STATES - {State.PLACED}:
        assert COURSE_STATES.isdisjoint(search.reachable(state, without=[Event.PLACE_ON_STEP]))
    assert search.reachable(State.CLOSED) >= COURSE_STATES


def test_a_state_that_no_move_leaves_is_dead() -> None:
    stuck = with_moves(
        lambda move: replace(move, source=move.sources - {State.COURSE_COMPLETED}) if move.target else move
    )
    assert found(stuck) == [
        "course_completed is dead: no move leads out of it",
        "course_completed can never come to an end",
        "course_completed waits for coordinator, who cannot bring it further",
        "course_completed no longer leads to closed: "
        "each track has an end of its own, without another track, a new incident or a transfer",
    ]


def test_a_track_cut_off_from_its_end_is_found_though_a_transfer_still_leads_out() -> None:
    cut = without(Event.HOLD_MEETING)
    promise = "each track has an end of its own, without another track, a new incident or a transfer"
    assert found(cut) == [
        "hold_meeting is in no move",
        "meeting_held can never be reached from received",
        f"summons_due no longer leads to closed: {promise}",
        f"meeting_called no longer leads to closed: {promise}",
    ]


def test_a_state_that_nothing_leads_to_is_found() -> None:
    assert "course_paused can never be reached from received" in found(without(Event.PAUSE_COURSE))


CLOSING = [State.FAMILY_INFORMED_BY_AUTHORITY, State.MEETING_HELD, State.PLACED, State.COURSE_COMPLETED]


@pytest.mark.parametrize("source", CLOSING)
def test_a_close_without_its_guard_breaks_the_promise_to_the_family(source: State) -> None:
    careless = changed(Event.CLOSE, source, guards=())
    assert found(careless) == [
        f"close from {source} breaks a promise: no case is closed before everyone is told or exempt",
        f"close from {source} breaks a promise: no case is closed when nobody is known who should be told",
        f"close from {source} breaks a promise: no case is closed while a new incident awaits reassessment",
        f"close from {source} breaks a promise: no case is closed while an entry of it awaits its decision",
    ]


def test_everyone_told_may_not_mean_nobody() -> None:
    def everyone_told(facts: Facts) -> bool:
        """Everyone is told, were it only nobody."""
        return facts.everyone_told_or_exempt

    def loosened(move: CaseMove) -> CaseMove:
        told = (everyone_told if guard is everyone_informed_or_exempt else guard for guard in move.guards)
        return replace(move, guards=tuple(told))

    vacuous = with_moves(loosened)
    assert {sentence.split(": ")[1] for sentence in found(vacuous)} == {
        "no case is closed when nobody is known who should be told"
    }


def test_another_way_to_close_is_found() -> None:
    around = with_more(
        Move(Event.SEND_ELSEWHERE, State.WITH_COORDINATOR, State.CLOSED, (), frozenset({Role.COORDINATOR}))
    )
    assert (
        "send_elsewhere leads from with_coordinator to closed without close: a case is closed by closing it"
        in found(around)
    )


def test_a_placement_during_an_active_authority_case_is_found() -> None:
    guards = CASEWORK.by_pair[State.GATHERING_KNOWLEDGE, Event.PLACE_ON_STEP].guards
    careless = changed(
        Event.PLACE_ON_STEP,
        State.GATHERING_KNOWLEDGE,
        guards=tuple(guard for guard in guards if guard is not no_active_authority_case),
    )
    assert found(careless) == [
        "place_on_step from gathering_knowledge breaks a promise: "
        "nobody with an active authority case is placed on a step"
    ]


def test_a_shortcut_to_a_course_is_found() -> None:
    plan = CASEWORK.by_pair[State.PLACED, Event.PLAN_COURSE]
    assert found(with_more(replace(plan, source=State.FAMILY_INFORMED))) == [
        "plan_course leads from family_informed to course_planned without place_on_step: "
        "no course without a placement, also after a reopening or a return from the authority"
    ]


def test_a_reopening_straight_into_a_course_is_found() -> None:
    reopened = changed(Event.REOPEN, State.CLOSED, target=State.COURSE_RUNNING)
    assert (
        "reopen leads from closed to course_running without place_on_step: "
        "no course without a placement, also after a reopening or a return from the authority"
    ) in found(reopened)


def test_a_course_planned_without_a_ground_is_found() -> None:
    assert found(changed(Event.PLAN_COURSE, State.PLACED, guards=())) == [
        "plan_course from placed breaks a promise: no course is planned without its ground"
    ]


def test_a_course_that_parts_from_its_case_is_found() -> None:
    silent = [replace(move, needs=()) for move in COURSE.moves]
    assert list(course_follows_the_case(CASEWORK, replace(COURSE, moves=silent))) == [
        f"{event} asks for other people or other words than the case's"
        for event in (
            course.Event.PAUSE_COURSE,
            course.Event.COMPLETE_COURSE,
            course.Event.DISCONTINUE_COURSE,
            course.Event.CHANGE_PLAN,
            course.Event.CHANGE_LOCAL_LEADER,
        )
    ]

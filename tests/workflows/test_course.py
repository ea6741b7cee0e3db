"""The course: every state with every event, and its kinship with the case."""

from dataclasses import replace

import pytest

from workflows import casework
from workflows.casework import CASEWORK
from workflows.course import COURSE, Event, Facts, State
from workflows.engine import NO_SUCH_MOVE, Refused

EXPECTED: dict[str, dict[str, str]] = {
    "planned": {
        "start_course": "running",
        "discontinue_course": "discontinued",
        "change_plan": "planned",
        "change_local_leader": "planned",
    },
    "running": {
        "pause_course": "paused",
        "complete_course": "completed",
        "discontinue_course": "discontinued",
        "change_plan": "running",
        "change_local_leader": "running",
    },
    "paused": {
        "resume_course": "running",
        "discontinue_course": "discontinued",
        "change_plan": "paused",
        "change_local_leader": "paused",
    },
    "completed": {},
    "discontinued": {},
}

ALL_WELL = Facts(has_goals=True, local_leader_named=True, ground_stands=True)

# The states, the event, what is otherwise than well, and the guard that must be named.
REFUSALS: list[tuple[str, str, dict[str, bool], str]] = [
    ("planned", "start_course", {"has_goals": False}, "course_has_goals"),
    ("planned", "start_course", {"local_leader_named": False}, "local_leader_is_named"),
    ("planned", "start_course", {"ground_stands": False}, "ground_still_stands"),
    ("paused", "resume_course", {"ground_stands": False}, "ground_still_stands"),
    ("planned running paused", "change_plan", {"ground_stands": False}, "ground_still_stands"),
    ("planned running paused", "change_local_leader", {"ground_stands": False}, "ground_still_stands"),
]


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("state", State)
def test_each_event_leads_where_the_process_says_or_is_no_move(state: State, event: Event) -> None:
    target = EXPECTED[state].get(event)
    if target is None:
        with pytest.raises(Refused) as refused:
            COURSE.advance(state, event, ALL_WELL)
        assert refused.value.unmet == (NO_SUCH_MOVE,)
    else:
        assert COURSE.advance(state, event, ALL_WELL) == target


@pytest.mark.parametrize(("states", "event", "otherwise", "named"), REFUSALS)
def test_a_refused_move_names_the_guard(states: str, event: str, otherwise: dict[str, bool], named: str) -> None:
    for state in map(State, states.split()):
        with pytest.raises(Refused) as refused:
            COURSE.advance(state, Event(event), replace(ALL_WELL, **otherwise))
        assert refused.value.unmet == (named,)


def test_every_guard_is_seen_to_refuse() -> None:
    assert {named for *_, named in REFUSALS} == {guard.__name__ for move in COURSE.moves for guard in move.guards}


def test_a_course_whose_ground_is_gone_can_still_be_paused_and_discontinued() -> None:
    nothing = Facts()
    assert COURSE.advance(State.RUNNING, Event.PAUSE_COURSE, nothing) is State.PAUSED
    assert COURSE.advance(State.PAUSED, Event.DISCONTINUE_COURSE, nothing) is State.DISCONTINUED


@pytest.mark.parametrize("event", Event)
def test_the_case_has_a_move_by_the_same_name_for_the_same_people(event: Event) -> None:
    own = next(move for move in COURSE.moves if move.event is event)
    the_case_s = next(move for move in CASEWORK.moves if move.event.value == event.value)
    assert (own.roles, own.needs) == (the_case_s.roles, the_case_s.needs)


def test_a_course_waits_for_what_the_case_waits_for() -> None:
    for state, waits in COURSE.waits.items():
        assert CASEWORK.waits[casework.State(f"course_{state}")] == waits

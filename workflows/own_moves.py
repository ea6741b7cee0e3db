"""Which moves of a case a municipality makes, and what it calls them."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from workflows.casework import CASEWORK, COURSE_STATES, Event, Facts, State
from workflows.engine import Move, Workflow

Casework = Workflow[State, Event, Facts]

CASEWORK_VERSION = "1"
"""The table of moves that holds. A move, its guards or what it needs change by a new version beside the old, never in
the old: an open case goes on by the one it began under."""

CASEWORKS: Mapping[str, Casework] = {CASEWORK_VERSION: CASEWORK}
"""Every version that an open case may have begun under."""


class Part(StrEnum):
    """What a municipality may do without. Everything else is the law's, or what the rest stands on."""

    COURSE = "course"
    """No course: a placement ends in nothing but the measures that each party takes by itself."""
    KEEP_STEP = "keep_step"
    """No keeping of a step: at each review knowledge is gathered anew and the child is placed again."""


_EVENTS: Mapping[Part, frozenset[Event]] = {
    Part.COURSE: frozenset(
        {
            Event.PLAN_COURSE,
            Event.CHANGE_PLAN,
            Event.CHANGE_LOCAL_LEADER,
            Event.START_COURSE,
            Event.PAUSE_COURSE,
            Event.RESUME_COURSE,
            Event.COMPLETE_COURSE,
            Event.DISCONTINUE_COURSE,
        }
    ),
    Part.KEEP_STEP: frozenset({Event.KEEP_STEP}),
}
_STATES: Mapping[Part, frozenset[State]] = {Part.COURSE: COURSE_STATES}


def _says_what_can_be_said(name: str) -> str:
    try:
        name.format(course="", coordinator="")
    except (LookupError, ValueError):
        raise ValueError("may have {course} and {coordinator} in it, and no other braces") from None
    return name


Name = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_says_what_can_be_said)]


class OwnMoves(BaseModel):
    """``names`` are Danish, by the move's event; ``{course}`` and ``{coordinator}`` stand for the municipality's own
    words. A move that is not named has the common name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    without: frozenset[Part] = frozenset()
    names: Mapping[Event, Name] = {}


@cache
def casework_without(parts: frozenset[Part], version: str = CASEWORK_VERSION) -> Casework:
    """The process less some parts: neither their moves nor the states that only they lead to. Raises KeyError."""
    whole = CASEWORKS[version]
    if not parts:
        return whole
    events = frozenset(event for part in parts for event in _EVENTS[part])
    states = frozenset(state for part in parts for state in _STATES.get(part, ()))
    kept = [_from(move, move.sources - states) for move in whole.moves if move.event not in events]
    return replace(
        whole,
        moves=[move for move in kept if move.sources],
        waits={state: waits for state, waits in whole.waits.items() if state not in states},
        left_out=states,
        events_left_out=events,
    )


def _from(move: Move[State, Event, Facts], sources: frozenset[State]) -> Move[State, Event, Facts]:
    return move if sources == move.sources else replace(move, source=sources)

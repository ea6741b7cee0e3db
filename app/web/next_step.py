"""The one thing that a case waits for, as it is read from the process's own table."""

from typing import Final
from uuid import UUID

from app.cases.texts import move_title
from app.web.operations.of_a_case import OF_EVENT
from workflows.casework import CASEWORK, Event, State
from workflows.profile import profile_for
from workflows.roles import Role

BESIDE: Final = frozenset(
    {
        Event.ASSIGN, Event.NOTE_REFERENCE, Event.REROUTE, Event.TRANSFER, Event.RAISE_CONCERN, Event.CLOSE,
        Event.REOPEN, Event.DROP, Event.KEEP_STEP, Event.CHANGE_PLAN, Event.CHANGE_LOCAL_LEADER, Event.PAUSE_COURSE,
        Event.DISCONTINUE_COURSE, Event.SEND_ELSEWHERE,
    }
)  # fmt: skip
"""What may be done at any time, and is not what the case waits for."""


def next_event(state: State, role: Role) -> Event | None:
    """The first step on the way that ``role`` makes from ``state``; to close, where nothing else is left."""
    own = [event for (source, event), move in CASEWORK.by_pair.items() if source == state and role in move.roles]
    return next((one for one in own if one not in BESIDE), Event.CLOSE if Event.CLOSE in own else None)


def next_step(case_id: UUID, state: State, role: Role, municipality_code: str) -> tuple[str, str] | None:
    """What the step is called, and where it is taken: what has just come, at the handover meeting."""
    event = next_event(state, role)
    if event is None:
        return None
    if state is State.RECEIVED:
        return "Fordel på mødet", "/moeder"
    return move_title(event, profile_for(municipality_code)), f"/sager/{case_id}/goer/{OF_EVENT[event.value].name}"

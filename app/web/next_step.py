"""The one thing that a case waits for, as it is read from the process's own table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases.schemas import CaseInList
from app.cases.texts import move_title
from app.obligations.service import outstanding_among
from app.web.operations.of_a_case import OF_EVENT
from workflows.casework import CASEWORK, Event, State
from workflows.casework_guards import everyone_informed_or_exempt, everyone_summoned_or_exempt
from workflows.engine import guard_name
from workflows.informing import Purpose
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


_TOLD_FIRST: Final = {
    Purpose.INFORM: guard_name(everyone_informed_or_exempt),
    Purpose.SUMMON: guard_name(everyone_summoned_or_exempt),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What the step is called, and where it is taken."""

    title: str
    address: str


def next_event(state: State, role: Role) -> Event | None:
    """The first step on the way that ``role`` makes from ``state``; to close, where nothing else is left."""
    own = [event for (source, event), move in CASEWORK.by_pair.items() if source == state and role in move.roles]
    return next((one for one in own if one not in BESIDE), Event.CLOSE if Event.CLOSE in own else None)


def next_steps(session: Session, found: Sequence[CaseInList], by: Caller) -> list[tuple[CaseInList, Step | None]]:
    """Each case with what it waits for; no question to the database for each of them."""
    owed = outstanding_among(session, by.municipality_code, [one.id for one in found])
    return [(one, _step(one, frozenset(purpose for case, purpose in owed if case == one.id), by)) for one in found]


def _step(case: CaseInList, owed: frozenset[Purpose], by: Caller) -> Step | None:
    event = next_event(case.state, by.role)
    if event is None:
        return None
    guards = {guard_name(guard) for guard in CASEWORK.by_pair[case.state, event].guards}
    if case.state is State.RECEIVED:
        return Step("Fordel på mødet", "/moeder")
    if any(_TOLD_FIRST[purpose] in guards for purpose in owed):
        return Step("Giv familien besked", f"/sager/{case.id}/familien")
    title = move_title(event, profile_for(by.municipality_code))
    return Step(title, f"/sager/{case.id}/goer/{OF_EVENT[event.value].name}")

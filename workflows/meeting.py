"""A meeting: planned, open while its entries are decided, and closed with who took part.

Source: Fredericia, "SSP overleveringsmøde": the agenda is the police's list, and each incident is
given to the coordinator or the team leader.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.roles import Role


class State(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What a meeting did with an entry."""

    DECIDED = "decided"
    CARRIED_OVER = "carried_over"
    UNDONE = "undone"
    """A decision or a carrying over was taken back: it is to be decided."""


class Event(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    ARRIVE = "arrive"
    LEAVE = "leave"
    SAY_NO_LIST = "say_no_list"
    TAKE_BACK_NO_LIST = "take_back_no_list"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands the moment a move is asked for."""

    every_entry_decided_or_carried_over: bool = False
    """True also for a meeting that has no entries."""
    participants_recorded: bool = False
    another_meeting_is_open: bool = False
    a_list_has_come: bool = False
    said_that_no_list_comes: bool = False


def every_entry_decided_or_carried_over(facts: Facts) -> bool:
    """No entry is forgotten: what is not decided stands on the next meeting's agenda."""
    return facts.every_entry_decided_or_carried_over


def participants_recorded(facts: Facts) -> bool:
    """Who took part is written down, for personal data was shared with them."""
    return facts.participants_recorded


def no_other_meeting_is_open(facts: Facts) -> bool:
    """An entry stands on one agenda at a time."""
    return not facts.another_meeting_is_open


def no_list_has_come(facts: Facts) -> bool:
    """That no list comes is said of a week in which none has."""
    return not facts.a_list_has_come


def said_that_no_list_comes(facts: Facts) -> bool:
    """Somebody has said so, and it can be taken back."""
    return facts.said_that_no_list_comes


def not_said_that_no_list_comes(facts: Facts) -> bool:
    """It is said once, with its reason."""
    return not facts.said_that_no_list_comes


_MEETING = frozenset({Role.COORDINATOR, Role.TEAM_LEADER})
_UNTIL_CLOSED = frozenset({State.PLANNED, State.OPEN})

# fmt: off
# One move to a line or two, so that the process can be read as a table.
MEETING: Workflow[State, Event, Facts] = Workflow(
    name="meeting",
    initial=State.PLANNED,
    closing=frozenset({State.CLOSED, State.CANCELLED}),
    moves=[
        Move(Event.OPEN, State.PLANNED, State.OPEN, (no_other_meeting_is_open,), _MEETING),
        Move(Event.ARRIVE, State.OPEN, None, (), _MEETING, ("role",)),
        Move(Event.LEAVE, State.OPEN, None, (), _MEETING, ("participant_id",)),
        Move(
            Event.CLOSE, State.OPEN, State.CLOSED,
            (every_entry_decided_or_carried_over, participants_recorded), _MEETING,
        ),
        Move(Event.REOPEN, State.CLOSED, State.OPEN, (no_other_meeting_is_open,), _MEETING, ("reason",)),
        Move(Event.CANCEL, State.PLANNED, State.CANCELLED, (), _MEETING, ("reason",)),
        Move(Event.RESCHEDULE, State.PLANNED, None, (), _MEETING, ("starts_at", "reason")),
        # A week in which the police send nothing; the service itself takes it back when a list comes after all.
        Move(
            Event.SAY_NO_LIST, _UNTIL_CLOSED, None, (no_list_has_come, not_said_that_no_list_comes), _MEETING,
            ("reason",),
        ),
        Move(
            Event.TAKE_BACK_NO_LIST, _UNTIL_CLOSED, None, (said_that_no_list_comes,), _MEETING | {Role.SYSTEM},
        ),
    ],
    waits={
        State.OPEN: Waits(Role.COORDINATOR, Deadline.DECIDE),
    },
)
# fmt: on

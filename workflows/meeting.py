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


class Event(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands the moment a move is asked for."""

    every_entry_decided_or_carried_over: bool = False
    """True also for a meeting that has no entries."""
    participants_recorded: bool = False


def every_entry_decided_or_carried_over(facts: Facts) -> bool:
    """No entry is forgotten: what is not decided stands on the next meeting's agenda."""
    return facts.every_entry_decided_or_carried_over


def participants_recorded(facts: Facts) -> bool:
    """Who took part is written down, for personal data was shared with them."""
    return facts.participants_recorded


_MEETING = frozenset({Role.COORDINATOR, Role.TEAM_LEADER})

# fmt: off
# One move to a line or two, so that the process can be read as a table.
MEETING: Workflow[State, Event, Facts] = Workflow(
    name="meeting",
    initial=State.PLANNED,
    closing=frozenset({State.CLOSED, State.CANCELLED}),
    moves=[
        Move(Event.OPEN, State.PLANNED, State.OPEN, (), _MEETING),
        Move(
            Event.CLOSE, State.OPEN, State.CLOSED,
            (every_entry_decided_or_carried_over, participants_recorded), _MEETING,
        ),
        Move(Event.REOPEN, State.CLOSED, State.OPEN, (), _MEETING, ("reason",)),
        Move(Event.CANCEL, State.PLANNED, State.CANCELLED, (), _MEETING, ("reason",)),
    ],
    waits={
        State.OPEN: Waits(Role.COORDINATOR, Deadline.DECIDE),
    },
)
# fmt: on

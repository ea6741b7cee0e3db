"""The handover list as a whole: received, decided when each of its entries is, or superseded.

Source: Fredericia, "SSP overleveringsmøde": the police present the list of the past week, and its
incidents are given to the coordinator or the team leader.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.roles import Role


class State(StrEnum):
    RECEIVED = "received"
    DECIDED = "decided"
    SUPERSEDED = "superseded"


class Event(StrEnum):
    DECIDE = "decide"
    REOPEN = "reopen"
    SUPERSEDE = "supersede"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands the moment a move is asked for."""

    every_entry_is_decided: bool = False


def every_entry_is_decided(facts: Facts) -> bool:
    """Each accepted entry is given, dropped or sent elsewhere; one that is carried over is not decided."""
    return facts.every_entry_is_decided


def an_entry_awaits_decision(facts: Facts) -> bool:
    """A decision was undone, or an entry was amended or added."""
    return not facts.every_entry_is_decided


_MEETING = frozenset({Role.COORDINATOR, Role.TEAM_LEADER, Role.SYSTEM})
"""The system too: the list follows by itself from what is decided on its entries."""
_SENDERS = frozenset({Role.POLICE, Role.COORDINATOR, Role.INTEGRATION, Role.SYSTEM})

# fmt: off
# One move to a line or two, so that the process can be read as a table.
HANDOVER_LIST: Workflow[State, Event, Facts] = Workflow(
    name="handover_list",
    initial=State.RECEIVED,
    closing=frozenset({State.DECIDED, State.SUPERSEDED}),
    moves=[
        Move(Event.DECIDE, State.RECEIVED, State.DECIDED, (every_entry_is_decided,), _MEETING),
        Move(Event.REOPEN, State.DECIDED, State.RECEIVED, (an_entry_awaits_decision,), _MEETING),
        # An amended list for the same week came.
        Move(Event.SUPERSEDE, frozenset({State.RECEIVED, State.DECIDED}), State.SUPERSEDED, (), _SENDERS),
    ],
    waits={
        State.RECEIVED: Waits(Role.COORDINATOR, Deadline.DECIDE),
    },
)
# fmt: on

"""An ad hoc group around one child: those who know the child work together on one task, and one of them coordinates.

Source: Glostrup, "SSP-samarbejdets organisering": a local group can set up ad hoc groups for single tasks, for
example worries about single children; it can be relevant to bring in employees from outside the local group, and to
name a coordinator of the group's work. Each who is brought in learns of the child, so each has a ground
(workflows/sharing.py); the family is not a member of it, but is told and asked as in any other case.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.knowledge import Source
from workflows.roles import Role


class State(StrEnum):
    WORKING = "working"
    ENDED = "ended"


class Event(StrEnum):
    BRING_IN = "bring_in"
    LET_GO = "let_go"
    CHANGE_COORDINATOR = "change_coordinator"
    MEET = "meet"
    END = "end"


class Because(StrEnum):
    """Why it ended."""

    TASK_DONE = "task_done"
    TAKEN_OVER = "taken_over"
    """Others go on with the task: a course, or the authority."""
    CASE_LEFT = "case_left"
    """The case ended, went to the other track or turned out to be about somebody else: the service says so itself."""


class AdHocGroups(BaseModel):
    """Whether the municipality sets up such groups."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool


FROM = frozenset(Source) - {Source.FAMILY}
"""Where members come from."""
FEWEST, MOST = 2, 20
"""Members at a time. One alone is no group."""
LEADS = frozenset({Role.COORDINATOR, Role.POLICE, Role.TEAM_LEADER, Role.CASEWORKER, Role.LOCAL_LEADER})
"""Who can be named to coordinate a group, and write down its meetings, by the role they log in with."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands when it is written down."""

    enough_are_left: bool = True
    has_room: bool = True
    coordinates: bool = False
    """Does the member it is about coordinate the group?"""
    several_took_part: bool = False
    has_begun: bool = False


def enough_are_left_for_a_group(facts: Facts) -> bool:
    """One alone is no group: then it is ended."""
    return facts.enough_are_left


def group_has_room(facts: Facts) -> bool:
    """More who know than need to is more than a group."""
    return facts.has_room


def somebody_else_coordinates(facts: Facts) -> bool:
    """Whoever coordinates names who does so next before they leave; and the next is another."""
    return not facts.coordinates


def several_took_part(facts: Facts) -> bool:
    """One who was there alone has not met with the group."""
    return facts.several_took_part


def the_group_has_met(facts: Facts) -> bool:
    """A meeting is written down when it has been held, and not before."""
    return facts.has_begun


_COORDINATOR = frozenset({Role.COORDINATOR})

AD_HOC_GROUP: Workflow[State, Event, Facts] = Workflow(
    name="ad_hoc_group",
    initial=State.WORKING,
    closing=frozenset({State.ENDED}),
    moves=[
        Move(Event.BRING_IN, State.WORKING, None, (group_has_room,), _COORDINATOR, ("member",)),
        Move(
            Event.LET_GO,
            State.WORKING,
            None,
            (enough_are_left_for_a_group, somebody_else_coordinates),
            _COORDINATOR,
            ("member_id", "reason"),
        ),
        Move(
            Event.CHANGE_COORDINATOR,
            State.WORKING,
            None,
            (somebody_else_coordinates,),
            _COORDINATOR,
            ("member_id", "reason"),
        ),
        Move(
            Event.MEET,
            State.WORKING,
            None,
            (several_took_part, the_group_has_met),
            LEADS,
            ("held_at", "present", "agreed"),
        ),
        Move(Event.END, State.WORKING, State.ENDED, (), _COORDINATOR | {Role.SYSTEM}, ("because", "outcome")),
    ],
    waits={State.WORKING: Waits(Role.COORDINATOR, Deadline.MEET_AD_HOC_GROUP)},
)


def one_coordinates(coordinating: Collection[bool]) -> bool:
    """Of those who are to be its first members: one, and no more."""
    return sum(coordinating) == 1

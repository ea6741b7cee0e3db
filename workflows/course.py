"""A course (TRIVSEL+): planned with a local leader, run with reviews, and evaluated or discontinued.

Source: Fredericia, "SSP overleveringsmøde" and the coordinator's tasks: TRIVSEL+ is started together
with a local leader. The events have the case's own names, for the case's move drives the course.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.roles import Role


class State(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    DISCONTINUED = "discontinued"


class Event(StrEnum):
    CHANGE_PLAN = "change_plan"
    CHANGE_LOCAL_LEADER = "change_local_leader"
    START_COURSE = "start_course"
    PAUSE_COURSE = "pause_course"
    RESUME_COURSE = "resume_course"
    COMPLETE_COURSE = "complete_course"
    DISCONTINUE_COURSE = "discontinue_course"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at, as it stands the moment a move is asked for."""

    has_goals: bool = False
    local_leader_named: bool = False
    ground_stands: bool = False


def course_has_goals(facts: Facts) -> bool:
    """The plan names at least one goal, so that progress can be seen."""
    return facts.has_goals


def local_leader_is_named(facts: Facts) -> bool:
    """A course is started together with a local leader."""
    return facts.local_leader_named


def ground_still_stands(facts: Facts) -> bool:
    """The consent to the course is neither withdrawn nor expired, or its other ground still holds."""
    return facts.ground_stands


_COURSE = frozenset({Role.COORDINATOR, Role.LOCAL_LEADER})
_UNDER_WAY = frozenset({State.PLANNED, State.RUNNING, State.PAUSED})

# fmt: off
# One move to a line or two, so that the process can be read as a table.
COURSE: Workflow[State, Event, Facts] = Workflow(
    name="course",
    initial=State.PLANNED,
    closing=frozenset({State.COMPLETED, State.DISCONTINUED}),
    moves=[
        Move(
            Event.START_COURSE, State.PLANNED, State.RUNNING,
            (course_has_goals, local_leader_is_named, ground_still_stands), _COURSE,
        ),
        Move(Event.PAUSE_COURSE, State.RUNNING, State.PAUSED, (), _COURSE | {Role.SYSTEM}, ("reason",)),
        Move(Event.RESUME_COURSE, State.PAUSED, State.RUNNING, (ground_still_stands,), _COURSE),
        Move(
            Event.COMPLETE_COURSE, State.RUNNING, State.COMPLETED, (), _COURSE,
            ("evaluation", "goal_evaluations"),
        ),
        Move(Event.DISCONTINUE_COURSE, _UNDER_WAY, State.DISCONTINUED, (), _COURSE, ("reason",)),
        # The plan is never overwritten: each change is a new version, and says why.
        Move(
            Event.CHANGE_PLAN, _UNDER_WAY, None, (ground_still_stands,), _COURSE, ("goals", "start_on", "reason"),
        ),
        Move(
            Event.CHANGE_LOCAL_LEADER, _UNDER_WAY, None, (ground_still_stands,), frozenset({Role.COORDINATOR}),
            ("local_leader", "reason"),
        ),
    ],
    waits={
        State.PLANNED: Waits(Role.COORDINATOR, Deadline.START_COURSE),
        State.RUNNING: Waits(Role.COORDINATOR, Deadline.REVIEW_COURSE),
        State.PAUSED: Waits(Role.COORDINATOR, Deadline.RESUME_COURSE),
    },
)
# fmt: on

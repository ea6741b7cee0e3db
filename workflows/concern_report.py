"""A concern report (underretning): received by the authority, and assessed within 24 hours by its team leader.

Source: barnets lov § 133 (whoever works with children must report) and § 136 (the municipality assesses, within 24
hours of receiving it, whether the child's health or development is in danger, and whether something must be done at
once). What the team leader finds is recorded with reasons and never changed: what is heard later is a new report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflows.deadlines import Deadline
from workflows.engine import Move, Waits, Workflow
from workflows.roles import Role


class State(StrEnum):
    RECEIVED = "received"
    ASSESSED = "assessed"


class Event(StrEnum):
    ASSESS = "assess"


class Outcome(StrEnum):
    """What the assessment comes to, beside whether it is told."""

    ACUTE = "acute"
    """The child's health or development is in danger: something is done at once."""
    EXAMINE = "examine"
    """A screening, an elucidation or an examination begins."""
    HELPED_ALREADY = "helped_already"
    """The child is helped already, and the report goes to whoever does it."""
    NO_ACTION = "no_action"


OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ACUTE: "Barnet er i fare: der handles straks",
    Outcome.EXAMINE: "Screening, afdækning eller undersøgelse sættes i gang",
    Outcome.HELPED_ALREADY: "Barnet får allerede hjælp",
    Outcome.NO_ACTION: "Der gøres ikke mere",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Nothing stands in the way of an assessment, whoever's case the child's is and whether it is open."""


CONCERN_REPORT: Workflow[State, Event, Facts] = Workflow(
    name="concern_report",
    initial=State.RECEIVED,
    closing=frozenset({State.ASSESSED}),
    moves=[
        Move(
            Event.ASSESS,
            State.RECEIVED,
            State.ASSESSED,
            (),
            frozenset({Role.TEAM_LEADER}),
            ("outcome", "reason"),
        ),
    ],
    waits={State.RECEIVED: Waits(Role.TEAM_LEADER, Deadline.ASSESS_CONCERN)},
)

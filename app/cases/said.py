"""What is said with a move of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.courses.plans import PlannedGoal, PlannedParticipant
from app.courses.reviews import GoalEvaluation
from workflows.family_meeting import Attendee, Outcome
from workflows.sharing import Ground


@dataclass(frozen=True, slots=True)
class Said:
    """Each move needs some of it; which, stands in the workflow's own table (``Move.needs``)."""

    reason: str | None = None
    municipality_code: str | None = None
    decided_on_the_entry: bool = False
    accepted_elsewhere: bool = False
    """Another municipality has taken the case, as the hand-over says."""
    responsible: str | None = None
    nothing_has_left: bool = False
    """The handover meeting takes its decision back, and nobody outside has heard of it."""
    caseworker: str | None = None
    integration_client: str | None = None
    severity: int | None = None
    factors: Sequence[str] = ()
    meeting_at: datetime | None = None
    not_held: Outcome | None = None
    held_at: datetime | None = None
    attendees: Sequence[Attendee] = ()
    agreed: str | None = None
    authority_reference: str | None = None
    step: int | None = None
    rests_on: Sequence[UUID] = ()
    local_leader: str | None = None
    start_on: date | None = None
    goals: Sequence[PlannedGoal] = ()
    participants: Sequence[PlannedParticipant] = ()
    ground: Ground = Ground.CONSENT
    necessity: str | None = None
    evaluation: str | None = None
    goal_evaluations: Sequence[GoalEvaluation] = ()


NOTHING_SAID = Said()

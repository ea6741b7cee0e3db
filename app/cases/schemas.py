"""The answers about a case."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from app.fields import View
from workflows.casework import State, Track
from workflows.work import Awaited


class MoveView(View):
    event: str
    title: str
    allowed: bool
    unmet: list[str]
    messages: list[str]
    """The same as ``unmet``, in Danish."""
    needs: list[str]


class PersonView(View):
    """Whom a case is about. Fields that the caller's role may not have are absent."""

    id: UUID
    name: str | None
    cpr_number: str | None = None
    birth_date: date
    age: int
    address: str | None = None
    address_protected: bool


class DeadlineView(View):
    id: UUID
    kind: str
    object_id: UUID | None
    """What of the case is waited for, where there can be several: a question's id."""
    owner: str
    started_at: datetime
    target_at: datetime
    fatal_at: datetime
    met_at: datetime | None


class SignalView(View):
    id: UUID
    deadline_id: UUID
    kind: str
    to_role: str
    at: datetime


class StepView(View):
    level: int
    title: str | None
    scale_version: str
    vendor_default: bool
    notice: str


class AwaitedView(View):
    """A question that somebody has not answered."""

    knowledge_id: UUID
    source: str
    asked_of: str
    asked_at: datetime
    due_on: date | None
    overdue: bool


class CourseStateView(View):
    id: UUID
    state: str
    name: str
    start_on: date


class NoticeView(View):
    """Something that whoever has the case must be told; ``details`` names by id what it is about."""

    id: UUID
    kind: str
    text: str
    at: datetime
    details: dict[str, Any]
    to_user: str | None
    """Told to this user; otherwise to whoever has the case."""
    seen_at: datetime | None
    seen_by: str | None


class ReportedConcern(View):
    """How far the authority is with a report that was raised from the case; why it was raised is in the history."""

    id: UUID
    state: str
    raised_at: datetime
    raised_role: str
    target_at: datetime
    fatal_at: datetime
    assessed_at: datetime | None
    outcome: str | None
    """None also where it is not told: to the coordinator's side only if the team leader says so."""


class CaseView(View):
    """A case. Fields that the caller's role may not have are absent."""

    id: UUID
    state: State
    version: int
    state_title: str | None = None
    municipality_code: str | None = None
    track: Track | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    overdue: bool | None = None
    person: PersonView | None = None
    child_name: str | None = None
    incidents: int | None = None
    incident_awaits_reassessment: bool | None = None
    entries_awaiting_decision: int | None = None
    notice: str | None = None
    """Said loudly: a new incident has joined the open case."""
    authority_case_active: bool | None = None
    responsible: str | None = None
    """Which coordinator or team leader has it."""
    caseworker: str | None = None
    integration_client: str | None = None
    local_leader: str | None = None
    meeting_at: datetime | None = None
    authority_reference: str | None = None
    concern_raised_at: datetime | None = None
    concern_reports: list[ReportedConcern] | None = None
    to_municipality_code: str | None = None
    step: StepView | None = None
    course: CourseStateView | None = None
    waiting_for: list[AwaitedView] | None = None
    """What is asked for and not answered, and of whom; what is due first before the rest."""
    deadlines: list[DeadlineView] | None = None
    signals: list[SignalView] | None = None
    moves: list[MoveView] | None = None
    sharing: str | None = None
    """What may be shared with whom now, and why, in one sentence."""
    notices: list[NoticeView] | None = None
    """The newest (``notices.SHOWN``), and older ones to whoever has the case that nobody has seen yet."""


class CaseInList(View):
    """A case as it stands in the queue."""

    id: UUID
    state: State
    version: int
    state_title: str
    track: Track | None = None
    due_at: datetime
    overdue: bool
    child_name: str | None
    age: int | None = None
    incidents: int | None = None
    incident_awaits_reassessment: bool | None = None
    waits_for: list[Awaited] | None = None
    """Whom the case waits for, besides whoever has it."""
    responsible: str | None = None
    caseworker: str | None = None
    local_leader: str | None = None
    opened_at: datetime | None = None


class HistoryView(View):
    id: UUID
    at: datetime
    workflow: str
    subject_id: UUID
    event: str
    from_state: str | None
    to_state: str
    actor: str
    role: str
    reason: str | None = None
    details: dict[str, Any] | None = None
    """``reason`` and ``details`` are absent where they are the other track's own."""


class AssessmentView(View):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    further_action: bool
    severity: int | None
    severity_title: str | None
    """As the scale called the level then."""
    scale_version: str | None
    factors: list[str]
    reason: str | None
    by: str
    at: datetime


class PlacementView(View):
    id: UUID
    step: int
    title: str | None = None
    scale_version: str
    reason: str | None
    rests_on: list[UUID]
    by: str
    at: datetime
    review_at: datetime | None

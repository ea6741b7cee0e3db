"""What a child was in before: earlier cases with their incidents and what came of them, as far as a role may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.fields import earlier_fields
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases import assessments, covers, knowledge, placements, sides, texts
from app.cases.models import Case
from app.cases.view import only, step_title
from app.courses import service as courses
from app.fields import View
from app.lists.models import ListEntry, stands_in
from app.people.service import all_that_are
from workflows.casework import State
from workflows.profile import Profile, profile_for
from workflows.roles import AccessPurpose, Role


class EarlierIncident(View):
    """What the child was on a list for. The words of the police's note are not among it."""

    entry_id: UUID
    occurred_at: datetime | None
    received_at: datetime
    role: str
    offence_code: str | None
    offence_text: str | None
    decision: str | None


class EarlierPlacement(View):
    step: int
    title: str | None
    scale_version: str
    at: datetime


class EarlierAnswer(View):
    """Who was asked, by kind, and what sort of answer came back."""

    source: str
    outcome: str | None
    answered_at: datetime | None


class EarlierAssessment(View):
    severity: int | None
    severity_title: str | None
    further_action: bool
    at: datetime


class EarlierCase(View):
    """Fields that the caller's role may not have are absent."""

    case_id: UUID
    state: State
    state_title: str
    track: str | None
    opened_at: datetime
    closed_at: datetime | None
    incidents: list[EarlierIncident]
    placements: list[EarlierPlacement] | None = None
    knowledge: list[EarlierAnswer] | None = None
    course_state: str | None = None
    assessments: list[EarlierAssessment] | None = None


def earlier_than(session: Session, case: Case, *, by: Caller, why: Why) -> list[EarlierCase]:
    """The newest first. A case of the other side of an incident is not shown to whoever has a child's of this side."""
    profile, same = profile_for(case.municipality_code), all_that_are(session, case.municipality_code, case.person_id)
    query = (
        select(Case)
        .where(
            Case.municipality_code == case.municipality_code,
            Case.person_id.in_(same),
            Case.id != case.id,
            Case.opened_at <= case.opened_at,
        )
        .order_by(Case.opened_at.desc(), Case.id.desc())
    )
    allowed = earlier_fields(by.role, why.purpose)
    found = [one for one in session.scalars(query) if not _on_the_other_side(session, one, by, why)]
    shown = [only(_shown(session, one, profile), allowed) for one in found]
    audit.record(
        session, "earlier.read", by=by, why=why, subjects=[case.person_id], object_id=case.id, fields=sorted(allowed)
    )
    return shown


def _on_the_other_side(session: Session, case: Case, by: Caller, why: Why) -> bool:
    if by.role is not Role.CASEWORKER or why.purpose is AccessPurpose.BREAK_GLASS:
        return False
    return sides.works_with_the_accused(session, case, lambda column: covers.is_of(column, by=by))


def _shown(session: Session, case: Case, profile: Profile) -> EarlierCase:
    course = courses.latest(session, case.municipality_code, case.id)
    return EarlierCase(
        case_id=case.id,
        state=State(case.state),
        state_title=texts.said_in(texts.STATES[State(case.state)], profile),
        track=case.track,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        incidents=[_incident(row) for row in _entries_of(session, case)],
        placements=[
            EarlierPlacement(
                step=row.step, title=step_title(session, row), scale_version=row.scale_version,
                at=row.at,
            )
            for row in placements.of_case(session, case)
        ],
        knowledge=[EarlierAnswer.model_validate(row) for row in knowledge.of_case(session, case)],
        course_state=course.state if course else None,
        assessments=[EarlierAssessment.model_validate(row) for row in assessments.of_case(session, case)],
    )  # fmt: skip


def _entries_of(session: Session, case: Case) -> Sequence[ListEntry]:
    query = (
        select(ListEntry)
        .where(stands_in(case.municipality_code, case.id))
        .order_by(ListEntry.received_at, ListEntry.id)
    )
    return session.scalars(query).all()


def _incident(row: ListEntry) -> EarlierIncident:
    return EarlierIncident(
        entry_id=row.id, occurred_at=row.occurred_at, received_at=row.received_at, role=row.role,
        offence_code=row.offence_code, offence_text=row.offence_text, decision=row.decision,
    )  # fmt: skip

"""What is to be reviewed when: placements and courses, those due first before the rest."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Caller
from app.cases import placements
from app.cases.models import Case, RunningDeadline
from app.cases.queries import visible, whys_listed
from app.cases.view import step_title
from app.db import Transaction
from app.fields import View
from app.paging import Page
from app.people.models import Person
from app.responses import problems
from workflows.casework import Track
from workflows.deadlines import Deadline

router = APIRouter(prefix="/v1/reviews", tags=["Arbejdet i sagen"])

_REVIEWS = (Deadline.REVIEW_PLACEMENT.value, Deadline.REVIEW_COURSE.value)


class DueReviewView(View):
    """A review: of the placement, or of the course. The step is the one that the child stands on."""

    case_id: UUID
    child_name: str | None
    kind: str
    target_at: datetime
    fatal_at: datetime
    overdue: bool
    step: int | None
    step_title: str | None
    scale_version: str | None


@router.get("", responses=problems(), summary="Hvad der skal følges op på, og hvornår")
def list_reviews(session: Transaction, by: By) -> Page[DueReviewView]:
    """Trinplaceringer og forløb i de sager, du har, de første 500."""
    require(by, Action.READ_PLACEMENTS)
    found = _due(session, by=by)
    whys = whys_listed(session, [case for _, case, _ in found], by=by)
    for why in dict.fromkeys(whys):
        seen = [person.id for (_, _, person), other in zip(found, whys, strict=True) if other == why]
        audit.record(session, "review.listed", by=by, why=why, subjects=seen, fields=["name", "step", "deadlines"])
    return Page(items=[_shown(session, *one, by=by) for one in found], next_cursor=None)


def _due(session: Session, *, by: Caller, most: int = 500) -> list[tuple[RunningDeadline, Case, Person]]:
    query = (
        select(RunningDeadline, Case, Person)
        .join(
            Case, and_(Case.municipality_code == RunningDeadline.municipality_code, Case.id == RunningDeadline.case_id)
        )
        .join(Person, and_(Person.municipality_code == Case.municipality_code, Person.id == Case.person_id))
        .where(
            visible(by),
            Case.track == Track.COORDINATOR.value,
            RunningDeadline.met_at.is_(None),
            RunningDeadline.kind.in_(_REVIEWS),
        )
        .order_by(RunningDeadline.target_at, RunningDeadline.id)
        .limit(most)
    )
    return [(deadline, case, person) for deadline, case, person in session.execute(query)]


def _shown(session: Session, deadline: RunningDeadline, case: Case, person: Person, *, by: Caller) -> DueReviewView:
    placed = placements.latest(session, case)
    return DueReviewView(
        case_id=case.id,
        child_name=person.name,
        kind=deadline.kind,
        target_at=deadline.target_at,
        fatal_at=deadline.fatal_at,
        overdue=deadline.target_at <= by.at,
        step=placed.step if placed else None,
        step_title=step_title(session, placed) if placed else None,
        scale_version=placed.scale_version if placed else None,
    )

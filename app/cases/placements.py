"""Placing a child on a step. A placement is never overwritten; a new one is a new row."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller
from app.cases.models import Case, Knowledge, Placement, RunningDeadline
from app.errors import Unprocessable
from app.remembering import remembered
from workflows.calendar import due
from workflows.deadlines import Deadline
from workflows.profile import Profile
from workflows.steps import UnknownStep


class NoSuchStep(Unprocessable):
    code = "no_such_step"
    title = "Trinnet findes ikke på kommunens skala"


class NoSuchKnowledge(Unprocessable):
    code = "no_such_knowledge"
    title = "Den viden findes ikke i sagen"


@remembered
def of_case(session: Session, case: Case) -> list[Placement]:
    """Oldest first."""
    query = (
        select(Placement)
        .where(Placement.municipality_code == case.municipality_code, Placement.case_id == case.id)
        .order_by(Placement.at, Placement.id)
    )
    return list(session.scalars(query))


def reviewed_when(session: Session, case: Case) -> datetime | None:
    """When the placement that holds is looked at again: counted from when it was last kept."""
    return session.scalar(
        select(RunningDeadline.target_at).where(
            RunningDeadline.municipality_code == case.municipality_code,
            RunningDeadline.case_id == case.id,
            RunningDeadline.kind == Deadline.REVIEW_PLACEMENT.value,
            RunningDeadline.met_at.is_(None),
        )
    )


def latest(session: Session, case: Case) -> Placement | None:
    placed = of_case(session, case)
    return placed[-1] if placed else None


def place_on_step(
    session: Session, case: Case, level: int, reason: str, rests_on: Sequence[UUID], *, profile: Profile, by: Caller
) -> Placement:
    """Raises NoSuchStep and NoSuchKnowledge. Without ``rests_on`` it rests on all that is known in the case."""
    try:
        step = profile.steps.step(level)
    except UnknownStep:
        raise NoSuchStep(f"Skalaen {profile.steps.version} har ikke det trin.") from None
    review = due(by.at, step.review, profile.closed_days).target if step.review else None
    row = Placement(
        municipality_code=case.municipality_code,
        id=clock.new_id(),
        case_id=case.id,
        scale_version=profile.steps.version,
        step=level,
        reason=reason,
        rests_on=_knowledge_of(session, case, rests_on),
        by=by.id,
        at=by.at,
        review_at=review,
    )
    session.add(row)
    session.flush()
    return row


def _knowledge_of(session: Session, case: Case, chosen: Sequence[UUID]) -> list[UUID]:
    query = select(Knowledge.id).where(
        Knowledge.municipality_code == case.municipality_code,
        Knowledge.case_id == case.id,
        Knowledge.outcome.is_not(None),
    )
    known = list(session.scalars(query.order_by(Knowledge.asked_at, Knowledge.id)))
    if not set(chosen) <= set(known):
        raise NoSuchKnowledge("Henvis kun til svar, der står i sagen.")
    return list(chosen) or known

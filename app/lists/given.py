"""What the handover meeting has given to a case's track, as the case is told of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.incidents import Given
from app.cases.models import Case
from app.lists.models import ListEntry
from workflows.incidents import IncidentRole
from workflows.routing import Decision

_TO_A_TRACK = (Decision.TO_COORDINATOR.value, Decision.TO_TEAM_LEADER.value)


def given_to(session: Session, case: Case) -> list[Given]:
    """Every incident of the case that stands and was given to a track, the first first."""
    query = (
        select(ListEntry.id, ListEntry.role, ListEntry.occurred_at, ListEntry.decided_at)
        .where(
            ListEntry.municipality_code == case.municipality_code,
            ListEntry.case_id == case.id,
            ListEntry.superseded_by.is_(None),
            ListEntry.decision.in_(_TO_A_TRACK),
        )
        .order_by(ListEntry.decided_at, ListEntry.id)
    )
    return [
        Given(row.id, IncidentRole(row.role), row.occurred_at, row.decided_at)
        for row in session.execute(query)
        if row.decided_at is not None
    ]

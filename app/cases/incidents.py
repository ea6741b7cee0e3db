"""A new incident on an open case, said loudly; and so many of them close together that the whole is looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import notices
from app.cases.models import Case, Notice
from workflows.calendar import local_date
from workflows.incidents import IncidentRole
from workflows.profile import Profile
from workflows.repeated import close_together


@dataclass(frozen=True, slots=True)
class Given:
    """An incident that the handover meeting gave to a track, by what a case may know of the list."""

    entry_id: UUID
    role: IncidentRole
    occurred_at: datetime | None
    given_at: datetime

    @property
    def day(self) -> date:
        """The day it happened; where the list does not say, the day it was given."""
        return local_date(self.occurred_at or self.given_at)


def tell(session: Session, case: Case, new: Given, *, by: Caller) -> None:
    """Whoever has the case is told what came, and since when."""
    details = {
        "entry": str(new.entry_id),
        "role": new.role.value,
        "occurred_at": new.occurred_at.isoformat() if new.occurred_at else None,
        "given_at": new.given_at.isoformat(),
        "incidents": case.incidents,
    }
    notices.write(session, case, notices.Kind.INCIDENT_GIVEN, details, by=by)


def asks_for_reassessment(
    session: Session, case: Case, read: Callable[[], Sequence[Given]], profile: Profile, *, by: Caller
) -> bool:
    """Whether the newest of those that it ``read``s comes so close upon others that the whole is to be looked at; once
    for each. Whoever has the case is told which they are.
    """
    rule = profile.repeated_incidents
    if case.incidents - case.entries_awaiting_decision < rule.count or len(given := read()) < rule.count:
        return False
    newest = max(given, key=lambda one: (one.given_at, one.day, one.entry_id))
    days = close_together([one.day for one in given], newest.day, rule, _asked_until(session, case))
    if not days:
        return False
    details = {
        "count": len(days),
        "weeks": rule.weeks,
        "first_on": days[0].isoformat(),
        "last_on": days[-1].isoformat(),
        "entries": [str(one.entry_id) for one in sorted(given, key=lambda one: one.day) if one.day in days],
    }
    notices.write(session, case, notices.Kind.INCIDENTS_REPEATED, details, by=by)
    return True


def _asked_until(session: Session, case: Case) -> date | None:
    """The last day of the incidents that asked before."""
    query = select(Notice.details["last_on"].astext).where(
        Notice.municipality_code == case.municipality_code,
        Notice.case_id == case.id,
        Notice.kind == notices.Kind.INCIDENTS_REPEATED.value,
    )
    return max((date.fromisoformat(day) for day in session.scalars(query)), default=None)


def unseen_repetition(session: Session, case: Case) -> Notice | None:
    """The notice that asks for a look at the whole, as long as nobody has answered it."""
    return next(iter(notices.unseen(session, case, [notices.Kind.INCIDENTS_REPEATED])), None)


def looked_at(session: Session, case: Case, *, by: Caller) -> None:
    """Nothing awaits reassessment any more, and what was told of the incidents has been seen."""
    case.incident_awaits_reassessment = False
    for row in notices.unseen(session, case, [notices.Kind.INCIDENT_GIVEN, notices.Kind.INCIDENTS_REPEATED]):
        row.seen_at, row.seen_by = by.at, by.id

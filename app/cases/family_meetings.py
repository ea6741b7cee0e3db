"""The meetings that a family was called to, and what came of each. What is written here is never changed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.caller import Caller
from app.cases.models import Case
from app.db import Base, Instant, OfMunicipality
from app.errors import Unprocessable
from app.people.encryption import SealedText
from workflows.family_meeting import Attendee, Outcome, the_family_took_part


class HeldInTheFuture(Unprocessable):
    code = "held_in_the_future"
    title = "Mødet kan ikke være holdt endnu"


class FamilyNotThere(Unprocessable):
    """Then it was not held: the family is called again, and it is said that they stayed away."""

    code = "family_not_there"
    title = "Ingen fra familien deltog"


class NoMeetingWasCalled(Unprocessable):
    code = "no_meeting_was_called"
    title = "Der er ikke indkaldt til et møde, som kan være aflyst"


class FamilyMeeting(OfMunicipality, Base):
    """One meeting that was called: held, with who took part and what was agreed, or not, with why."""

    __tablename__ = "family_meetings"
    sealed_for = "case_id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id", "at"),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        CheckConstraint(f"outcome in {tuple(one.value for one in Outcome)}", name="outcome"),
        CheckConstraint(
            "(outcome = 'held') = (held_at is not null and agreed_sealed is not null)", name="held_says_what_was_agreed"
        ),
        CheckConstraint("(outcome = 'held') = (reason_sealed is null)", name="not_held_says_why"),
    )

    case_id: Mapped[UUID]
    called_for: Mapped[datetime | None] = mapped_column(Instant)
    """The time that the family was called for."""
    outcome: Mapped[str] = mapped_column(String(20))
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    attendees: Mapped[list[str]] = mapped_column(ARRAY(String(30)))
    agreed_sealed: Mapped[bytes | None]
    agreed = SealedText()
    reason_sealed: Mapped[bytes | None]
    reason = SealedText()
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Instant)


def of_case(session: Session, case: Case) -> list[FamilyMeeting]:
    """Oldest first."""
    query = (
        select(FamilyMeeting)
        .where(FamilyMeeting.municipality_code == case.municipality_code, FamilyMeeting.case_id == case.id)
        .order_by(FamilyMeeting.at, FamilyMeeting.id)
    )
    return list(session.scalars(query))


def held(
    session: Session, case: Case, held_at: datetime, attendees: Sequence[Attendee], agreed: str, *, by: Caller
) -> FamilyMeeting:
    """Raises HeldInTheFuture and FamilyNotThere."""
    if held_at > by.at:
        raise HeldInTheFuture("Skriv mødet ned, når det er holdt.")
    if not the_family_took_part(attendees):
        raise FamilyNotThere("Indkald igen, og skriv, at familien udeblev.")
    return _write(
        session, case, Outcome.HELD, by=by, held_at=held_at, attendees=[one.value for one in attendees], agreed=agreed
    )


def not_held(session: Session, case: Case, outcome: Outcome, reason: str, *, by: Caller) -> FamilyMeeting:
    """Postponed, or the family stayed away. ``case.meeting_at`` is still the time it was called for."""
    return _write(session, case, outcome, by=by, attendees=[], reason=reason)


def _write(session: Session, case: Case, outcome: Outcome, *, by: Caller, **said: object) -> FamilyMeeting:
    row = FamilyMeeting(
        municipality_code=case.municipality_code,
        id=clock.new_id(),
        case_id=case.id,
        called_for=case.meeting_at,
        outcome=outcome.value,
        by=by.id,
        at=by.at,
        **said,
    )
    session.add(row)
    return row

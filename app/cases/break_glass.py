"""Broken glass: one person sees one case for an hour without a part in it, for a reason they give.

The grants stand here because a case is looked for through them; who breaks the glass, and who reviews
it, is the slice of oversight's.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKeyConstraint, Index, String, and_, any_, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.access.policy import Action, ever
from app.caller import Caller
from app.cases.models import Case
from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.oversight import Verdict


class BreakGlass(OfMunicipality, Base):
    """One breaking of the glass. Its end and its review are written once; nothing else changes."""

    __tablename__ = "break_glass_grants"
    sealed_for = "person_id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id", "holder"),
        Index(None, "municipality_code", "at", "id"),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        ForeignKeyConstraint(["municipality_code", "person_id"], ["people.municipality_code", "people.id"]),
        CheckConstraint("reviewed_by <> holder", name="another_reviews"),
        CheckConstraint(f"verdict in {tuple(one.value for one in Verdict)}", name="verdict"),
        CheckConstraint(
            "(reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (verdict is null)",
            name="reviewed",
        ),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    holder: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    """The role it was broken in; it holds in no other."""
    reason_sealed: Mapped[bytes]
    reason = SealedText()
    at: Mapped[datetime] = mapped_column(Instant)
    until: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was ended before its time."""
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_by: Mapped[str | None] = mapped_column(String(100))
    verdict: Mapped[str | None] = mapped_column(String(20))
    note_sealed: Mapped[bytes | None]
    note = SealedText()


def standing_until(session: Session, case: Case, *, by: Caller) -> datetime | None:
    """Until when ``by`` sees ``case`` through broken glass; None when they do not."""
    if not ever(by.role, Action.BREAK_GLASS):
        return None
    return session.scalar(
        select(func.max(BreakGlass.until)).where(
            BreakGlass.municipality_code == case.municipality_code, BreakGlass.case_id == case.id, _standing(by)
        )
    )


def is_broken(case: type[Case], *, by: Caller) -> ColumnElement[bool]:
    """As a condition on ``case`` of the caller's own municipality: as an array, which an index can be asked for."""
    broken = select(BreakGlass.case_id).where(BreakGlass.municipality_code == by.municipality_code, _standing(by))
    return case.id == any_(func.array(broken.scalar_subquery()))


def broken_among(session: Session, cases: Iterable[Case], *, by: Caller) -> set[UUID]:
    """The ids of those of the caller's own municipality's ``cases`` whose glass ``by`` has broken."""
    if not ever(by.role, Action.BREAK_GLASS):
        return set()
    query = select(BreakGlass.case_id).where(
        BreakGlass.municipality_code == by.municipality_code,
        BreakGlass.case_id.in_([case.id for case in cases]),
        _standing(by),
    )
    return set(session.scalars(query))


def _standing(by: Caller) -> ColumnElement[bool]:
    return and_(
        BreakGlass.holder == by.id,
        BreakGlass.role == by.role.value,
        BreakGlass.ended_at.is_(None),
        BreakGlass.until > by.at,
    )

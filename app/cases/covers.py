"""Standing in for a colleague who is away: from one day to another a substitute has what the absent one has.

It begins and ends by itself. The rows stand here because a case is looked for through them, as through broken
glass; nothing of why somebody is away is written down.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    Select,
    SQLColumnExpression,
    String,
    and_,
    any_,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.access.policy import Action
from app.access.service import Forbidden, require
from app.audit import service as audit
from app.caller import Caller
from app.cases import sides
from app.cases.models import Case
from app.db import Base, Instant, OfMunicipality
from app.errors import Conflict, NotFound, Unprocessable
from workflows.calendar import COPENHAGEN, local_date
from workflows.profile import profile_for
from workflows.roles import Role
from workflows.work import ARRANGES, days_of, may_arrange


class CoverWrong(Unprocessable):
    code = "cover_wrong"
    title = "Afløsningen kan ikke oprettes sådan"


class CoverHasEnded(Conflict):
    code = "cover_has_ended"
    title = "Afløsningen er slut"


class Cover(OfMunicipality, Base):
    """``substitute`` stands in for ``absent``, both in ``role``. Only its end is written later, once."""

    __tablename__ = "covers"
    __table_args__ = (
        Index(None, "municipality_code", "substitute", "ends_at"),
        Index(None, "municipality_code", "absent", "ends_at"),
        CheckConstraint("absent <> substitute", name="another"),
        CheckConstraint("begins_at < ends_at", name="begins_first"),
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_by_somebody"),
    )

    role: Mapped[str] = mapped_column(String(20))
    absent: Mapped[str] = mapped_column(String(100))
    substitute: Mapped[str] = mapped_column(String(100))
    begins_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    arranged_by: Mapped[str] = mapped_column(String(100))
    arranged_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was ended before its time."""
    ended_by: Mapped[str | None] = mapped_column(String(100))


def those_covered(by: Caller) -> Select[str]:
    """Whom ``by`` stands in for now, as a query: a cover that is over, or of another role, gives nothing."""
    return select(Cover.absent).where(
        Cover.municipality_code == by.municipality_code,
        Cover.substitute == by.id,
        Cover.role == by.role.value,
        Cover.begins_at <= by.at,
        Cover.ends_at > by.at,
        Cover.ended_at.is_(None),
    )


def covered_by(session: Session, *, by: Caller) -> frozenset[str]:
    return frozenset(session.scalars(those_covered(by)))


def is_of(column: SQLColumnExpression[str | None], *, by: Caller) -> ColumnElement[bool]:
    """``by``, or one they stand in for: as one array, for an index is asked with what is equal and not with an or."""
    return column == any_(func.array_append(func.array(those_covered(by).scalar_subquery()), by.id))


def arrange(
    session: Session, role: Role, absent: str, substitute: str, first: date, last: date, *, by: Caller
) -> Cover:
    """``first`` and ``last`` are whole days in Copenhagen, both included.

    Raises Forbidden, CoverWrong, and OnTheOtherSide when the two have both sides of one incident.
    """
    why = require(by, Action.ARRANGE_COVER)
    if not may_arrange(by.role, absent == by.id, role):
        raise Forbidden("Du kan kun sætte en afløser på for dig selv og dem, du leder arbejdet for.")
    _must_be_right(absent, substitute, first, last, by)
    _must_not_bring_sides_together(session, absent, substitute, role, by=by)
    row = Cover(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        role=role.value,
        absent=absent,
        substitute=substitute,
        begins_at=max(by.at, datetime.combine(first, time(), COPENHAGEN)),
        ends_at=datetime.combine(last + timedelta(days=1), time(), COPENHAGEN),
        arranged_by=by.id,
        arranged_at=by.at,
    )
    session.add(row)
    session.flush()
    audit.record(session, "cover.arranged", by=by, why=why, subjects=[None], object_id=row.id, fields=["cover"])
    return row


def end(session: Session, cover_id: UUID, *, by: Caller) -> Cover:
    """From now on, also one that has not begun. Raises NotFound and CoverHasEnded."""
    why = require(by, Action.ARRANGE_COVER)
    query = select(Cover).where(Cover.id == cover_id, _seen(by)).with_for_update()
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound()
    if row.ended_at is not None or row.ends_at <= by.at:
        raise CoverHasEnded("Den gælder ikke længere.")
    row.ended_at, row.ended_by = by.at, by.id
    session.flush()
    audit.record(session, "cover.ended", by=by, why=why, subjects=[None], object_id=row.id, fields=["cover"])
    return row


def standing(session: Session, *, by: Caller) -> Iterable[Cover]:
    """Those that run or are to come and concern ``by``: their own, and those they arrange."""
    query = (
        select(Cover)
        .where(_seen(by), Cover.ends_at > by.at, Cover.ended_at.is_(None))
        .order_by(Cover.begins_at, Cover.id)
        .limit(200)
    )
    return session.scalars(query).all()


def _seen(by: Caller) -> ColumnElement[bool]:
    own = and_(Cover.role == by.role.value, or_(Cover.absent == by.id, Cover.substitute == by.id))
    arranged = Cover.role.in_([one.value for one in ARRANGES.get(by.role, frozenset())])
    return and_(Cover.municipality_code == by.municipality_code, or_(own, arranged))


def _must_be_right(absent: str, substitute: str, first: date, last: date, by: Caller) -> None:
    days, most = days_of(first, last), profile_for(by.municipality_code).work.cover_days
    if substitute == absent:
        raise CoverWrong("Vælg en anden end den, der er væk.")
    if days < 1:
        raise CoverWrong("Den sidste dag ligger før den første.")
    if days > most:
        raise CoverWrong(f"En afløsning varer højst {most} dage. Opret en ny, når den er slut.")
    if last < local_date(by.at):
        raise CoverWrong("De dage er gået.")


def _must_not_bring_sides_together(session: Session, absent: str, substitute: str, role: Role, *, by: Caller) -> None:
    """Whichever of the two has which side, one person would come to see both."""
    column = {Role.CASEWORKER: Case.caseworker, Role.LOCAL_LEADER: Case.local_leader}.get(role)
    if column is not None:
        own = and_(Case.municipality_code == by.municipality_code, column == absent)
        sides.must_not_bring_together(session, own, substitute)

"""The link between a case here and the same case in the caseworker's own system.

A team leader gives the case to a system (``Case.integration_client``); the system says which case of its own it is.
Until it has, it is shown the child's CPR number, for that is what it finds its own case by; afterwards no more.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Index, String, and_, func, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.caller import Caller
from app.cases import queries
from app.cases.models import Case
from app.db import Base, Instant, OfMunicipality
from app.errors import Conflict
from app.events import service as events
from app.events.catalogue import LINKED, UNLINKED


class ReferenceInUse(Conflict):
    """One case of the system's is linked to one open case here; ``case_id`` is the other, which is the caller's too."""

    code = "reference_in_use"
    title = "Sagsnummeret hører til en anden sag"


class CaseLink(OfMunicipality, Base):
    """The case's number in a system of the authority's. A new number is a new row; the one before has ended."""

    __tablename__ = "case_links"
    __table_args__ = (
        Index(
            "uq_case_links_one_standing", "municipality_code", "case_id", unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        Index(
            "ix_case_links_reference", "municipality_code", "client", "reference",
            postgresql_where=text("ended_at is null"),
        ),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
    )  # fmt: skip

    case_id: Mapped[UUID]
    client: Mapped[str] = mapped_column(String(100))
    reference: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


def give_to_system(session: Session, case: Case, client: str | None, *, by: Caller) -> None:
    """The case is ``client``'s from here on, or no system's: both hear of it, and what the former one said ends."""
    former = case.integration_client
    if client == former:
        return
    if former is not None:
        end(session, case, by.at)
        events.link_changed(session, case.municipality_code, UNLINKED, case.id, former, by.at)
    if client is not None:
        events.link_changed(session, case.municipality_code, LINKED, case.id, client, by.at)
    case.integration_client = client


def of_case(session: Session, case: Case) -> CaseLink | None:
    """The one that stands."""
    return session.scalar(select(CaseLink).where(_of(case)))


def make(session: Session, case: Case, reference: str, *, by: Caller) -> CaseLink:
    """Says, or says anew, which case of the caller's system it is. The case must be locked. Raises ReferenceInUse."""
    standing = of_case(session, case)
    if standing is not None and standing.reference == reference:
        return standing
    # Two cases are locked by two who do not wait for each other: the number is what they both want.
    session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"link:{by.municipality_code}:{by.id}:{reference}", 0)))
    )
    other = _open_case_with(session, reference, by=by)
    if other is not None:
        raise ReferenceInUse("Ret det ene af de to, eller luk den anden sag.", case_id=str(other))
    end(session, case, by.at)
    row = CaseLink(
        municipality_code=case.municipality_code, id=clock.new_id(), case_id=case.id, client=by.id,
        reference=reference, made_at=by.at, ended_at=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def end(session: Session, case: Case, at: datetime) -> None:
    """The number is no longer the case's: it was wrong, or the case is another system's now."""
    session.execute(update(CaseLink).where(_of(case)).values(ended_at=at))


def page(
    session: Session, *, awaited: bool | None, reference: str | None, after: UUID | None, limit: int, by: Caller
) -> list[tuple[Case, CaseLink | None]]:
    """``limit`` + 1 at most of the open cases that are the caller's system's, each with its number when it has one."""
    on = and_(
        CaseLink.municipality_code == Case.municipality_code, CaseLink.case_id == Case.id, CaseLink.ended_at.is_(None)
    )
    query = select(Case, CaseLink).outerjoin(CaseLink, on).where(queries.theirs(by)).order_by(Case.id).limit(limit + 1)
    query = query.where(Case.closed_at.is_(None) if reference is None else CaseLink.reference == reference)
    if awaited is not None:
        query = query.where(CaseLink.id.is_(None) if awaited else CaseLink.id.is_not(None))
    if after is not None:
        query = query.where(Case.id > after)
    return [(case, link) for case, link in session.execute(query)]


def _open_case_with(session: Session, reference: str, *, by: Caller) -> UUID | None:
    return session.scalar(
        select(Case.id)
        .join(CaseLink, and_(CaseLink.municipality_code == Case.municipality_code, CaseLink.case_id == Case.id))
        .where(
            queries.theirs(by), Case.closed_at.is_(None), CaseLink.ended_at.is_(None), CaseLink.client == by.id,
            CaseLink.reference == reference,
        )
    )  # fmt: skip


def _of(case: Case) -> ColumnElement[bool]:
    return and_(
        CaseLink.municipality_code == case.municipality_code, CaseLink.case_id == case.id, CaseLink.ended_at.is_(None)
    )

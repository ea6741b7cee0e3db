"""Filters that somebody keeps for themselves: a name, and terms that the list of cases knows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, delete, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import clock
from app.caller import Caller
from app.cases.worklists import Filters
from app.db import Base, Instant, OfMunicipality
from app.errors import Conflict, NotFound
from app.people.encryption import SealedText

MOST = 50


class TooManyFilters(Conflict):
    code = "too_many_filters"
    title = "Der er ikke plads til flere filtre"


class SavedFilter(OfMunicipality, Base):
    """Its owner's own, in the role in which it was saved. The name is sealed: nobody knows what is in it."""

    __tablename__ = "saved_filters"
    sealed_for = None
    __table_args__ = (Index(None, "municipality_code", "owner", "role"),)

    owner: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    name_sealed: Mapped[bytes]
    name = SealedText()
    terms: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved_at: Mapped[datetime] = mapped_column(Instant)


def own(session: Session, *, by: Caller) -> Sequence[SavedFilter]:
    """In the order in which they were saved."""
    return session.scalars(_own(by).order_by(SavedFilter.id)).all()


def save(session: Session, name: str, terms: Filters, *, by: Caller) -> None:
    """One of that name takes the place of the one before. Raises TooManyFilters."""
    kept = own(session, by=by)
    row = next((one for one in kept if (one.name or "").casefold() == name.casefold()), None)
    if row is None and len(kept) >= MOST:
        raise TooManyFilters(f"Fjern et først; der kan gemmes {MOST}.")
    if row is None:
        row = SavedFilter(municipality_code=by.municipality_code, id=clock.new_id(), owner=by.id, role=by.role.value)
        session.add(row)
    row.name, row.saved_at = name, by.at
    row.terms = terms.model_dump(mode="json", exclude_defaults=True)
    session.flush()


def remove(session: Session, filter_id: UUID, *, by: Caller) -> None:
    """Raises NotFound, also of somebody else's."""
    found = session.scalar(_own(by).where(SavedFilter.id == filter_id))
    if found is None:
        raise NotFound()
    session.execute(
        delete(SavedFilter).where(SavedFilter.municipality_code == by.municipality_code, SavedFilter.id == filter_id)
    )


def _own(by: Caller) -> Any:
    return select(SavedFilter).where(
        SavedFilter.municipality_code == by.municipality_code, SavedFilter.owner == by.id,
        SavedFilter.role == by.role.value,
    )  # fmt: skip

"""One row for each disclosure. It is never changed: what has left has left."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.sharing import Ground, PartyKind, Purpose, Way


def _one_of(column: str, names: type[Ground] | type[PartyKind] | type[Purpose] | type[Way]) -> CheckConstraint:
    return CheckConstraint(f"{column} in {tuple(name.value for name in names)}", name=column)


class Disclosure(OfMunicipality, Base):
    """``about`` is the person, ``recipient`` who got it in words, ``object_id`` the letter, question or course."""

    __tablename__ = "disclosures"
    sealed_for = "about"
    __table_args__ = (
        Index(None, "municipality_code", "about", "at", "id"),
        Index(None, "municipality_code", "case_id"),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        ForeignKeyConstraint(["municipality_code", "about"], ["people.municipality_code", "people.id"]),
        _one_of("ground", Ground),
        _one_of("purpose", Purpose),
        _one_of("way", Way),
        _one_of("recipient_kind", PartyKind),
    )

    case_id: Mapped[UUID | None]
    about: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(Instant)
    way: Mapped[str] = mapped_column(String(20))
    kinds: Mapped[list[str]] = mapped_column(ARRAY(String(30)))
    """Which kinds of data."""
    recipient_kind: Mapped[str] = mapped_column(String(30))
    recipient_sealed: Mapped[bytes]
    recipient = SealedText()
    purpose: Mapped[str] = mapped_column(String(30))
    ground: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(200))
    """The paragraph that the ground rests on, in Danish."""
    necessity_sealed: Mapped[bytes]
    necessity = SealedText()
    by: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[UUID | None]

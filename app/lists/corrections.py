"""What was put right about who is who: each written once, and nothing of it lost."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.identity import Correction


class IdentityCorrection(OfMunicipality, Base):
    """A merge, its undoing, or incidents moved from one person to another.

    ``from_person_id`` is whom it was taken from: the merged one, or the one to whom something was joined by mistake.
    """

    __tablename__ = "identity_corrections"
    sealed_for = "to_person_id"
    __table_args__ = (
        Index(None, "municipality_code", "from_person_id"),
        Index(None, "municipality_code", "to_person_id"),
        ForeignKeyConstraint(["municipality_code", "from_person_id"], ["people.municipality_code", "people.id"]),
        ForeignKeyConstraint(["municipality_code", "to_person_id"], ["people.municipality_code", "people.id"]),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        CheckConstraint(f"kind in {tuple(one.value for one in Correction)}", name="kind"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    from_person_id: Mapped[UUID]
    to_person_id: Mapped[UUID]
    case_id: Mapped[UUID | None]
    """The open case that went along."""
    entries: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """The incidents that changed hands."""
    holders: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Those who hold custody and came along."""
    evidence_sealed: Mapped[bytes]
    evidence = SealedText()
    """What shows that it was wrong."""
    reason_sealed: Mapped[bytes]
    reason = SealedText()
    """Why it had to be put right."""
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Instant)
    undoes: Mapped[UUID | None]
    """Of a merge that is undone: which."""

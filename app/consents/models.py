"""One signer's consent, followed by its machine (workflows/consent.py)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText


class Consent(OfMunicipality, Base):
    """``recipients`` are institutions and functions, never people by name."""

    __tablename__ = "consents"
    sealed_for = "case_id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id"),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        ForeignKeyConstraint(
            ["municipality_code", "custody_holder_id"], ["custody_holders.municipality_code", "custody_holders.id"]
        ),
    )

    case_id: Mapped[UUID]
    signer_kind: Mapped[str] = mapped_column(String(20))
    custody_holder_id: Mapped[UUID | None]
    scope: Mapped[str] = mapped_column(String(30))
    recipients: Mapped[list[str]] = mapped_column(ARRAY(String(200)))
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(Instant)
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_by: Mapped[str | None] = mapped_column(String(100))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by: Mapped[str | None] = mapped_column(String(100))
    """Who wrote the answer down."""
    valid_from: Mapped[datetime | None] = mapped_column(Instant)
    valid_until: Mapped[datetime | None] = mapped_column(Instant)
    terms_sealed: Mapped[bytes | None]
    terms = SealedText()
    """What the signer was told: which data, to whom, what for."""
    document_sealed: Mapped[bytes | None]
    document = SealedText()
    """Where the signed paper, or the note of the meeting, is kept."""


class ConsentPaper(OfMunicipality, Base):
    """What was signed, scanned or photographed. Never changed; a better scan is one more."""

    __tablename__ = "consent_papers"
    sealed_for = "case_id"
    __table_args__ = (
        Index("uq_consent_papers_sha256", "municipality_code", "consent_id", "sha256", unique=True),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        ForeignKeyConstraint(["municipality_code", "consent_id"], ["consents.municipality_code", "consents.id"]),
        CheckConstraint("media_type in ('application/pdf', 'image/jpeg', 'image/png')", name="media_type"),
    )

    case_id: Mapped[UUID]
    consent_id: Mapped[UUID]
    media_type: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    """In bytes."""
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[str] = mapped_column(String(100))
    content_sealed: Mapped[bytes]
    content = SealedText()
    """The very bytes, as base64."""

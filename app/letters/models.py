"""A letter, each try at sending it, each receipt for it, and a municipality's own templates."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.letter import State

RECIPIENTS = ("custody_holder", "young_person", "institution")
CHANNELS = ("digital_post", "physical_post", "by_hand")


class Letter(OfMunicipality, Base):
    """One recipient, never two. Until it leaves, what it says is put together anew from what is known then."""

    __tablename__ = "letters"
    sealed_for = "case_id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id"),
        Index("ix_letters_under_way", "municipality_code", "next_try_at", postgresql_where=text("state = 'queued'")),
        Index("ix_letters_failed", "municipality_code", "failed_at", "id", postgresql_where=text("state = 'failed'")),
        Index("uq_letters_key", "municipality_code", "key", unique=True),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        ForeignKeyConstraint(
            ["municipality_code", "custody_holder_id"], ["custody_holders.municipality_code", "custody_holders.id"]
        ),
        ForeignKeyConstraint(
            ["municipality_code", "obligation_id"], ["obligations.municipality_code", "obligations.id"]
        ),
        ForeignKeyConstraint(["municipality_code", "consent_id"], ["consents.municipality_code", "consents.id"]),
        CheckConstraint(f"state in {tuple(state.value for state in State)}", name="state"),
        CheckConstraint(f"recipient_kind in {RECIPIENTS}", name="recipient_kind"),
        CheckConstraint(f"channel in {CHANNELS}", name="channel"),
        CheckConstraint("(recipient_kind = 'custody_holder') = (custody_holder_id is not null)", name="recipient"),
    )

    case_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    recipient_kind: Mapped[str] = mapped_column(String(20))
    custody_holder_id: Mapped[UUID | None]
    institution_sealed: Mapped[bytes | None]
    institution = SealedText()
    institution_cvr: Mapped[str | None] = mapped_column(String(8))
    obligation_id: Mapped[UUID | None]
    """What is owed, and met when the letter has arrived."""
    consent_id: Mapped[UUID | None]
    """The consent that it asks for, or is the receipt of."""
    template_version: Mapped[str] = mapped_column(String(40))
    message_sealed: Mapped[bytes | None]
    message = SealedText()
    """The writer's own words."""
    contact_name: Mapped[str | None] = mapped_column(String(100))
    """Whom the recipient can call."""
    meeting_at: Mapped[datetime | None] = mapped_column(Instant)
    meeting_place_sealed: Mapped[bytes | None]
    meeting_place = SealedText()
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(String(100))
    queued_at: Mapped[datetime | None] = mapped_column(Instant)
    queued_by: Mapped[str | None] = mapped_column(String(100))
    key: Mapped[UUID]
    """What the carrier knows it by. Sent again after the carrier failed, it is a new letter to the carrier."""
    channel: Mapped[str | None] = mapped_column(String(20))
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    failure: Mapped[str | None] = mapped_column(String(60))
    """Why it failed or was stopped, as a code."""
    handed_over_at: Mapped[datetime | None] = mapped_column(Instant)
    text_sealed: Mapped[bytes | None]
    text = SealedText()
    """What it said when it left, as JSON."""
    pdf_sealed: Mapped[bytes | None]
    pdf = SealedText()
    """The very bytes that left, as base64."""
    pdf_sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class LetterAttempt(OfMunicipality, Base):
    """One try at handing it to the carrier. Without ``ended_at`` the worker died, and nobody knows how it went."""

    __tablename__ = "letter_attempts"
    __table_args__ = (
        Index(None, "municipality_code", "letter_id"),
        Index(None, "municipality_code", "key"),
        ForeignKeyConstraint(["municipality_code", "letter_id"], ["letters.municipality_code", "letters.id"]),
        CheckConstraint("outcome in ('taken', 'taken_before', 'away', 'refused', 'stopped')", name="outcome"),
    )

    letter_id: Mapped[UUID]
    key: Mapped[UUID]
    channel: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    outcome: Mapped[str | None] = mapped_column(String(20))
    code: Mapped[str | None] = mapped_column(String(60))
    transaction_id: Mapped[str | None] = mapped_column(String(60))


class LetterReceipt(OfMunicipality, Base):
    """What the receiver said of a letter. ``id`` is the event's own, so the same twice is one."""

    __tablename__ = "letter_receipts"
    __table_args__ = (
        Index(None, "municipality_code", "letter_id"),
        ForeignKeyConstraint(["municipality_code", "letter_id"], ["letters.municipality_code", "letters.id"]),
        CheckConstraint("outcome in ('taken', 'delivered', 'failed')", name="outcome"),
    )

    letter_id: Mapped[UUID]
    outcome: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Instant)
    """When it happened, as the receiver says."""
    received_at: Mapped[datetime] = mapped_column(Instant)
    code: Mapped[str | None] = mapped_column(String(60))


class LetterTemplate(OfMunicipality, Base):
    """A municipality's own wording of a kind of letter; the highest version holds. Nothing personal stands in it."""

    __tablename__ = "letter_templates"
    __table_args__ = (Index("uq_letter_templates_version", "municipality_code", "kind", "version", unique=True),)

    kind: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[datetime] = mapped_column(Instant)
    note: Mapped[str | None] = mapped_column(String(200))
    """Why it was changed."""
    vendors_again: Mapped[bool] = mapped_column(default=False)
    """From this version on the vendor's wording holds again."""

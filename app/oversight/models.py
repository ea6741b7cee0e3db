"""What the log reviewer writes: that an alarm was seen, what a sample showed, and whose pseudonym was lifted."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.oversight import Verdict


class AlarmSeen(OfMunicipality, Base):
    """Somebody has looked at the alarm with the same id, and it is no longer open."""

    __tablename__ = "alarms_seen"
    sealed_for = "subject_id"
    __table_args__ = (ForeignKeyConstraint(["municipality_code", "id"], ["alarms.municipality_code", "alarms.id"]),)

    subject_id: Mapped[UUID | None]
    """The alarm's: whose data key the note is sealed with."""
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(100))
    note_sealed: Mapped[bytes | None]
    note = SealedText()


class Drawing(OfMunicipality, Base):
    """A month's sample has been drawn, once, whether or not there was anything to draw."""

    __tablename__ = "access_drawings"
    __table_args__ = (Index("uq_access_drawings_month", "municipality_code", "month", unique=True),)

    month: Mapped[date]
    """Its first day, in Danish time."""
    drawn_at: Mapped[datetime] = mapped_column(Instant)
    looks: Mapped[int] = mapped_column(BigInteger)
    """Out of how many it was drawn."""


class Drawn(OfMunicipality, Base):
    """One row of the log that was drawn, and what the review of it said."""

    __tablename__ = "access_samples"
    sealed_for = "subject_id"
    __table_args__ = (
        Index("uq_access_samples_number", "municipality_code", "month", "number", unique=True),
        CheckConstraint(f"verdict in {tuple(one.value for one in Verdict)}", name="verdict"),
        CheckConstraint(
            "(reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (verdict is null)",
            name="reviewed",
        ),
    )

    month: Mapped[date]
    number: Mapped[int] = mapped_column(BigInteger)
    """The row's, in the municipality's log."""
    subject_id: Mapped[UUID]
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    reviewed_by: Mapped[str | None] = mapped_column(String(100))
    verdict: Mapped[str | None] = mapped_column(String(20))
    note_sealed: Mapped[bytes | None]
    note = SealedText()


class Reveal(OfMunicipality, Base):
    """A log reviewer has asked who a pseudonym is, and why."""

    __tablename__ = "pseudonym_reveals"
    sealed_for = None
    __table_args__ = (Index(None, "municipality_code", "at", "id"),)

    actor: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(100))
    reason_sealed: Mapped[bytes]
    reason = SealedText()

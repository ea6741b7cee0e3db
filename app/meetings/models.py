"""A handover meeting, who took part from when to when, and what became of each entry at it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.meeting import Outcome, State
from workflows.rhythm import MAY_TAKE_PART
from workflows.routing import Decision


class Meeting(OfMunicipality, Base):
    """``week`` is that of the rhythm, also when the meeting was moved; one of the rhythm a week."""

    __tablename__ = "meetings"
    sealed_for = "id"
    __table_args__ = (
        Index(
            "uq_meetings_of_the_rhythm", "municipality_code", "week", unique=True, postgresql_where=text("not extra")
        ),
        Index("uq_meetings_one_open", "municipality_code", unique=True, postgresql_where=text("state = 'open'")),
        Index(None, "municipality_code", "starts_at", "id"),
        CheckConstraint(f"state in {tuple(state.value for state in State)}", name="state"),
        CheckConstraint("(no_list_at is null) = (no_list_reason_sealed is null)", name="no_list_says_why"),
    )  # fmt: skip

    week: Mapped[str] = mapped_column(String(8))
    extra: Mapped[bool]
    """Called by somebody beside the rhythm."""
    state: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    moved: Mapped[bool]
    """It is not when the rhythm says, for a holiday or because somebody moved it."""
    called_at: Mapped[datetime] = mapped_column(Instant)
    called_by: Mapped[str] = mapped_column(String(100))
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str | None] = mapped_column(String(100))
    list_due_at: Mapped[datetime] = mapped_column(Instant)
    list_missing_since: Mapped[datetime | None] = mapped_column(Instant)
    """When the alarm was raised that no list had come."""
    not_held_since: Mapped[datetime | None] = mapped_column(Instant)
    """When the alarm was raised that it was not held on its day."""
    no_list_at: Mapped[datetime | None] = mapped_column(Instant)
    no_list_by: Mapped[str | None] = mapped_column(String(100))
    no_list_reason_sealed: Mapped[bytes | None]
    no_list_reason = SealedText()


class Participant(OfMunicipality, Base):
    """Somebody at the table, in one role, from when to when. Who comes back is a new row."""

    __tablename__ = "meeting_participants"
    sealed_for = "meeting_id"
    __table_args__ = (
        Index(None, "municipality_code", "meeting_id"),
        ForeignKeyConstraint(["municipality_code", "meeting_id"], ["meetings.municipality_code", "meetings.id"]),
        CheckConstraint(f"role in {tuple(sorted(role.value for role in MAY_TAKE_PART))}", name="role"),
        CheckConstraint("left_at is null or left_at >= arrived_at", name="comes_before_leaving"),
        CheckConstraint("num_nonnulls(by_user, name_sealed) > 0", name="somebody"),
    )

    meeting_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(20))
    by_user: Mapped[str | None] = mapped_column(String(100))
    """Who it is in the service; None of somebody without a login here."""
    name_sealed: Mapped[bytes | None]
    name = SealedText()
    arrived_at: Mapped[datetime] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    written_by: Mapped[str] = mapped_column(String(100))


class MeetingItem(OfMunicipality, Base):
    """What was done with an entry at a meeting; never changed: what is done anew is a new row, and the last holds."""

    __tablename__ = "meeting_items"
    sealed_for = "person_id"
    __table_args__ = (
        Index(None, "municipality_code", "meeting_id", "id"),
        Index(None, "municipality_code", "entry_id", "id"),
        ForeignKeyConstraint(["municipality_code", "meeting_id"], ["meetings.municipality_code", "meetings.id"]),
        ForeignKeyConstraint(["municipality_code", "entry_id"], ["list_entries.municipality_code", "list_entries.id"]),
        ForeignKeyConstraint(["municipality_code", "person_id"], ["people.municipality_code", "people.id"]),
        CheckConstraint(f"outcome in {tuple(outcome.value for outcome in Outcome)}", name="outcome"),
        CheckConstraint(f"decision in {tuple(d.value for d in Decision)}", name="decision"),
        CheckConstraint("(outcome = 'decided') = (decision is not null)", name="decided_says_what"),
        CheckConstraint("outcome = 'decided' or reason_sealed is not null", name="says_why"),
    )

    meeting_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    person_id: Mapped[UUID]
    outcome: Mapped[str] = mapped_column(String(20))
    decision: Mapped[str | None] = mapped_column(String(30))
    to_municipality_code: Mapped[str | None] = mapped_column(String(3))
    reason_sealed: Mapped[bytes | None]
    reason = SealedText()
    suggestion: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """As it stood beside the entry."""
    present: Mapped[list[str]] = mapped_column(JSONB)
    """The roles at the table at that moment."""
    by: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Instant)

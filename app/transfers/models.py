"""One half of a hand-over: the sender's or the receiver's own row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, String, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.transfer import Direction, State

_UNSETTLED = "state in ('offered', 'accepted')"


class Transfer(OfMunicipality, Base):
    """Both halves have one id, each in its own municipality and under its own key.

    ``to_carry``: the other half has not been told of this one's state yet. What is carried is read here and written
    there by the worker, in a transaction of each municipality.
    """

    __tablename__ = "transfers"
    sealed_for = "id"
    __table_args__ = (
        Index(
            "uq_transfers_one_offer", "municipality_code", "case_id", unique=True,
            postgresql_where=text(f"direction = 'out' and {_UNSETTLED}"),
        ),
        Index(None, "municipality_code", "case_id"),
        Index("ix_transfers_to_carry", "municipality_code", "id", postgresql_where=text("to_carry")),
        Index(
            "ix_transfers_unsettled", "municipality_code", "target_at", postgresql_where=text(_UNSETTLED),
        ),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        ForeignKeyConstraint(["municipality_code", "person_id"], ["people.municipality_code", "people.id"]),
        CheckConstraint(f"direction in {tuple(d.value for d in Direction)}", name="direction"),
        CheckConstraint(f"state in {tuple(s.value for s in State)}", name="state"),
        CheckConstraint("direction = 'in' or case_id is not null", name="what_is_offered_is_a_case"),
    )  # fmt: skip

    direction: Mapped[str] = mapped_column(String(3))
    other_municipality_code: Mapped[str] = mapped_column(String(3))
    by_hand: Mapped[bool]
    """The other one is not in this installation: the offer leaves on paper and is answered by hand."""
    state: Mapped[str] = mapped_column(String(20))
    case_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    """Of the receiver's half: whom the case turned out to be about, from the hand-over on."""
    grounds: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The kinds of data that are offered, each with its ground."""
    necessity_sealed: Mapped[bytes]
    necessity = SealedText()
    preview_sealed: Mapped[bytes]
    preview = SealedText()
    """What an offer shows before it is accepted (JSON)."""
    package_sealed: Mapped[bytes | None]
    package = SealedText()
    """What was handed over (JSON)."""
    answer_sealed: Mapped[bytes | None]
    answer = SealedText()
    """Why it was refused, withdrawn or given back."""
    offered_at: Mapped[datetime] = mapped_column(Instant)
    offered_by: Mapped[str] = mapped_column(String(100))
    target_at: Mapped[datetime] = mapped_column(Instant)
    fatal_at: Mapped[datetime] = mapped_column(Instant)
    reminded_at: Mapped[datetime | None] = mapped_column(Instant)
    escalated_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    """When an offer on paper was sent; of one within the installation, when the receiver got it."""
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by: Mapped[str | None] = mapped_column(String(100))
    answered_role: Mapped[str | None] = mapped_column(String(20))
    track: Mapped[str | None] = mapped_column(String(20))
    """The track on which the receiver takes it over."""
    chosen_person_id: Mapped[UUID | None]
    """Whom of those the receiver knows already it is about, where there is no CPR number to say it."""
    handed_over_at: Mapped[datetime | None] = mapped_column(Instant)
    returned_at: Mapped[datetime | None] = mapped_column(Instant)
    entries: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """The incidents that came with it, in the receiver's half."""
    to_carry: Mapped[bool]

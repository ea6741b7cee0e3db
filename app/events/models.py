"""Events, and how far each receiver's numbers go."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality

EVERYTHING = "*"
"""Stands as the receiver of those who hear of every change in the municipality: a message broker."""


class Event(OfMunicipality, Base):
    """That something changed, for one receiver. Ids and a version alone: whoever may know more asks for it.

    ``number`` is given when the event is first handed out, in the order in which they were written: within a
    receiver's events there is no gap, whatever was rolled back meanwhile.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index(
            "uq_events_number", "municipality_code", "receiver", "number", unique=True,
            postgresql_where=text("number is not null"),
        ),
        Index("ix_events_unnumbered", "municipality_code", "receiver", "seq", postgresql_where=text("number is null")),
    )  # fmt: skip

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    """The order in which they were written."""
    receiver: Mapped[str] = mapped_column(String(100))
    """The integration client that the case was linked to, or ``EVERYTHING``."""
    number: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)
    type: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[UUID | None]
    object_id: Mapped[UUID]
    """What changed: the case itself, or something of it."""
    version: Mapped[int | None]
    """The case's, as it stood when the change was written."""


class EventHead(OfMunicipality, Base):
    """The last number that was given to a receiver."""

    __tablename__ = "event_heads"
    __table_args__ = (Index("uq_event_heads_receiver", "municipality_code", "receiver", unique=True),)

    receiver: Mapped[str] = mapped_column(String(100))
    last: Mapped[int] = mapped_column(BigInteger)

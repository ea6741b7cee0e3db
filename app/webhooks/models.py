"""A receiver's address, its secrets, and the events that are held back because they did not arrive."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.integration import Held, Paused


class Webhook(OfMunicipality, Base):
    """An address that a client's events are sent to.

    ``sent_to`` is the number up to which every event was sent or is held back. A receiver that is away costs nothing
    more than that: the number stays, until it is there again.
    """

    __tablename__ = "webhooks"
    __table_args__ = (
        Index(None, "municipality_code", "client"),
        CheckConstraint(f"paused in {tuple(one.value for one in Paused)}", name="paused"),
    )

    client: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(String(500))
    types: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    """The types that it wants; none named is all."""
    made_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    paused: Mapped[str | None] = mapped_column(String(20))
    """By whom, while nothing is sent."""
    sent_to: Mapped[int] = mapped_column(BigInteger)
    failures: Mapped[int]
    """How many times in a row it was found to be away."""
    failing_since: Mapped[datetime | None] = mapped_column(Instant)
    next_try_at: Mapped[datetime | None] = mapped_column(Instant)
    """Nothing is sent before."""
    last_arrived_at: Mapped[datetime | None] = mapped_column(Instant)
    last_failure: Mapped[str | None] = mapped_column(String(40))
    """As a code: ``http_500``, ``timed_out``, ``inner_address``."""


class WebhookSecret(OfMunicipality, Base):
    """What its messages are signed with. While two stand, they are signed with both."""

    __tablename__ = "webhook_secrets"
    sealed_for = None
    __table_args__ = (
        Index(None, "municipality_code", "webhook_id"),
        ForeignKeyConstraint(["municipality_code", "webhook_id"], ["webhooks.municipality_code", "webhooks.id"]),
    )

    webhook_id: Mapped[UUID]
    secret_sealed: Mapped[bytes]
    secret = SealedText()
    made_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime | None] = mapped_column(Instant)


class HeldEvent(OfMunicipality, Base):
    """An event that did not arrive, or that waits for one before it in the same case.

    Sent at last, the row goes. ``given_up`` is a dead letter: it stays until somebody has it sent again, or lets it go.
    """

    __tablename__ = "held_events"
    __table_args__ = (
        Index("uq_held_events_number", "municipality_code", "webhook_id", "number", unique=True),
        Index(
            "ix_held_events_waiting", "municipality_code", "webhook_id", "next_try_at",
            postgresql_where=text("state = 'waiting'"),
        ),
        ForeignKeyConstraint(["municipality_code", "webhook_id"], ["webhooks.municipality_code", "webhooks.id"]),
        ForeignKeyConstraint(["municipality_code", "event_id"], ["events.municipality_code", "events.id"]),
        CheckConstraint(f"state in {tuple(one.value for one in Held)}", name="state"),
    )  # fmt: skip

    webhook_id: Mapped[UUID]
    event_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(BigInteger)
    case_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    next_try_at: Mapped[datetime] = mapped_column(Instant)
    held_at: Mapped[datetime] = mapped_column(Instant)
    given_up_at: Mapped[datetime | None] = mapped_column(Instant)
    last_failure: Mapped[str | None] = mapped_column(String(40))

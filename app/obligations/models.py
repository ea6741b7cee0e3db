"""The duty to tell one recipient, followed by its machine (workflows/informing.py)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality


class Obligation(OfMunicipality, Base):
    """One recipient, one purpose (inform or summon), one case; due until told, exempt or lapsed.

    ``custody_holder_id`` None with kind custody_holder means that no holder is known yet: somebody
    must find out, or write why nobody can be told.
    """

    __tablename__ = "obligations"
    __table_args__ = (
        Index(None, "municipality_code", "case_id"),
        Index(
            "uq_obligations_one_due",
            "municipality_code",
            "case_id",
            "purpose",
            "recipient_kind",
            "custody_holder_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("state in ('due', 'delivery_failed')"),
        ),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        ForeignKeyConstraint(
            ["municipality_code", "custody_holder_id"], ["custody_holders.municipality_code", "custody_holders.id"]
        ),
    )

    case_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(String(10))
    recipient_kind: Mapped[str] = mapped_column(String(20))
    custody_holder_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(Instant)
    target_at: Mapped[datetime] = mapped_column(Instant)
    fatal_at: Mapped[datetime] = mapped_column(Instant)
    means: Mapped[str | None] = mapped_column(String(10))
    told_at: Mapped[datetime | None] = mapped_column(Instant)
    told_by: Mapped[str | None] = mapped_column(String(100))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was written down that the recipient was told or is exempt."""

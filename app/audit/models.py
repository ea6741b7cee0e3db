"""The audit row: who did what to whom, when, why and what for; no name and no CPR number."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality


class AuditRow(OfMunicipality, Base):
    """Append-only: the database itself refuses to change or delete a row, and each row seals the one before it."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index(None, "municipality_code", "subject_id", "at"),
        Index(None, "municipality_code", "at"),
        Index("uq_audit_log_number", "municipality_code", "number", unique=True),
    )

    number: Mapped[int] = mapped_column(BigInteger)
    """1, 2, 3 … in each municipality, without a gap."""
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(30))
    action: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(130))
    """Why it was allowed: decide()'s code, or the rule that made the service act. Of a substitute the code is followed
    by whom they stand in for."""
    subject_id: Mapped[UUID | None]
    """The person it is about, by opaque id; None when it is about nobody in particular."""
    object_id: Mapped[UUID | None]
    fields: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    """The kinds of data that were read or written."""
    previous: Mapped[bytes]
    """The hash of the row before it; 32 zero bytes before the first."""
    hash: Mapped[bytes]
    """SHA-256 of the row's canonical bytes (``app.audit.chain``)."""


class AuditHead(Base):
    """Where a municipality's chain ends. Locked by whoever writes the next rows, until they are committed."""

    __tablename__ = "audit_heads"

    municipality_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes]

"""The audit row: who did what to whom, when and why; no name and no CPR number."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality


class AuditRow(OfMunicipality, Base):
    """Append-only: the database itself refuses to change or delete a row."""

    __tablename__ = "audit_log"
    __table_args__ = (Index(None, "municipality_code", "subject_id", "at"),)

    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(60))
    """Why it was allowed: decide()'s code, or the rule that made the service act."""
    subject_id: Mapped[UUID | None]
    """The person it is about, by opaque id; None when it is about nobody in particular."""
    object_id: Mapped[UUID | None]
    fields: Mapped[list[str]] = mapped_column(ARRAY(String(40)))
    """The kinds of data that were read or written."""

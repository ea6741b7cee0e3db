"""One row for each move of any workflow."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText


class HistoryRow(OfMunicipality, Base):
    """Append-only. ``details`` holds ids and codes; words about a person are in ``reason``, sealed."""

    __tablename__ = "history"
    sealed_for = "case_id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id", "at", "id"),
        Index(None, "municipality_code", "workflow", "subject_id"),
    )

    at: Mapped[datetime] = mapped_column(Instant)
    workflow: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID]
    """The row that moved: a case, an obligation, a consent, a course, a list."""
    case_id: Mapped[UUID | None]
    event: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    reason_sealed: Mapped[bytes | None]
    reason = SealedText()
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)

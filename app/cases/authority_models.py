"""What was said of an active case in the authority."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from workflows.case_index import Finding, Source


class AuthorityAnswer(OfMunicipality, Base):
    """One answer about the person a case is about; said again, it is the same row, and ``at`` is when last.

    Nothing of the authority's own case is kept: neither number nor title. ``code`` says why there was no answer.
    """

    __tablename__ = "authority_answers"
    __table_args__ = (
        Index(None, "municipality_code", "case_id", "first_at"),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        ForeignKeyConstraint(["municipality_code", "person_id"], ["people.municipality_code", "people.id"]),
        CheckConstraint(f"source in {tuple(one.value for one in Source)}", name="source"),
        CheckConstraint(f"finding in {tuple(one.value for one in Finding)}", name="finding"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(String(12))
    finding: Mapped[str] = mapped_column(String(20))
    code: Mapped[str | None] = mapped_column(String(60))
    first_at: Mapped[datetime] = mapped_column(Instant)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column(String(100))

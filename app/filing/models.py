"""A document that is to be filed, and how that goes."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality


class State(StrEnum):
    """No process that anybody follows: it waits, and then it is filed or it is not."""

    WAITING = "waiting"
    FILED = "filed"
    REFUSED = "refused"
    """Given up: somebody must look at it."""


class Filing(OfMunicipality, Base):
    """One document: the very bytes with ``sha256`` of a letter or of a signed paper. ``id`` is our key over there.

    What the document says, and whom it is about, stands with the letter or the paper and not here.
    """

    __tablename__ = "filings"
    __table_args__ = (
        Index(None, "municipality_code", "case_id"),
        Index("uq_filings_letter", "municipality_code", "letter_id", "sha256", unique=True),
        Index("uq_filings_paper", "municipality_code", "paper_id", unique=True),
        Index("ix_filings_waiting", "municipality_code", "next_try_at", postgresql_where=text("state = 'waiting'")),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        ForeignKeyConstraint(["municipality_code", "letter_id"], ["letters.municipality_code", "letters.id"]),
        ForeignKeyConstraint(
            ["municipality_code", "paper_id"], ["consent_papers.municipality_code", "consent_papers.id"]
        ),
        CheckConstraint(f"state in {tuple(state.value for state in State)}", name="state"),
        CheckConstraint("num_nonnulls(letter_id, paper_id) = 1", name="a_letter_or_a_paper"),
        CheckConstraint("(state = 'filed') = (filed_at is not null)", name="filed"),
        CheckConstraint("(state = 'waiting') = (next_try_at is not null)", name="waits_for_its_turn"),
    )

    case_id: Mapped[UUID]
    letter_id: Mapped[UUID | None]
    paper_id: Mapped[UUID | None]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(Instant)
    waiting_since: Mapped[datetime] = mapped_column(Instant)
    """When it came, or somebody asked for it to be tried again."""
    tries: Mapped[int] = mapped_column(default=0)
    """Since then."""
    next_try_at: Mapped[datetime | None] = mapped_column(Instant)
    may_be_there: Mapped[bool] = mapped_column(default=False)
    """It was handed over once, and nobody knows how that went."""
    case_number: Mapped[str | None] = mapped_column(String(60))
    """The records system's, of the case that it was handed over for."""
    record_number: Mapped[str | None] = mapped_column(String(60))
    """The records system's own number of the document, where it gives one."""
    filed_at: Mapped[datetime | None] = mapped_column(Instant)
    refused_at: Mapped[datetime | None] = mapped_column(Instant)
    code: Mapped[str | None] = mapped_column(String(60))
    """Why the last try came to nothing."""

"""A list, its entries, and the rows that were rejected."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Computed, ForeignKeyConstraint, Index, String, Text, and_, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.incidents import IncidentRole
from workflows.routing import Decision

INCIDENT = "upper(regexp_replace({}, '[^[:alnum:]]'::text, ''::text, 'g'::text))"
"""A journal number without what is only how it is written, in PostgreSQL's own words."""


class HandoverList(OfMunicipality, Base):
    """One version of one week's list. Entries typed in at the meeting have a list of their own a week.

    ``receipt`` is the answer that was given, kept so that the same file gets the same answer.
    """

    __tablename__ = "handover_lists"
    sealed_for = "id"
    __table_args__ = (
        Index("uq_handover_lists_file", "municipality_code", "sha256", unique=True),
        Index(
            "uq_handover_lists_version", "municipality_code", "week", "kind", "version", unique=True
        ),
        CheckConstraint("kind in ('file', 'typed')", name="kind"),
        CheckConstraint("received = accepted + duplicate + rejected", name="it_reconciles"),
    )  # fmt: skip

    kind: Mapped[str] = mapped_column(String(10))
    week: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    sha256: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20))
    uploaded_by: Mapped[str] = mapped_column(String(100))
    uploaded_at: Mapped[datetime] = mapped_column(Instant)
    received: Mapped[int]
    accepted: Mapped[int]
    corrected: Mapped[int]
    duplicate: Mapped[int]
    rejected: Mapped[int]
    receipt: Mapped[dict[str, Any]] = mapped_column(JSONB)
    anchor: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    """What the receipt says of the log's end; None for what was typed in."""
    header_sealed: Mapped[bytes | None]
    header = SealedText()
    """The header row as it was written (JSON), for giving the rejected rows back."""


class ListEntry(OfMunicipality, Base):
    """One accepted row: an incident of one person in one role.

    ``incident_key`` is the blind index of journal number, person and role: the same incident again
    is a duplicate; the same with other content, in an amended list, supersedes the older entry.
    """

    __tablename__ = "list_entries"
    sealed_for = "person_id"
    __table_args__ = (
        Index(
            "uq_list_entries_incident", "municipality_code", "incident_key", unique=True,
            postgresql_where=text("superseded_by is null"),
        ),
        Index(None, "municipality_code", "list_id", "row_number"),
        Index(None, "municipality_code", "case_id"),
        Index(
            "ix_list_entries_incident", "municipality_code", "incident",
            postgresql_where=text("superseded_by is null and case_id is not null"),
        ),
        Index(
            "ix_list_entries_undecided", "municipality_code", "id",
            postgresql_where=text("decision is null and superseded_by is null"),
        ),
        ForeignKeyConstraint(
            ["municipality_code", "list_id"], ["handover_lists.municipality_code", "handover_lists.id"]
        ),
        ForeignKeyConstraint(["municipality_code", "person_id"], ["people.municipality_code", "people.id"]),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        CheckConstraint(f"role in {tuple(r.value for r in IncidentRole)}", name="role"),
        CheckConstraint(f"decision in {tuple(d.value for d in Decision)}", name="decision"),
        CheckConstraint("concern_source is null or role = 'concern'", name="only_a_concern_has_a_source"),
        CheckConstraint("(case_id is null) = identity_undecided", name="a_case_once_the_person_is_known"),
    )  # fmt: skip

    list_id: Mapped[UUID]
    row_number: Mapped[int]
    person_id: Mapped[UUID]
    case_id: Mapped[UUID | None]
    identity_undecided: Mapped[bool]
    """The row has no CPR number and somebody like that is known: a person decides whether they are one."""
    incident_key: Mapped[bytes]
    content_key: Mapped[bytes]
    police_journal_number: Mapped[str] = mapped_column(String(60))
    incident: Mapped[str | None] = mapped_column(
        Text, Computed(INCIDENT.format("(police_journal_number)::text"), persisted=True), deferred=True
    )
    """The journal number however it was written: with dashes, with spaces or with neither."""
    role: Mapped[str] = mapped_column(String(20))
    offence_code: Mapped[str | None] = mapped_column(String(20))
    offence_text_sealed: Mapped[bytes | None]
    offence_text = SealedText()
    place_sealed: Mapped[bytes | None]
    place = SealedText()
    note_sealed: Mapped[bytes | None]
    note = SealedText()
    occurred_at: Mapped[datetime | None] = mapped_column(Instant)
    police_told_parents: Mapped[bool | None]
    concern_source: Mapped[str | None] = mapped_column(String(30))
    """Of a concern, who told of it, on what ground and why; None of what another municipality handed over
    without saying."""
    concern_told_by: Mapped[str | None] = mapped_column(String(200))
    concern_ground: Mapped[str | None] = mapped_column(String(20))
    concern_necessity_sealed: Mapped[bytes | None]
    concern_necessity = SealedText()
    joined_open_case: Mapped[bool]
    suggestion: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Route, rule, version of the rule set, counterfactual and inputs, as they stood when it was made: at intake, or
    when something was learned before the entry was decided. What stood before is an EarlierSuggestion."""
    decision: Mapped[str | None] = mapped_column(String(30))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by: Mapped[str | None] = mapped_column(String(100))
    decision_reason_sealed: Mapped[bytes | None]
    decision_reason = SealedText()
    to_municipality_code: Mapped[str | None] = mapped_column(String(3))
    superseded_by: Mapped[UUID | None]
    received_at: Mapped[datetime] = mapped_column(Instant)


class EarlierSuggestion(OfMunicipality, Base):
    """A suggestion that another took the place of, kept as it was made; ``because`` is what was learned."""

    __tablename__ = "earlier_suggestions"
    __table_args__ = (
        Index(None, "municipality_code", "entry_id", "replaced_at"),
        ForeignKeyConstraint(["municipality_code", "entry_id"], ["list_entries.municipality_code", "list_entries.id"]),
    )

    entry_id: Mapped[UUID]
    suggestion: Mapped[dict[str, Any]] = mapped_column(JSONB)
    because: Mapped[str] = mapped_column(String(30))
    replaced_at: Mapped[datetime] = mapped_column(Instant)


class RejectedEntry(OfMunicipality, Base):
    """A row that could not be accepted, kept sealed so that it can be given back, mended and sent again."""

    __tablename__ = "rejected_entries"
    sealed_for = "list_id"
    __table_args__ = (
        Index(None, "municipality_code", "list_id", "row_number"),
        ForeignKeyConstraint(
            ["municipality_code", "list_id"], ["handover_lists.municipality_code", "handover_lists.id"]
        ),
    )

    list_id: Mapped[UUID]
    row_number: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(30))
    code: Mapped[str] = mapped_column(String(40))
    original_sealed: Mapped[bytes]
    original = SealedText()
    """The cells as they were written (JSON)."""


def stands_in(municipality_code: str, case_id: UUID) -> ColumnElement[bool]:
    """Whether an entry is the case's, and no amended list has taken its place."""
    return and_(
        ListEntry.municipality_code == municipality_code,
        ListEntry.case_id == case_id,
        ListEntry.superseded_by.is_(None),
    )

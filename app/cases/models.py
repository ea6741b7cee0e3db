"""The case, the deadlines that run in it, and what the caseworkers write."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, String, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.casework import CLOSING_STATES, State, Track

_CLOSED = ", ".join(f"'{state.value}'" for state in sorted(CLOSING_STATES))


class Case(OfMunicipality, Base):
    """One person's case in one municipality. Only service.move writes ``state``.

    ``version`` is the ETag: it grows with every change of the row itself.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "uq_cases_one_open", "municipality_code", "person_id", unique=True,
            postgresql_where=text("closed_at is null"),
        ),
        Index(
            "ix_cases_queue", "municipality_code", "due_at", "id", postgresql_where=text("closed_at is null")
        ),
        Index(
            "ix_cases_ended", "municipality_code", text("closed_at desc"), "id",
            postgresql_where=text("closed_at is not null"),
        ),
        *(
            Index(
                f"ix_cases_open_{whose}", "municipality_code", whose,
                postgresql_where=text(f"closed_at is null and {whose} is not null"),
            )
            for whose in ("caseworker", "local_leader", "integration_client")
        ),
        Index(None, "municipality_code", "person_id"),
        Index(
            "ix_cases_authority_reference", "municipality_code", "authority_reference",
            postgresql_where=text("authority_reference is not null"),
        ),
        ForeignKeyConstraint(["municipality_code", "person_id"], ["people.municipality_code", "people.id"]),
        ForeignKeyConstraint(
            ["municipality_code", "goes_by"], ["profile_versions.municipality_code", "profile_versions.digest"]
        ),
        CheckConstraint(f"(state in ({_CLOSED})) = (closed_at is not null)", name="closed_is_closed"),
        CheckConstraint(f"state in {tuple(s.value for s in State)}", name="state"),
        CheckConstraint(f"track in {tuple(t.value for t in Track)}", name="track"),
    )  # fmt: skip

    person_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column()
    track: Mapped[str | None] = mapped_column(String(20))
    """The track it is on; of a case that has ended, the one it ended on."""
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    """The nearest target date among the deadlines that run; of a closed case, when it was closed."""
    authority_case_active: Mapped[bool | None]
    """Is there an active case in the authority: as the meeting decided; None is not known."""
    responsible: Mapped[str | None] = mapped_column(String(100))
    """Which coordinator, or on the authority's track which team leader, has it; None: any whose the track is."""
    caseworker: Mapped[str | None] = mapped_column(String(100))
    integration_client: Mapped[str | None] = mapped_column(String(100))
    local_leader: Mapped[str | None] = mapped_column(String(100))
    meeting_at: Mapped[datetime | None] = mapped_column(Instant)
    authority_reference: Mapped[str | None] = mapped_column(String(60))
    concern_raised_at: Mapped[datetime | None] = mapped_column(Instant)
    news_at: Mapped[datetime | None] = mapped_column(Instant)
    """When an incident was last given to a track: what was told before it does not count as telling of it."""
    incidents: Mapped[int]
    entries_awaiting_decision: Mapped[int]
    incident_awaits_reassessment: Mapped[bool]
    to_municipality_code: Mapped[str | None] = mapped_column(String(3))
    offered_to: Mapped[str | None] = mapped_column(String(3))
    """The municipality that was offered the case and has not answered; the case is ours until it is handed over."""
    returned_at: Mapped[datetime | None] = mapped_column(Instant)
    """When another municipality gave it back: whoever was told before it left is not told of the same again."""
    goes_by: Mapped[str | None] = mapped_column(String(32))
    """The version of the municipality's decisions that it began under, or follows now (ProfileVersion.digest)."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class RunningDeadline(OfMunicipality, Base):
    """One thing the case waits for. Passing the target is one reminder, passing the fatal date one escalation."""

    __tablename__ = "deadlines"
    __table_args__ = (
        Index(None, "municipality_code", "case_id"),
        Index("ix_deadlines_running", "target_at", postgresql_where=text("met_at is null")),
        Index(
            "uq_deadlines_one_running", "municipality_code", "case_id", "kind", "object_id", unique=True,
            postgresql_nulls_not_distinct=True, postgresql_where=text("met_at is null"),
        ),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
    )  # fmt: skip

    case_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[UUID | None]
    """What of the case is waited for, where there can be several: a question."""
    owner: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime] = mapped_column(Instant)
    target_at: Mapped[datetime] = mapped_column(Instant)
    fatal_at: Mapped[datetime] = mapped_column(Instant)
    met_at: Mapped[datetime | None] = mapped_column(Instant)


class Signal(OfMunicipality, Base):
    """A reminder to the one who owns the deadline, or an escalation above them. At most one each."""

    __tablename__ = "signals"
    __table_args__ = (
        Index("uq_signals_once", "municipality_code", "deadline_id", "kind", unique=True),
        Index(None, "municipality_code", "case_id"),
        ForeignKeyConstraint(["municipality_code", "deadline_id"], ["deadlines.municipality_code", "deadlines.id"]),
        CheckConstraint("kind in ('reminder', 'escalation')", name="kind"),
    )

    case_id: Mapped[UUID]
    deadline_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    to_role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Instant)


class Notice(OfMunicipality, Base):
    """Something that whoever has the case must be told: a withdrawal and what it stopped, a letter that failed.

    ``details`` holds ids and codes alone. One that is ``to_user`` is told to that user, who may have the case no more.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "ix_notices_to_user",
            "municipality_code",
            "to_user",
            "at",
            "id",
            postgresql_where=text("to_user is not null"),
        ),
        Index(None, "municipality_code", "case_id", "at", "id"),
        Index(
            "ix_notices_to_role", "municipality_code", "to_role", "at", "id",
            postgresql_where=text("to_role is not null"),
        ),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        ForeignKeyConstraint(["municipality_code", "meeting_id"], ["meetings.municipality_code", "meetings.id"]),
        CheckConstraint("num_nonnulls(case_id, meeting_id) = 1", name="about_a_case_or_a_meeting"),
    )  # fmt: skip

    case_id: Mapped[UUID | None]
    meeting_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    to_user: Mapped[str | None] = mapped_column(String(100))
    to_role: Mapped[str | None] = mapped_column(String(20))
    """To everybody in the role; seen when the first of them has seen it."""
    seen_at: Mapped[datetime | None] = mapped_column(Instant)
    seen_by: Mapped[str | None] = mapped_column(String(100))


class Assessment(OfMunicipality, Base):
    """How serious it is (Fredericia: "vurdering ift. sagens alvor"); never overwritten, a new one is a new row."""

    __tablename__ = "assessments"
    sealed_for = "case_id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id"),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
    )

    case_id: Mapped[UUID]
    further_action: Mapped[bool]
    scale_version: Mapped[str | None] = mapped_column(String(40))
    """None, like the severity, of what was assessed before there was a scale."""
    severity: Mapped[int | None]
    severity_title: Mapped[str | None] = mapped_column(String(200))
    factors: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    """What weighed, by the scale's codes."""
    reason_sealed: Mapped[bytes]
    reason = SealedText()
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Instant)


class Knowledge(OfMunicipality, Base):
    """What was asked of whom, on which ground, and what came back."""

    __tablename__ = "knowledge"
    sealed_for = "case_id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id"),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        CheckConstraint("outcome in ('answered', 'nothing_known', 'refused', 'withdrawn')", name="outcome"),
    )

    case_id: Mapped[UUID]
    source: Mapped[str] = mapped_column(String(30))
    asked_of: Mapped[str] = mapped_column(String(200))
    ground: Mapped[str] = mapped_column(String(20))
    necessity_sealed: Mapped[bytes]
    necessity = SealedText()
    question_sealed: Mapped[bytes]
    question = SealedText()
    asked_by: Mapped[str] = mapped_column(String(100))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    due_on: Mapped[date | None]
    """The day by which an answer is asked for; None of what was asked before it was said."""
    outcome: Mapped[str | None] = mapped_column(String(20))
    answer_sealed: Mapped[bytes | None]
    answer = SealedText()
    answered_at: Mapped[datetime | None] = mapped_column(Instant)


class Placement(OfMunicipality, Base):
    """A step placement; never overwritten, a new one is a new row."""

    __tablename__ = "placements"
    sealed_for = "case_id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id", "at"),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
    )

    case_id: Mapped[UUID]
    scale_version: Mapped[str] = mapped_column(String(40))
    step: Mapped[int]
    reason_sealed: Mapped[bytes]
    reason = SealedText()
    rests_on: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """The knowledge it rests on, by id."""
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Instant)
    review_at: Mapped[datetime | None] = mapped_column(Instant)

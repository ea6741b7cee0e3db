"""A course and its review meetings, followed by its machine (workflows/course.py)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText


class Course(OfMunicipality, Base):
    __tablename__ = "courses"
    sealed_for = "id"
    __table_args__ = (
        Index(
            "uq_courses_one_open", "municipality_code", "case_id", unique=True,
            postgresql_where=text("state in ('planned', 'running', 'paused')"),
        ),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
    )  # fmt: skip

    case_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(20))
    local_leader: Mapped[str] = mapped_column(String(100))
    start_on: Mapped[date]
    planned_at: Mapped[datetime] = mapped_column(Instant)
    planned_by: Mapped[str] = mapped_column(String(100))
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ground: Mapped[str] = mapped_column(String(20))
    """On which the list's data may be used in a welfare scheme: CONSENT, or LAW_OTHER with its necessity."""
    necessity_sealed: Mapped[bytes | None]
    necessity = SealedText()
    evaluation_sealed: Mapped[bytes | None]
    evaluation = SealedText()


class CourseGoal(OfMunicipality, Base):
    """A goal of the plan, and the measures towards it."""

    __tablename__ = "course_goals"
    sealed_for = "course_id"
    __table_args__ = (
        Index(None, "municipality_code", "course_id"),
        ForeignKeyConstraint(["municipality_code", "course_id"], ["courses.municipality_code", "courses.id"]),
    )

    course_id: Mapped[UUID]
    position: Mapped[int]
    goal_sealed: Mapped[bytes]
    goal = SealedText()
    measures_sealed: Mapped[bytes | None]
    measures = SealedText()


class CourseParticipant(OfMunicipality, Base):
    """Who takes part, by function (the class teacher, the street team), named so that people know whom to call."""

    __tablename__ = "course_participants"
    sealed_for = "course_id"
    __table_args__ = (
        Index(None, "municipality_code", "course_id"),
        ForeignKeyConstraint(["municipality_code", "course_id"], ["courses.municipality_code", "courses.id"]),
    )

    course_id: Mapped[UUID]
    function: Mapped[str] = mapped_column(String(100))
    name_sealed: Mapped[bytes | None]
    name = SealedText()


class CourseReview(OfMunicipality, Base):
    """Progress towards one goal, as it stood at a review meeting; never overwritten."""

    __tablename__ = "course_reviews"
    sealed_for = "course_id"
    __table_args__ = (
        Index(None, "municipality_code", "course_id", "held_on"),
        ForeignKeyConstraint(["municipality_code", "goal_id"], ["course_goals.municipality_code", "course_goals.id"]),
        CheckConstraint("progress between 0 and 4", name="progress"),
    )

    course_id: Mapped[UUID]
    goal_id: Mapped[UUID]
    held_on: Mapped[date]
    progress: Mapped[int]
    """0 not begun, 1 a little, 2 half way, 3 nearly there, 4 reached."""
    note_sealed: Mapped[bytes | None]
    note = SealedText()
    written_by: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[datetime] = mapped_column(Instant)

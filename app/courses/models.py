"""A course, followed by its machine (workflows/course.py): its plan as versions, its reviews, its evaluation."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.participants import CoursePart


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
    plan_version: Mapped[int]
    """The version of the plan that holds; the leader and the first day are its."""
    next_review_on: Mapped[date | None]
    """The day that the last review meeting agreed on; None where the municipality's own term is waited for."""
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


class CoursePlan(OfMunicipality, Base):
    """A version of the plan: who leads, from when, by whom and why it was made so. Never changed."""

    __tablename__ = "course_plans"
    sealed_for = "course_id"
    __table_args__ = (
        Index("uq_course_plans_version", "municipality_code", "course_id", "version", unique=True),
        ForeignKeyConstraint(["municipality_code", "course_id"], ["courses.municipality_code", "courses.id"]),
        CheckConstraint("version = 1 or reason_sealed is not null", name="a_change_says_why"),
    )

    course_id: Mapped[UUID]
    version: Mapped[int]
    local_leader: Mapped[str] = mapped_column(String(100))
    start_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column(String(100))
    reason_sealed: Mapped[bytes | None]
    reason = SealedText()


class CourseGoal(OfMunicipality, Base):
    """A goal of one version of the plan, and the measures towards it."""

    __tablename__ = "course_goals"
    sealed_for = "course_id"
    __table_args__ = (
        Index(None, "municipality_code", "course_id"),
        ForeignKeyConstraint(["municipality_code", "course_id"], ["courses.municipality_code", "courses.id"]),
        ForeignKeyConstraint(["municipality_code", "continues"], ["course_goals.municipality_code", "course_goals.id"]),
    )

    course_id: Mapped[UUID]
    plan_version: Mapped[int]
    position: Mapped[int]
    continues: Mapped[UUID | None]
    """The goal of the version before that this one goes on with: what was reached of it counts here too."""
    goal_sealed: Mapped[bytes]
    goal = SealedText()
    measures_sealed: Mapped[bytes | None]
    measures = SealedText()


class CourseParticipant(OfMunicipality, Base):
    """Who takes part in one version of the plan, in which part, and on what ground they may see it.

    ``function`` is the class teacher, the street worker; ``institution`` is the one that a consent names.
    """

    __tablename__ = "course_participants"
    sealed_for = "course_id"
    __table_args__ = (
        Index(None, "municipality_code", "course_id"),
        Index(
            "ix_course_participants_user",
            "municipality_code",
            "user_id",
            postgresql_where=text("user_id is not null and view_ended_at is null"),
        ),
        ForeignKeyConstraint(["municipality_code", "course_id"], ["courses.municipality_code", "courses.id"]),
        CheckConstraint(f"part in {tuple(one.value for one in CoursePart)}", name="part"),
    )

    course_id: Mapped[UUID]
    plan_version: Mapped[int]
    position: Mapped[int]
    part: Mapped[str] = mapped_column(String(20))
    function: Mapped[str] = mapped_column(String(100))
    institution: Mapped[str | None] = mapped_column(String(200))
    user_id: Mapped[str | None] = mapped_column(String(100))
    """With which they log in; None for whoever is handed the plan."""
    ground: Mapped[str] = mapped_column(String(20))
    view_ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when they may not see the plan: their ground is gone, or the course has ended."""
    name_sealed: Mapped[bytes | None]
    name = SealedText()
    task_sealed: Mapped[bytes | None]
    task = SealedText()
    """What they do in the course."""
    necessity_sealed: Mapped[bytes | None]
    necessity = SealedText()


class CourseMeeting(OfMunicipality, Base):
    """A review meeting: when it was held, and when the next one is. Never changed."""

    __tablename__ = "course_meetings"
    sealed_for = "course_id"
    __table_args__ = (
        Index(None, "municipality_code", "course_id", "held_on"),
        ForeignKeyConstraint(["municipality_code", "course_id"], ["courses.municipality_code", "courses.id"]),
    )

    course_id: Mapped[UUID]
    plan_version: Mapped[int]
    held_on: Mapped[date]
    next_review_on: Mapped[date | None]
    note_sealed: Mapped[bytes | None]
    note = SealedText()
    written_by: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[datetime] = mapped_column(Instant)


class CourseReview(OfMunicipality, Base):
    """Progress towards one goal, as it stood at a review meeting; never overwritten."""

    __tablename__ = "course_reviews"
    sealed_for = "course_id"
    __table_args__ = (
        Index(None, "municipality_code", "course_id", "held_on"),
        ForeignKeyConstraint(["municipality_code", "goal_id"], ["course_goals.municipality_code", "course_goals.id"]),
        ForeignKeyConstraint(
            ["municipality_code", "meeting_id"], ["course_meetings.municipality_code", "course_meetings.id"]
        ),
        CheckConstraint("progress between 0 and 100", name="progress"),
    )

    course_id: Mapped[UUID]
    goal_id: Mapped[UUID]
    meeting_id: Mapped[UUID | None]
    """None of what was written before the meetings themselves were."""
    held_on: Mapped[date]
    progress: Mapped[int]
    """The level on the scale of that version, and what it was called then."""
    progress_title: Mapped[str | None] = mapped_column(String(200))
    scale_version: Mapped[str | None] = mapped_column(String(40))
    note_sealed: Mapped[bytes | None]
    note = SealedText()
    written_by: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[datetime] = mapped_column(Instant)


class CourseEvaluation(OfMunicipality, Base):
    """What became of one goal, when the course was completed. Never changed."""

    __tablename__ = "course_evaluations"
    sealed_for = "course_id"
    __table_args__ = (
        Index("uq_course_evaluations_goal", "municipality_code", "course_id", "goal_id", unique=True),
        ForeignKeyConstraint(["municipality_code", "course_id"], ["courses.municipality_code", "courses.id"]),
        ForeignKeyConstraint(["municipality_code", "goal_id"], ["course_goals.municipality_code", "course_goals.id"]),
    )

    course_id: Mapped[UUID]
    goal_id: Mapped[UUID]
    progress: Mapped[int]
    progress_title: Mapped[str] = mapped_column(String(200))
    scale_version: Mapped[str] = mapped_column(String(40))
    evaluation_sealed: Mapped[bytes]
    evaluation = SealedText()
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(Instant)

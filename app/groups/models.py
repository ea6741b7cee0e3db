"""An ad hoc group, followed by its machine (workflows/ad_hoc_group.py), its members and its meetings."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Instant, OfMunicipality
from app.people.encryption import SealedText
from workflows.ad_hoc_group import FROM, Because, State


class AdHocGroup(OfMunicipality, Base):
    """One group, on one task. Why it ended is written once."""

    __tablename__ = "ad_hoc_groups"
    sealed_for = "id"
    __table_args__ = (
        Index(None, "municipality_code", "case_id"),
        Index(
            "uq_ad_hoc_groups_one_at_work", "municipality_code", "case_id", unique=True,
            postgresql_where=text("state = 'working'"),
        ),
        ForeignKeyConstraint(["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"]),
        CheckConstraint(f"state in {tuple(one.value for one in State)}", name="state"),
        CheckConstraint(f"because in {tuple(one.value for one in Because)}", name="because"),
        CheckConstraint("(state = 'ended') = (ended_at is not null and because is not null)", name="ended_says_why"),
        CheckConstraint("because = 'case_left' or (state = 'ended') = (outcome_sealed is not null)", name="outcome"),
    )  # fmt: skip

    case_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(20))
    task_sealed: Mapped[bytes]
    task = SealedText()
    """What the group is to work on."""
    set_up_at: Mapped[datetime] = mapped_column(Instant)
    set_up_by: Mapped[str] = mapped_column(String(100))
    next_meeting_on: Mapped[date | None]
    """The day the group has agreed on; None where the municipality's own term is waited for."""
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str | None] = mapped_column(String(100))
    because: Mapped[str | None] = mapped_column(String(20))
    outcome_sealed: Mapped[bytes | None]
    outcome = SealedText()


def _of_a_group() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["municipality_code", "group_id"], ["ad_hoc_groups.municipality_code", "ad_hoc_groups.id"]
    )


class GroupMember(OfMunicipality, Base):
    """Somebody in a group, and on what ground they learn of the child. Only when they left is written later, and
    whether they coordinate it.

    ``function`` is the class teacher, the street worker; ``institution`` is the one that a consent names.
    """

    __tablename__ = "ad_hoc_group_members"
    sealed_for = "group_id"
    __table_args__ = (
        Index(None, "municipality_code", "group_id"),
        Index(
            "ix_ad_hoc_group_members_user", "municipality_code", "user_id",
            postgresql_where=text("user_id is not null and left_at is null"),
        ),
        Index(
            "uq_ad_hoc_group_members_one_coordinates", "municipality_code", "group_id", unique=True,
            postgresql_where=text("coordinates"),
        ),
        _of_a_group(),
        CheckConstraint(f"source in {tuple(sorted(one.value for one in FROM))}", name="source"),
        CheckConstraint("left_at is null or not coordinates", name="whoever_left_does_not_coordinate"),
    )  # fmt: skip

    group_id: Mapped[UUID]
    position: Mapped[int]
    source: Mapped[str] = mapped_column(String(30))
    """Where they come from, as the law sees it."""
    function: Mapped[str] = mapped_column(String(100))
    institution: Mapped[str | None] = mapped_column(String(200))
    user_id: Mapped[str | None] = mapped_column(String(100))
    """With which they log in; None for whoever is told at the meetings alone."""
    coordinates: Mapped[bool]
    ground: Mapped[str] = mapped_column(String(20))
    joined_at: Mapped[datetime] = mapped_column(Instant)
    joined_by: Mapped[str] = mapped_column(String(100))
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    name_sealed: Mapped[bytes | None]
    name = SealedText()
    necessity_sealed: Mapped[bytes]
    necessity = SealedText()


class GroupMeeting(OfMunicipality, Base):
    """A meeting that was held: which members were present, what was agreed, and when the next one is. Never changed."""

    __tablename__ = "ad_hoc_group_meetings"
    sealed_for = "group_id"
    __table_args__ = (
        Index(None, "municipality_code", "group_id"),
        _of_a_group(),
    )  # fmt: skip

    group_id: Mapped[UUID]
    held_at: Mapped[datetime] = mapped_column(Instant)
    present: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    agreed_sealed: Mapped[bytes]
    agreed = SealedText()
    next_meeting_on: Mapped[date | None]
    written_at: Mapped[datetime] = mapped_column(Instant)
    written_by: Mapped[str] = mapped_column(String(100))

"""Ad hoc groups around one child

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import allow_ways, protect, unprotect

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_BEFORE = "'letter', 'question', 'screen', 'integration', 'export', 'feedback', 'handout'"
_TABLES = ("ad_hoc_groups", "ad_hoc_group_members", "ad_hoc_group_meetings")


def upgrade() -> None:
    _make_groups()
    _make_members()
    _make_meetings()
    allow_ways(f"{_BEFORE}, 'group'")
    protect("ad_hoc_groups", app="select, insert, update", worker="select")
    protect("ad_hoc_group_members", app="select, insert, update", worker="select")
    protect("ad_hoc_group_meetings", app="select, insert", worker="select")
    op.execute(
        "create trigger forbid_change before update or truncate on ad_hoc_group_meetings "
        "for each statement execute function forbid_change()"
    )


def downgrade() -> None:
    op.execute("delete from signals where deadline_id in (select id from deadlines where kind = 'meet_ad_hoc_group')")
    op.execute("delete from deadlines where kind = 'meet_ad_hoc_group'")
    allow_ways(_BEFORE, or_else="question")
    for table in reversed(_TABLES):
        unprotect(table)
        op.drop_table(table)


def _make_groups() -> None:
    op.create_table(
        "ad_hoc_groups",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("task_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("set_up_at", _MOMENT, nullable=False),
        sa.Column("set_up_by", sa.String(length=100), nullable=False),
        sa.Column("next_meeting_on", sa.Date(), nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(length=100), nullable=True),
        sa.Column("because", sa.String(length=20), nullable=True),
        sa.Column("outcome_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at is not null and because is not null)",
            name=op.f("ck_ad_hoc_groups_ended_says_why"),
        ),
        sa.CheckConstraint(
            "because = 'case_left' or (state = 'ended') = (outcome_sealed is not null)",
            name=op.f("ck_ad_hoc_groups_outcome"),
        ),
        sa.CheckConstraint(
            "because in ('task_done', 'taken_over', 'case_left')", name=op.f("ck_ad_hoc_groups_because")
        ),
        sa.CheckConstraint("state in ('working', 'ended')", name=op.f("ck_ad_hoc_groups_state")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_ad_hoc_groups_municipality_code_case_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_ad_hoc_groups")),
    )
    op.create_index(
        op.f("ix_ad_hoc_groups_municipality_code_case_id"),
        "ad_hoc_groups",
        ["municipality_code", "case_id"],
        unique=False,
    )
    op.create_index(
        "uq_ad_hoc_groups_one_at_work",
        "ad_hoc_groups",
        ["municipality_code", "case_id"],
        unique=True,
        postgresql_where=sa.text("state = 'working'"),
    )


def _make_meetings() -> None:
    op.create_table(
        "ad_hoc_group_meetings",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("held_at", _MOMENT, nullable=False),
        sa.Column("present", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("agreed_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("next_meeting_on", sa.Date(), nullable=True),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "group_id"],
            ["ad_hoc_groups.municipality_code", "ad_hoc_groups.id"],
            name=op.f("fk_ad_hoc_group_meetings_municipality_code_group_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_ad_hoc_group_meetings")),
    )
    op.create_index(
        op.f("ix_ad_hoc_group_meetings_municipality_code_group_id"),
        "ad_hoc_group_meetings",
        ["municipality_code", "group_id"],
        unique=False,
    )


def _make_members() -> None:
    op.create_table(
        "ad_hoc_group_members",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("function", sa.String(length=100), nullable=False),
        sa.Column("institution", sa.String(length=200), nullable=True),
        sa.Column("user_id", sa.String(length=100), nullable=True),
        sa.Column("coordinates", sa.Boolean(), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("joined_at", _MOMENT, nullable=False),
        sa.Column("joined_by", sa.String(length=100), nullable=False),
        sa.Column("left_at", _MOMENT, nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("necessity_sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "source in ('club', 'health_service', 'independent_institution', 'police', 'school', 'social_authority', 'street_team')",
            name=op.f("ck_ad_hoc_group_members_source"),
        ),
        sa.CheckConstraint(
            "left_at is null or not coordinates", name=op.f("ck_ad_hoc_group_members_whoever_left_does_not_coordinate")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "group_id"],
            ["ad_hoc_groups.municipality_code", "ad_hoc_groups.id"],
            name=op.f("fk_ad_hoc_group_members_municipality_code_group_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_ad_hoc_group_members")),
    )
    op.create_index(
        op.f("ix_ad_hoc_group_members_municipality_code_group_id"),
        "ad_hoc_group_members",
        ["municipality_code", "group_id"],
        unique=False,
    )
    op.create_index(
        "ix_ad_hoc_group_members_user",
        "ad_hoc_group_members",
        ["municipality_code", "user_id"],
        unique=False,
        postgresql_where=sa.text("user_id is not null and left_at is null"),
    )
    op.create_index(
        "uq_ad_hoc_group_members_one_coordinates",
        "ad_hoc_group_members",
        ["municipality_code", "group_id"],
        unique=True,
        postgresql_where=sa.text("coordinates"),
    )

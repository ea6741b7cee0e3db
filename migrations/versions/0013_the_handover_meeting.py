"""The handover meeting: who took part, and what became of each entry

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rules import protect, unprotect

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_TABLES = {
    "meetings": ("select, insert, update", "select, insert, update"),
    "meeting_participants": ("select, insert, update", ""),
    "meeting_items": ("select, insert", ""),
}
"""What the web processes and the worker may do. What was decided is added to and never changed."""


def upgrade() -> None:
    _make_meetings()
    _make_participants()
    _make_items()
    for table, (app, worker) in _TABLES.items():
        protect(table, app=app, worker=worker)
    _let_notices_be_of_meetings()


def downgrade() -> None:
    _let_notices_be_of_cases_alone()
    for table in reversed(_TABLES):
        unprotect(table)
        op.drop_table(table)


def _let_notices_be_of_meetings() -> None:
    op.add_column("notices", sa.Column("meeting_id", sa.Uuid(), nullable=True))
    op.add_column("notices", sa.Column("to_role", sa.String(length=20), nullable=True))
    op.alter_column("notices", "case_id", nullable=True)
    op.create_foreign_key(
        op.f("fk_notices_municipality_code_meeting_id_meetings"), "notices", "meetings",
        ["municipality_code", "meeting_id"], ["municipality_code", "id"],
    )  # fmt: skip
    op.create_check_constraint(
        op.f("ck_notices_about_a_case_or_a_meeting"), "notices", "num_nonnulls(case_id, meeting_id) = 1"
    )
    op.create_index(
        "ix_notices_to_role", "notices", ["municipality_code", "to_role", "at", "id"],
        postgresql_where=sa.text("to_role is not null"),
    )  # fmt: skip


def _let_notices_be_of_cases_alone() -> None:
    """Those of meetings go with them."""
    op.drop_index("ix_notices_to_role", table_name="notices")
    op.drop_constraint(op.f("ck_notices_about_a_case_or_a_meeting"), "notices")
    op.drop_constraint(op.f("fk_notices_municipality_code_meeting_id_meetings"), "notices")
    op.execute("alter table notices no force row level security")
    op.execute("delete from notices where case_id is null")
    op.execute("alter table notices force row level security")
    op.alter_column("notices", "case_id", nullable=False)
    op.drop_column("notices", "to_role")
    op.drop_column("notices", "meeting_id")


def _own(*more: sa.schema.SchemaItem, name: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f(f"pk_{name}")),
    )


def _points_to(table: str, of: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["municipality_code", column], [f"{of}.municipality_code", f"{of}.id"],
        name=op.f(f"fk_{table}_municipality_code_{column}_{of}"),
    )  # fmt: skip


def _make_meetings() -> None:
    op.create_table(
        "meetings",
        *_own(
            sa.Column("week", sa.String(length=8), nullable=False),
            sa.Column("extra", sa.Boolean(), nullable=False),
            sa.Column("state", sa.String(length=20), nullable=False),
            sa.Column("starts_at", _MOMENT, nullable=False),
            sa.Column("moved", sa.Boolean(), nullable=False),
            sa.Column("called_at", _MOMENT, nullable=False),
            sa.Column("called_by", sa.String(length=100), nullable=False),
            sa.Column("opened_at", _MOMENT, nullable=True),
            sa.Column("closed_at", _MOMENT, nullable=True),
            sa.Column("closed_by", sa.String(length=100), nullable=True),
            sa.Column("list_due_at", _MOMENT, nullable=False),
            sa.Column("list_missing_since", _MOMENT, nullable=True),
            sa.Column("not_held_since", _MOMENT, nullable=True),
            sa.Column("no_list_at", _MOMENT, nullable=True),
            sa.Column("no_list_by", sa.String(length=100), nullable=True),
            sa.Column("no_list_reason_sealed", sa.LargeBinary(), nullable=True),
            sa.CheckConstraint("state in ('planned', 'open', 'closed', 'cancelled')", name=op.f("ck_meetings_state")),
            sa.CheckConstraint(
                "(no_list_at is null) = (no_list_reason_sealed is null)", name=op.f("ck_meetings_no_list_says_why")
            ),
            name="meetings",
        ),
    )
    op.create_index(
        "uq_meetings_of_the_rhythm", "meetings", ["municipality_code", "week"], unique=True,
        postgresql_where=sa.text("not extra"),
    )  # fmt: skip
    op.create_index(
        "uq_meetings_one_open", "meetings", ["municipality_code"], unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )  # fmt: skip
    op.create_index(
        op.f("ix_meetings_municipality_code_starts_at_id"), "meetings", ["municipality_code", "starts_at", "id"]
    )


def _make_participants() -> None:
    op.create_table(
        "meeting_participants",
        *_own(
            sa.Column("meeting_id", sa.Uuid(), nullable=False),
            sa.Column("role", sa.String(length=20), nullable=False),
            sa.Column("by_user", sa.String(length=100), nullable=True),
            sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
            sa.Column("arrived_at", _MOMENT, nullable=False),
            sa.Column("left_at", _MOMENT, nullable=True),
            sa.Column("written_by", sa.String(length=100), nullable=False),
            _points_to("meeting_participants", "meetings", "meeting_id"),
            sa.CheckConstraint(
                "role in ('caseworker', 'coordinator', 'police', 'team_leader')",
                name=op.f("ck_meeting_participants_role"),
            ),
            sa.CheckConstraint(
                "left_at is null or left_at >= arrived_at", name=op.f("ck_meeting_participants_comes_before_leaving")
            ),
            sa.CheckConstraint("num_nonnulls(by_user, name_sealed) > 0", name=op.f("ck_meeting_participants_somebody")),
            name="meeting_participants",
        ),
    )
    op.create_index(
        op.f("ix_meeting_participants_municipality_code_meeting_id"), "meeting_participants",
        ["municipality_code", "meeting_id"],
    )  # fmt: skip


def _make_items() -> None:
    op.create_table(
        "meeting_items",
        *_own(
            sa.Column("meeting_id", sa.Uuid(), nullable=False),
            sa.Column("entry_id", sa.Uuid(), nullable=False),
            sa.Column("person_id", sa.Uuid(), nullable=False),
            sa.Column("outcome", sa.String(length=20), nullable=False),
            sa.Column("decision", sa.String(length=30), nullable=True),
            sa.Column("to_municipality_code", sa.String(length=3), nullable=True),
            sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
            sa.Column("suggestion", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
            sa.Column("present", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
            sa.Column("by", sa.String(length=100), nullable=False),
            sa.Column("role", sa.String(length=20), nullable=False),
            sa.Column("at", _MOMENT, nullable=False),
            _points_to("meeting_items", "meetings", "meeting_id"),
            _points_to("meeting_items", "list_entries", "entry_id"),
            _points_to("meeting_items", "people", "person_id"),
            sa.CheckConstraint(
                "outcome in ('decided', 'carried_over', 'undone')", name=op.f("ck_meeting_items_outcome")
            ),
            sa.CheckConstraint(
                "decision in ('to_coordinator', 'to_team_leader', 'drop', 'to_other_municipality')",
                name=op.f("ck_meeting_items_decision"),
            ),
            sa.CheckConstraint(
                "(outcome = 'decided') = (decision is not null)", name=op.f("ck_meeting_items_decided_says_what")
            ),
            sa.CheckConstraint(
                "outcome = 'decided' or reason_sealed is not null", name=op.f("ck_meeting_items_says_why")
            ),
            name="meeting_items",
        ),
    )
    for column in ("meeting_id", "entry_id"):
        op.create_index(
            op.f(f"ix_meeting_items_municipality_code_{column}_id"), "meeting_items",
            ["municipality_code", column, "id"],
        )  # fmt: skip

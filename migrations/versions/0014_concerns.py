"""Concern reports and their assessment, and concerns that come without a list

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import protect, unprotect

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ROLES = "'encountered', 'charged', 'suspected', 'victim'"


def upgrade() -> None:
    _make_concern_reports()
    protect("concern_reports", app="select, insert, update", worker="select")
    for name, kind in (
        ("concern_source", sa.String(length=30)),
        ("concern_told_by", sa.String(length=200)),
        ("concern_ground", sa.String(length=20)),
        ("concern_necessity_sealed", sa.LargeBinary()),
    ):
        op.add_column("list_entries", sa.Column(name, kind, nullable=True))
    _roles(f"{_ROLES}, 'concern'")
    op.create_check_constraint(
        op.f("ck_list_entries_only_a_concern_has_a_source"),
        "list_entries",
        "concern_source is null or role = 'concern'",
    )


def downgrade() -> None:
    """A concern goes on as an entry of somebody who was encountered: an entry is never lost."""
    op.drop_constraint(op.f("ck_list_entries_only_a_concern_has_a_source"), "list_entries")
    op.execute("update list_entries set role = 'encountered' where role = 'concern'")
    _roles(_ROLES)
    for name in ("concern_necessity_sealed", "concern_ground", "concern_told_by", "concern_source"):
        op.drop_column("list_entries", name)
    op.execute("delete from signals where deadline_id in (select id from deadlines where kind = 'assess_concern')")
    op.execute("delete from deadlines where kind = 'assess_concern'")
    unprotect("concern_reports")
    op.drop_table("concern_reports")


def _roles(allowed: str) -> None:
    op.drop_constraint(op.f("ck_list_entries_role"), "list_entries")
    op.create_check_constraint(op.f("ck_list_entries_role"), "list_entries", f"role in ({allowed})")


def _make_concern_reports() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "concern_reports",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("raised_at", moment, nullable=False),
        sa.Column("raised_by", sa.String(length=100), nullable=False),
        sa.Column("raised_role", sa.String(length=20), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("target_at", moment, nullable=False),
        sa.Column("fatal_at", moment, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("outcome_told", sa.Boolean(), nullable=False),
        sa.Column("assessment_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("assessed_at", moment, nullable=True),
        sa.Column("assessed_by", sa.String(length=100), nullable=True),
        sa.CheckConstraint("state in ('received', 'assessed')", name=op.f("ck_concern_reports_state")),
        sa.CheckConstraint(
            "outcome in ('acute', 'examine', 'helped_already', 'no_action')", name=op.f("ck_concern_reports_outcome")
        ),
        sa.CheckConstraint(
            "(state = 'assessed') = (outcome is not null and assessment_sealed is not null and assessed_at is not null)",
            name=op.f("ck_concern_reports_assessed_says_what_and_why"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_concern_reports_municipality_code_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_concern_reports")),
    )
    op.create_index(
        op.f("ix_concern_reports_municipality_code_case_id"), "concern_reports", ["municipality_code", "case_id"]
    )

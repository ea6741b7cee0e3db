"""Who has which case, who stands in for whom, and filters that are kept

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rules import protect, unprotect

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("cases", sa.Column("responsible", sa.String(length=100), nullable=True))
    op.alter_column("audit_log", "reason", type_=sa.String(length=130))
    _make_covers()
    _make_filters()
    protect("covers", app="select, insert, update", worker="select")
    protect("saved_filters", app="select, insert, update, delete")


def downgrade() -> None:
    for table in ("saved_filters", "covers"):
        unprotect(table)
        op.drop_table(table)
    # The log keeps what it says: a column that has become longer stays so.
    op.drop_column("cases", "responsible")


def _make_covers() -> None:
    op.create_table(
        "covers",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("absent", sa.String(length=100), nullable=False),
        sa.Column("substitute", sa.String(length=100), nullable=False),
        sa.Column("begins_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("arranged_by", sa.String(length=100), nullable=False),
        sa.Column("arranged_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=100), nullable=True),
        sa.CheckConstraint("absent <> substitute", name=op.f("ck_covers_another")),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_covers_begins_first")),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name=op.f("ck_covers_ended_by_somebody")),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_covers")),
    )
    for who in ("substitute", "absent"):
        op.create_index(
            op.f(f"ix_covers_municipality_code_{who}_ends_at"), "covers", ["municipality_code", who, "ends_at"]
        )


def _make_filters() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("saved_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_saved_filters")),
    )
    op.create_index(
        op.f("ix_saved_filters_municipality_code_owner_role"), "saved_filters", ["municipality_code", "owner", "role"]
    )

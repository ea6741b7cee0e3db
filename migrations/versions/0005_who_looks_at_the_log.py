"""Alarms, samples, and break-glass

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rules import protect, unprotect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_alarms()
    protect("alarms", app="select, insert", worker="select, insert")


def downgrade() -> None:
    for table in ("alarms",):
        unprotect(table)
        op.drop_table(table)


def _make_alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("actor", sa.String(length=100), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("once_key", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_alarms")),
    )
    op.create_index("uq_alarms_once_key", "alarms", ["municipality_code", "once_key"], unique=True)
    op.create_index(op.f("ix_alarms_municipality_code_at_id"), "alarms", ["municipality_code", "at", "id"])

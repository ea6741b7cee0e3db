"""How far a list is that is being handed over

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import protect, unprotect

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "list_uploads",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=100), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("told_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("list_id", sa.Uuid(), nullable=True),
        sa.Column("refusal", sa.String(length=200), nullable=True),
        sa.CheckConstraint("step in ('reading', 'storing')", name=op.f("ck_list_uploads_step")),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_list_uploads")),
    )
    op.create_index("ix_list_uploads_uploaded_by", "list_uploads", ["municipality_code", "uploaded_by", "id"])
    protect("list_uploads", app="select, insert, update", worker="select, delete")


def downgrade() -> None:
    unprotect("list_uploads")
    op.drop_table("list_uploads")

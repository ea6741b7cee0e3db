"""A data key for each person

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whoever serves requests adds keys and reads them; to wrap them anew or destroy one takes the owner."""
    op.create_table(
        "data_keys",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_with", sa.String(length=100), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_data_keys")),
    )
    op.create_index(
        op.f("ix_data_keys_municipality_code_wrapped_with"), "data_keys", ["municipality_code", "wrapped_with"]
    )
    protect("data_keys", app="select, insert", worker="select, insert")


def downgrade() -> None:
    op.drop_table("data_keys")

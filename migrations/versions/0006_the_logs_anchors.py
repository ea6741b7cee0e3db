"""The log's signed anchors

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rules import protect, unprotect

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_checkpoints",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("lost_to", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_audit_checkpoints")),
    )
    op.create_index("uq_audit_checkpoints_hash", "audit_checkpoints", ["municipality_code", "hash"], unique=True)
    op.create_table(
        "audit_sendings",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("checkpoint_id", sa.Uuid(), nullable=False),
        sa.Column("sink", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "checkpoint_id"],
            ["audit_checkpoints.municipality_code", "audit_checkpoints.id"],
            name=op.f("fk_audit_sendings_municipality_code"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_audit_sendings")),
    )
    op.create_index(
        "uq_audit_sendings_sink", "audit_sendings", ["municipality_code", "checkpoint_id", "sink"], unique=True
    )
    for table in ("audit_checkpoints", "audit_sendings"):
        protect(table, app="select", worker="select, insert")
        op.execute(
            f"create trigger forbid_change before update or delete or truncate on {table} "
            "for each statement execute function forbid_change()"
        )
    op.add_column(
        "handover_lists", sa.Column("anchor", postgresql.JSONB(astext_type=sa.Text(), none_as_null=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("handover_lists", "anchor")
    for table in ("audit_sendings", "audit_checkpoints"):
        unprotect(table)
        op.drop_table(table)

"""Events for caseworkers' own systems, numbered for each of them

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import protect, unprotect

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("receiver", sa.String(length=100), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_events")),
    )
    op.create_index(
        "uq_events_number",
        "events",
        ["municipality_code", "receiver", "number"],
        unique=True,
        postgresql_where=sa.text("number is not null"),
    )
    op.create_index(
        "ix_events_unnumbered",
        "events",
        ["municipality_code", "receiver", "seq"],
        unique=False,
        postgresql_where=sa.text("number is null"),
    )
    op.create_table(
        "event_heads",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receiver", sa.String(length=100), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_event_heads")),
    )
    op.create_index("uq_event_heads_receiver", "event_heads", ["municipality_code", "receiver"], unique=True)
    for table in ("events", "event_heads"):
        protect(table, app="select, insert", worker="select, insert")
    op.execute("grant update (number) on events to ssp_app, ssp_worker")
    op.execute("grant update (last) on event_heads to ssp_app, ssp_worker")


def downgrade() -> None:
    op.execute("revoke update (last) on event_heads from ssp_app, ssp_worker")
    op.execute("revoke update (number) on events from ssp_app, ssp_worker")
    for table in ("event_heads", "events"):
        unprotect(table)
        op.drop_table(table)

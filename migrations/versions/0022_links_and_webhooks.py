"""Links to cases in caseworkers' own systems, and where those systems are told of events

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import protect, unprotect

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_links()
    _make_webhooks()
    _make_held_events()
    protect("case_links", app="select, insert, update", worker="select, insert, update")
    protect("webhooks", app="select, insert, update", worker="select, insert, update")
    protect("webhook_secrets", app="select, insert, update, delete", worker="select")
    protect("held_events", app="select, update, delete", worker="select, insert, update, delete")


def downgrade() -> None:
    for table in ("held_events", "webhook_secrets", "webhooks", "case_links"):
        unprotect(table)
        op.drop_table(table)


def _make_links() -> None:
    op.create_table(
        "case_links",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.String(length=100), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_case_links_municipality_code_case_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_case_links")),
    )
    stands = sa.text("ended_at is null")
    op.create_index(
        "uq_case_links_one_standing",
        "case_links",
        ["municipality_code", "case_id"],
        unique=True,
        postgresql_where=stands,
    )
    op.create_index(
        "ix_case_links_reference",
        "case_links",
        ["municipality_code", "client", "reference"],
        unique=False,
        postgresql_where=stands,
    )


def _make_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.String(length=100), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("types", sa.ARRAY(sa.String(length=40)), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("removed_at", _INSTANT, nullable=True),
        sa.Column("paused", sa.String(length=20), nullable=True),
        sa.Column("sent_to", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", _INSTANT, nullable=True),
        sa.Column("next_try_at", _INSTANT, nullable=True),
        sa.Column("last_arrived_at", _INSTANT, nullable=True),
        sa.Column("last_failure", sa.String(length=40), nullable=True),
        sa.CheckConstraint("paused in ('client', 'administrator', 'receiver')", name=op.f("ck_webhooks_paused")),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_webhooks")),
    )
    op.create_index(
        op.f("ix_webhooks_municipality_code_client"), "webhooks", ["municipality_code", "client"], unique=False
    )
    op.create_table(
        "webhook_secrets",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_code", "webhook_id"],
            ["webhooks.municipality_code", "webhooks.id"],
            name=op.f("fk_webhook_secrets_municipality_code_webhook_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_webhook_secrets")),
    )
    op.create_index(
        op.f("ix_webhook_secrets_municipality_code_webhook_id"),
        "webhook_secrets",
        ["municipality_code", "webhook_id"],
        unique=False,
    )


def _make_held_events() -> None:
    op.create_table(
        "held_events",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", _INSTANT, nullable=False),
        sa.Column("held_at", _INSTANT, nullable=False),
        sa.Column("given_up_at", _INSTANT, nullable=True),
        sa.Column("last_failure", sa.String(length=40), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'given_up')", name=op.f("ck_held_events_state")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "webhook_id"],
            ["webhooks.municipality_code", "webhooks.id"],
            name=op.f("fk_held_events_municipality_code_webhook_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "event_id"],
            ["events.municipality_code", "events.id"],
            name=op.f("fk_held_events_municipality_code_event_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_held_events")),
    )
    op.create_index("uq_held_events_number", "held_events", ["municipality_code", "webhook_id", "number"], unique=True)
    op.create_index(
        "ix_held_events_waiting",
        "held_events",
        ["municipality_code", "webhook_id", "next_try_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )

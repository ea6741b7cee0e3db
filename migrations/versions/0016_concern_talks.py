"""Concern talks with the police

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import protect, unprotect

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_concern_talks()
    protect("concern_talks", app="select, insert, update", worker="select")


def downgrade() -> None:
    op.execute("delete from signals where deadline_id in (select id from deadlines where kind = 'hold_concern_talk')")
    op.execute("delete from deadlines where kind = 'hold_concern_talk'")
    unprotect("concern_talks")
    op.drop_table("concern_talks")


def _make_concern_talks() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "concern_talks",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("planned_for", moment, nullable=False),
        sa.Column("planned_at", moment, nullable=False),
        sa.Column("planned_by", sa.String(length=100), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=True),
        sa.Column("held_at", moment, nullable=True),
        sa.Column("attendees", sa.ARRAY(sa.String(length=30)), nullable=False),
        sa.Column("agreed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("because", sa.String(length=20), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_at", moment, nullable=True),
        sa.Column("written_by", sa.String(length=100), nullable=True),
        sa.CheckConstraint("state in ('planned', 'held', 'not_held')", name=op.f("ck_concern_talks_state")),
        sa.CheckConstraint(
            "because in ('postponed', 'family_stayed_away', 'called_off')", name=op.f("ck_concern_talks_because")
        ),
        sa.CheckConstraint(
            "(state = 'held') = (held_at is not null and agreed_sealed is not null)",
            name=op.f("ck_concern_talks_held_says_what_was_agreed"),
        ),
        sa.CheckConstraint(
            "(state = 'not_held') = (because is not null and reason_sealed is not null)",
            name=op.f("ck_concern_talks_not_held_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_concern_talks_municipality_code_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_concern_talks")),
    )
    op.create_index(
        op.f("ix_concern_talks_municipality_code_case_id"), "concern_talks", ["municipality_code", "case_id"]
    )
    op.create_index(
        "uq_concern_talks_one_planned", "concern_talks", ["municipality_code", "case_id"], unique=True,
        postgresql_where=sa.text("state = 'planned'"),
    )  # fmt: skip

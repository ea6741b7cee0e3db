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


_REVIEW = "reviewed_at, reviewed_by, verdict, note_sealed"


def upgrade() -> None:
    _make_alarms()
    _make_samples()
    _make_break_glass()
    protect("alarms", app="select, insert", worker="select, insert")
    protect("alarms_seen", app="select, insert", worker="select")
    protect("access_drawings", app="select", worker="select, insert")
    protect("access_samples", app=f"select, update ({_REVIEW})", worker="select, insert")
    protect("break_glass_grants", app=f"select, insert, update (ended_at, {_REVIEW})", worker="select")
    protect("pseudonym_reveals", app="select, insert")


def downgrade() -> None:
    for table in (
        "pseudonym_reveals", "break_glass_grants", "access_samples", "access_drawings", "alarms_seen", "alarms",
    ):  # fmt: skip
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
    op.create_table(
        "alarms_seen",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_alarms_seen")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "id"],
            ["alarms.municipality_code", "alarms.id"],
            name=op.f("fk_alarms_seen_municipality_code_id"),
        ),
    )
    op.create_table(
        "pseudonym_reveals",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_pseudonym_reveals")),
    )
    op.create_index(
        op.f("ix_pseudonym_reveals_municipality_code_at_id"), "pseudonym_reveals", ["municipality_code", "at", "id"]
    )


def _review_columns() -> list[sa.Column]:
    return [
        sa.Column("reviewed_at", _INSTANT, nullable=True),
        sa.Column("reviewed_by", sa.String(length=100), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
    ]


def _review_checks(table: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint("verdict in ('in_order', 'questioned')", name=op.f(f"ck_{table}_verdict")),
        sa.CheckConstraint(
            "(reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (verdict is null)",
            name=op.f(f"ck_{table}_reviewed"),
        ),
    ]


def _make_samples() -> None:
    op.create_table(
        "access_drawings",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("drawn_at", _INSTANT, nullable=False),
        sa.Column("looks", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_access_drawings")),
    )
    op.create_index("uq_access_drawings_month", "access_drawings", ["municipality_code", "month"], unique=True)
    op.create_table(
        "access_samples",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        *_review_columns(),
        *_review_checks("access_samples"),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_access_samples")),
    )
    op.create_index("uq_access_samples_number", "access_samples", ["municipality_code", "month", "number"], unique=True)


def _make_break_glass() -> None:
    op.create_table(
        "break_glass_grants",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        *_review_columns(),
        *_review_checks("break_glass_grants"),
        sa.CheckConstraint("reviewed_by <> holder", name=op.f("ck_break_glass_grants_another_reviews")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_break_glass_grants_municipality_code_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "person_id"],
            ["people.municipality_code", "people.id"],
            name=op.f("fk_break_glass_grants_municipality_code_person_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_break_glass_grants")),
    )
    op.create_index(
        op.f("ix_break_glass_grants_municipality_code_case_id_holder"),
        "break_glass_grants",
        ["municipality_code", "case_id", "holder"],
    )
    op.create_index(
        op.f("ix_break_glass_grants_municipality_code_at_id"), "break_glass_grants", ["municipality_code", "at", "id"]
    )

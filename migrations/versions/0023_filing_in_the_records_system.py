"""Filing in the records system

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import allow_ways, protect, unprotect

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_BEFORE = "'letter', 'question', 'screen', 'integration', 'export', 'handout', 'group', 'feedback'"


def upgrade() -> None:
    op.create_table(
        "filings",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("waiting_since", _MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", _MOMENT, nullable=True),
        sa.Column("may_be_there", sa.Boolean(), nullable=False),
        sa.Column("case_number", sa.String(length=60), nullable=True),
        sa.Column("record_number", sa.String(length=60), nullable=True),
        sa.Column("filed_at", _MOMENT, nullable=True),
        sa.Column("refused_at", _MOMENT, nullable=True),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'filed', 'refused')", name=op.f("ck_filings_state")),
        sa.CheckConstraint("num_nonnulls(letter_id, paper_id) = 1", name=op.f("ck_filings_a_letter_or_a_paper")),
        sa.CheckConstraint("(state = 'filed') = (filed_at is not null)", name=op.f("ck_filings_filed")),
        sa.CheckConstraint(
            "(state = 'waiting') = (next_try_at is not null)", name=op.f("ck_filings_waits_for_its_turn")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_filings_municipality_code_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "letter_id"],
            ["letters.municipality_code", "letters.id"],
            name=op.f("fk_filings_municipality_code_letter_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "paper_id"],
            ["consent_papers.municipality_code", "consent_papers.id"],
            name=op.f("fk_filings_municipality_code_paper_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_filings")),
    )
    op.create_index(op.f("ix_filings_municipality_code_case_id"), "filings", ["municipality_code", "case_id"])
    op.create_index("uq_filings_letter", "filings", ["municipality_code", "letter_id", "sha256"], unique=True)
    op.create_index("uq_filings_paper", "filings", ["municipality_code", "paper_id"], unique=True)
    op.create_index(
        "ix_filings_waiting",
        "filings",
        ["municipality_code", "next_try_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    allow_ways(f"{_BEFORE}, 'filing'")
    protect("filings", app="select, update", worker="select, insert, update")


def downgrade() -> None:
    allow_ways(_BEFORE, or_else="integration")
    unprotect("filings")
    op.drop_table("filings")

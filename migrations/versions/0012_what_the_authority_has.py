"""What was said of the authority's active cases, and the suggestions that it took the place of

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rules import protect, unprotect

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "authority_answers",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("first_at", moment, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.CheckConstraint("source in ('case_index', 'person')", name=op.f("ck_authority_answers_source")),
        sa.CheckConstraint(
            "finding in ('active', 'none', 'nothing_found', 'no_answer', 'refused')",
            name=op.f("ck_authority_answers_finding"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"],
            name=op.f("fk_authority_answers_municipality_code_case_id_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "person_id"], ["people.municipality_code", "people.id"],
            name=op.f("fk_authority_answers_municipality_code_person_id_people"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_authority_answers")),
    )  # fmt: skip
    op.create_index(
        op.f("ix_authority_answers_municipality_code_case_id_first_at"),
        "authority_answers",
        ["municipality_code", "case_id", "first_at"],
    )
    op.create_table(
        "earlier_suggestions",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("suggestion", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("because", sa.String(length=30), nullable=False),
        sa.Column("replaced_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "entry_id"], ["list_entries.municipality_code", "list_entries.id"],
            name=op.f("fk_earlier_suggestions_municipality_code_entry_id_list_entries"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_earlier_suggestions")),
    )  # fmt: skip
    op.create_index(
        op.f("ix_earlier_suggestions_municipality_code_entry_id_replaced_at"),
        "earlier_suggestions",
        ["municipality_code", "entry_id", "replaced_at"],
    )
    protect("authority_answers", app="select, insert, update", worker="select, insert, update")
    protect("earlier_suggestions", app="select, insert", worker="select, insert")


def downgrade() -> None:
    unprotect("earlier_suggestions")
    unprotect("authority_answers")
    op.drop_table("earlier_suggestions")
    op.drop_table("authority_answers")

"""What was put right about who is who

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import protect, unprotect

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity_corrections",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_person_id", sa.Uuid(), nullable=False),
        sa.Column("to_person_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("entries", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("holders", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind in ('merge', 'split_back', 'move')", name=op.f("ck_identity_corrections_kind")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "from_person_id"],
            ["people.municipality_code", "people.id"],
            name=op.f("fk_identity_corrections_municipality_code_from_person_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "to_person_id"],
            ["people.municipality_code", "people.id"],
            name=op.f("fk_identity_corrections_municipality_code_to_person_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_identity_corrections_municipality_code_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_identity_corrections")),
    )
    for who in ("from_person_id", "to_person_id"):
        op.create_index(
            op.f(f"ix_identity_corrections_municipality_code_{who}"), "identity_corrections", ["municipality_code", who]
        )
    protect("identity_corrections", app="select, insert", worker="select")
    op.execute(
        "create trigger forbid_change before update or truncate on identity_corrections "
        "for each statement execute function forbid_change()"
    )


def downgrade() -> None:
    op.execute("drop trigger forbid_change on identity_corrections")
    unprotect("identity_corrections")
    op.drop_table("identity_corrections")

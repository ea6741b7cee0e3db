"""Which version of the municipality's decisions each case goes by

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rules import protect, unprotect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_RIGHTS = "select, insert"


def upgrade() -> None:
    op.create_table(
        "profile_versions",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("casework_version", sa.String(length=20), nullable=False),
        sa.Column("routing_version", sa.String(length=20), nullable=False),
        sa.Column("taken_into_use_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_profile_versions")),
    )
    for column in ("number", "digest"):
        op.create_index(f"uq_profile_versions_{column}", "profile_versions", ["municipality_code", column], unique=True)
    protect("profile_versions", app=_RIGHTS, worker=_RIGHTS)
    op.execute(
        "create trigger forbid_change before update or truncate on profile_versions "
        "for each statement execute function forbid_change()"
    )
    op.add_column("cases", sa.Column("goes_by", sa.String(length=32), nullable=True))
    op.create_foreign_key(
        op.f("fk_cases_municipality_code_goes_by_profile_versions"), "cases", "profile_versions",
        ["municipality_code", "goes_by"], ["municipality_code", "digest"],
    )  # fmt: skip


def downgrade() -> None:
    op.drop_constraint(op.f("fk_cases_municipality_code_goes_by_profile_versions"), "cases", type_="foreignkey")
    op.drop_column("cases", "goes_by")
    op.execute("drop trigger forbid_change on profile_versions")
    unprotect("profile_versions")
    op.drop_table("profile_versions")

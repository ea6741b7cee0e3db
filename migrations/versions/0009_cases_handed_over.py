"""Cases handed over to another municipality

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rules import WORKER, protect, unprotect

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_RIGHTS = "select, insert, update"
_UNSETTLED = "state in ('offered', 'accepted')"


def upgrade() -> None:
    op.add_column("cases", sa.Column("offered_to", sa.String(length=3), nullable=True))
    op.add_column("cases", sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
    _make_transfers()
    protect("transfers", app=_RIGHTS, worker=_RIGHTS)
    _let_the_worker_take_in("grant", "to")


def downgrade() -> None:
    _let_the_worker_take_in("revoke", "from")
    unprotect("transfers")
    op.drop_table("transfers")
    op.drop_column("cases", "returned_at")
    op.drop_column("cases", "offered_to")


def _let_the_worker_take_in(verb: str, to: str) -> None:
    """What another municipality hands over becomes entries in the way that all entries do: by COPY, see 0002."""
    op.execute(f"{verb} select, insert on rejected_entries {to} {WORKER}")
    op.execute(
        f"do $$ begin execute format('{verb} temporary on database %I {to} {WORKER}', current_database()); end $$"
    )


def _make_transfers() -> None:
    """Two municipalities' halves of one hand-over are two rows, each its own's: no rule lets one see the other's."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "transfers",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("other_municipality_code", sa.String(length=3), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("grounds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("necessity_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("preview_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("package_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("offered_at", moment, nullable=False),
        sa.Column("offered_by", sa.String(length=100), nullable=False),
        sa.Column("target_at", moment, nullable=False),
        sa.Column("fatal_at", moment, nullable=False),
        sa.Column("reminded_at", moment, nullable=True),
        sa.Column("escalated_at", moment, nullable=True),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("answered_by", sa.String(length=100), nullable=True),
        sa.Column("answered_role", sa.String(length=20), nullable=True),
        sa.Column("track", sa.String(length=20), nullable=True),
        sa.Column("chosen_person_id", sa.Uuid(), nullable=True),
        sa.Column("handed_over_at", moment, nullable=True),
        sa.Column("returned_at", moment, nullable=True),
        sa.Column("entries", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("to_carry", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "direction = 'in' or case_id is not null", name=op.f("ck_transfers_what_is_offered_is_a_case")
        ),
        sa.CheckConstraint("direction in ('out', 'in')", name=op.f("ck_transfers_direction")),
        sa.CheckConstraint(
            "state in ('offered', 'accepted', 'handed_over', 'refused', 'withdrawn', 'expired', 'returned')",
            name=op.f("ck_transfers_state"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"], ["cases.municipality_code", "cases.id"],
            name=op.f("fk_transfers_municipality_code_case_id_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "person_id"], ["people.municipality_code", "people.id"],
            name=op.f("fk_transfers_municipality_code_person_id_people"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_transfers")),
    )  # fmt: skip
    op.create_index(op.f("ix_transfers_municipality_code_case_id"), "transfers", ["municipality_code", "case_id"])
    op.create_index(
        "ix_transfers_to_carry", "transfers", ["municipality_code", "id"], postgresql_where=sa.text("to_carry")
    )
    op.create_index(
        "ix_transfers_unsettled", "transfers", ["municipality_code", "target_at"],
        postgresql_where=sa.text(_UNSETTLED),
    )  # fmt: skip
    op.create_index(
        "uq_transfers_one_offer", "transfers", ["municipality_code", "case_id"], unique=True,
        postgresql_where=sa.text(f"direction = 'out' and {_UNSETTLED}"),
    )  # fmt: skip

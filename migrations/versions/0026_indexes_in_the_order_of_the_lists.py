"""The newest of the cases that have ended; and whose open cases, without those that are nobody's

An index with all open cases in it, in nobody's order, was taken for the lists that are in the order of what is due: all
were read and sorted, for fifty.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_ENDED = "ix_cases_ended"
_WHOSE = ("caseworker", "local_leader", "integration_client")


def upgrade() -> None:
    """Beside those who write: an index that is built in a transaction would keep them waiting."""
    with op.get_context().autocommit_block():
        _make(_ENDED, [sa.text("closed_at desc"), "id"], "closed_at is not null")
        for whose in _WHOSE:
            _make(f"ix_cases_open_{whose}", [whose], f"closed_at is null and {whose} is not null")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(_ENDED, table_name="cases", if_exists=True, postgresql_concurrently=True)
        for whose in _WHOSE:
            _make(f"ix_cases_open_{whose}", [whose], "closed_at is null")


def _make(name: str, columns: list[sa.TextClause | str], where: str) -> None:
    """In the place of the one from before, or of what an attempt that was broken off left."""
    op.drop_index(name, table_name="cases", if_exists=True, postgresql_concurrently=True)
    op.create_index(
        name,
        "cases",
        ["municipality_code", *columns],
        unique=False,
        postgresql_where=sa.text(where),
        postgresql_concurrently=True,
    )

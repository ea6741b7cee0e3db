"""Finding the open cases of one caseworker, local leader or system among a municipality's

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_WHOSE = ("caseworker", "local_leader", "integration_client")


def upgrade() -> None:
    """Beside those who write: an index that is built in a transaction would keep them waiting."""
    with op.get_context().autocommit_block():
        for whose in _WHOSE:
            # What an attempt that was broken off left is no index.
            op.drop_index(_name(whose), table_name="cases", if_exists=True, postgresql_concurrently=True)
            op.create_index(
                _name(whose),
                "cases",
                ["municipality_code", whose],
                unique=False,
                postgresql_where=sa.text("closed_at is null"),
                postgresql_concurrently=True,
            )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for whose in _WHOSE:
            op.drop_index(_name(whose), table_name="cases", postgresql_concurrently=True)


def _name(whose: str) -> str:
    return f"ix_cases_open_{whose}"

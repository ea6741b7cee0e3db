"""Finding a case by a word of a name, a journal number or a reference

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import protect, unprotect

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_INCIDENT = "upper(regexp_replace({}, '[^[:alnum:]]'::text, ''::text, 'g'::text))"
_STANDING = "superseded_by is null and case_id is not null"


def upgrade() -> None:
    """Names that stand here already are indexed by the worker, which has the keys (``index_names``)."""
    _make_words()
    op.add_column("people", sa.Column("name_words", sa.SmallInteger(), server_default="0", nullable=False))
    op.create_index(
        "ix_people_same_as",
        "people",
        ["municipality_code", "same_as_id"],
        unique=False,
        postgresql_where=sa.text("same_as_id is not null"),
    )
    op.create_index(
        "ix_cases_authority_reference",
        "cases",
        ["municipality_code", "authority_reference"],
        unique=False,
        postgresql_where=sa.text("authority_reference is not null"),
    )
    _keep_the_incident()


def downgrade() -> None:
    op.drop_index("ix_list_entries_incident", table_name="list_entries")
    written = _INCIDENT.format("police_journal_number")
    _show_the_sides(written)
    op.create_index(
        "ix_list_entries_incident",
        "list_entries",
        ["municipality_code", sa.text(f"({written})")],
        postgresql_where=sa.text(_STANDING),
    )
    op.drop_column("list_entries", "incident")
    op.drop_index("ix_cases_authority_reference", table_name="cases")
    op.drop_index("ix_people_same_as", table_name="people")
    op.drop_column("people", "name_words")
    unprotect("person_words")
    op.drop_table("person_words")


def _make_words() -> None:
    op.create_table(
        "person_words",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("beginnings", sa.ARRAY(sa.LargeBinary()), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "person_id"],
            ["data_keys.municipality_code", "data_keys.id"],
            name=op.f("fk_person_words_municipality_code_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("municipality_code", "person_id", "word", name=op.f("pk_person_words")),
    )
    op.create_index(
        op.f("ix_person_words_municipality_code_head"), "person_words", ["municipality_code", "head"], unique=False
    )
    protect("person_words", app="select, insert, delete", worker="select, insert, delete")


def _keep_the_incident() -> None:
    """As a column: row-level security lets no index be asked with a function that might tell of a row it hides."""
    op.drop_index("ix_list_entries_incident", table_name="list_entries")
    op.add_column(
        "list_entries",
        sa.Column(
            "incident", sa.Text(), sa.Computed(_INCIDENT.format("(police_journal_number)::text"), persisted=True)
        ),
    )
    op.create_index(
        "ix_list_entries_incident",
        "list_entries",
        ["municipality_code", "incident"],
        unique=False,
        postgresql_where=sa.text(_STANDING),
    )
    _show_the_sides("incident")


def _show_the_sides(incident: str) -> None:
    """Who stands on which side of an incident; the view of migration 0002, from the column."""
    sides = f"select municipality_code, case_id, {incident} as incident, role from list_entries where {_STANDING}"  # noqa: S608 - our own columns
    op.execute(f"create or replace view incident_sides with (security_invoker = true) as {sides}")

"""Rows for their own municipality alone, and the log as a chain

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import APP, WORKER, protect, unprotect

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WORKED_ON = (
    "assessments", "cases", "consents", "course_goals", "course_participants", "course_reviews", "courses",
    "custody_holders", "deadlines", "handover_lists", "knowledge", "list_entries", "obligations", "people",
    "placements", "signals",
)  # fmt: skip
"""What a case consists of: read, added to and changed, never deleted."""


def upgrade() -> None:
    _make_roles()
    _chain()
    for table in _WORKED_ON:
        protect(table, app="select, insert, update", worker="select, insert, update")
    protect("rejected_entries", app="select, insert")
    protect("history", app="select, insert", worker="select, insert")
    protect("stored_answers", app="select, insert", worker="select (municipality_code, id, at), delete")
    protect("audit_log", app="select, insert", worker="select, insert")
    protect("audit_heads", app="select, insert, update", worker="select, insert, update")
    for role in (APP, WORKER):
        op.execute(f"grant select on alembic_version to {role}")
        op.execute(f"grant usage on schema public to {role}")
    _let_the_worker_work("grant", "to")
    _tell_the_sides_apart()
    _make_room_for_copy("grant", "to")


def downgrade() -> None:
    _make_room_for_copy("revoke", "from")
    op.execute("drop view incident_sides")
    op.drop_index("ix_list_entries_incident", table_name="list_entries")
    _let_the_worker_work("revoke", "from")
    for role in (APP, WORKER):
        op.execute(f"revoke all on alembic_version from {role}")
        op.execute(f"revoke usage on schema public from {role}")
    for table in ("audit_heads", "audit_log", "stored_answers", "history", "rejected_entries", *reversed(_WORKED_ON)):
        unprotect(table)
    op.drop_index("uq_audit_log_number", table_name="audit_log")
    op.drop_index(op.f("ix_audit_log_municipality_code_at"), table_name="audit_log")
    for column in ("hash", "previous", "purpose", "number"):
        op.drop_column("audit_log", column)
    op.drop_table("audit_heads")
    # The roles belong to the whole server and other databases may use them, so they stay.


def _make_roles() -> None:
    """Roles without a login: whoever runs the server makes logins and lets them be members."""
    for role in (APP, WORKER):
        op.execute(
            f"do $$ begin create role {role} nologin;"
            " exception when duplicate_object or unique_violation then null; end $$"
        )


def _chain() -> None:
    """A log from before the chain cannot be put into it afterwards and be believed, so it has to be empty."""
    op.execute(
        "do $$ begin if exists (select from audit_log) then raise exception"
        " 'This database is from a trial version, whose log is no chain: begin with a new one.'; end if; end $$"
    )
    op.add_column("audit_log", sa.Column("number", sa.BigInteger(), nullable=False))
    op.add_column("audit_log", sa.Column("purpose", sa.String(length=30), nullable=False))
    op.add_column("audit_log", sa.Column("previous", sa.LargeBinary(), nullable=False))
    op.add_column("audit_log", sa.Column("hash", sa.LargeBinary(), nullable=False))
    op.create_index("uq_audit_log_number", "audit_log", ["municipality_code", "number"], unique=True)
    op.create_index(op.f("ix_audit_log_municipality_code_at"), "audit_log", ["municipality_code", "at"])
    op.create_table(
        "audit_heads",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", name=op.f("pk_audit_heads")),
    )


_INCIDENT = "upper(regexp_replace(police_journal_number, '[^[:alnum:]]', '', 'g'))"
"""A journal number however it was written: with dashes, with spaces or with neither."""


def _tell_the_sides_apart() -> None:
    """Who stands on which side of an incident, by case; through it one sees what one sees of the entries."""
    sides = f"select municipality_code, case_id, {_INCIDENT} as incident, role from list_entries"  # noqa: S608 - our own columns
    standing = "superseded_by is null and case_id is not null"
    op.execute(f"create view incident_sides with (security_invoker = true) as {sides} where {standing}")
    op.create_index(
        "ix_list_entries_incident",
        "list_entries",
        ["municipality_code", sa.text(f"({_INCIDENT})")],
        postgresql_where=sa.text("superseded_by is null and case_id is not null"),
    )
    for role in (APP, WORKER):
        op.execute(f"grant select on incident_sides to {role}")


def _make_room_for_copy(verb: str, to: str) -> None:
    """COPY is not let through row-level security, so rows are copied into a temporary table first."""
    op.execute(f"do $$ begin execute format('{verb} temporary on database %I {to} {APP}', current_database()); end $$")


_PROCRASTINATE = r"""
    do $$ declare one record; begin
        for one in
            select 'table ' || quote_ident(relname) as what from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') and relname like 'procrastinate\_%'
            union select 'sequence ' || quote_ident(relname) from pg_class
            where relnamespace = 'public'::regnamespace and relkind = 'S' and relname like 'procrastinate\_%'
            union select 'function ' || oid::regprocedure from pg_proc
            where pronamespace = 'public'::regnamespace and proname like 'procrastinate\_%'
        loop execute '{verb} all on ' || one.what || ' {to} {role}'; end loop;
    end $$
"""


def _let_the_worker_work(verb: str, to: str) -> None:
    """The job engine's own tables, which hold ids alone."""
    op.execute(_PROCRASTINATE.format(verb=verb, to=to, role=WORKER))

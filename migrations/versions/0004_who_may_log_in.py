"""Sessions, and roles that were taken away

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import APP, WORKER, grant, protect, unprotect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_sessions()
    _make_attempts()
    _make_withdrawals()
    protect("sessions", app="select, insert, update", worker="select, delete")
    protect("role_withdrawals", app="select, insert, update", worker="select")
    grant("login_attempts", app="select, insert, delete", worker="select, delete")
    op.execute(_ENTER)
    op.execute(_ENTER_SESSION)


def downgrade() -> None:
    op.execute("drop function ssp_enter_session(text, bytea, timestamptz, interval)")
    op.execute("drop function ssp_enter(text, text, text)")
    for table in ("role_withdrawals", "sessions"):
        unprotect(table)
    op.execute(f"revoke all on login_attempts from {APP}, {WORKER}")
    for table in ("role_withdrawals", "login_attempts", "sessions"):
        op.drop_table(table)


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("provider_subject", sa.String(length=255), nullable=False),
        sa.Column("provider_session", sa.String(length=255), nullable=True),
        sa.Column("acting_role", sa.String(length=20), nullable=False),
        sa.Column("possible_roles", sa.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("began_at", _INSTANT, nullable=False),
        sa.Column("last_used_at", _INSTANT, nullable=False),
        sa.Column("ends_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_sessions")),
    )
    op.create_index("uq_sessions_token_hash", "sessions", ["municipality_code", "token_hash"], unique=True)
    op.create_index(op.f("ix_sessions_municipality_code_subject"), "sessions", ["municipality_code", "subject"])


def _make_attempts() -> None:
    op.create_table(
        "login_attempts",
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("return_to", sa.String(length=500), nullable=False),
        sa.Column("wanted_role", sa.String(length=20), nullable=True),
        sa.Column("wanted_municipality", sa.String(length=3), nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_login_attempts")),
    )
    op.create_index(op.f("ix_login_attempts_at"), "login_attempts", ["at"])


def _make_withdrawals() -> None:
    op.create_table(
        "role_withdrawals",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("proposed_end_by", sa.String(length=100), nullable=True),
        sa.Column("proposed_end_at", _INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(length=100), nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.CheckConstraint(
            "ended_at is null or (ended_by is not null and proposed_end_by is not null"
            " and ended_by <> proposed_end_by and ended_by <> subject and proposed_end_by <> subject)",
            name=op.f("ck_role_withdrawals_four_eyes"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_role_withdrawals")),
    )
    op.create_index(
        "uq_role_withdrawals_in_force",
        "role_withdrawals",
        ["municipality_code", "subject", "role"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )


# The rows of a municipality come into sight with the first statement, and the second reads them: in one
# round trip, and afresh each time.
_ENTER = """
    create function ssp_enter(entered text, who text, acting text) returns boolean language plpgsql as $$
    begin
        perform set_config('ssp.municipality', entered, true);
        return exists (
            select from role_withdrawals
            where municipality_code = entered and subject = who and role in ('all', acting) and ended_at is null
        );
    end $$
"""
_ENTER_SESSION = """
    create function ssp_enter_session(entered text, hashed bytea, now_is timestamptz, idle interval)
    returns table (
        session_id uuid, who text, acting text, possible varchar[], until timestamptz, withdrawn boolean
    ) language plpgsql as $$
    begin
        perform set_config('ssp.municipality', entered, true);
        update sessions set last_used_at = now_is
        where municipality_code = entered and id = (
            select id from sessions
            where municipality_code = entered and token_hash = hashed and ended_at is null and ends_at > now_is
                and last_used_at + idle > now_is and last_used_at < now_is - interval '1 minute'
            for update skip locked
        );
        return query
            select s.id, s.subject::text, s.acting_role::text, s.possible_roles,
                least(s.ends_at, s.last_used_at + idle),
                exists (
                    select from role_withdrawals w
                    where w.municipality_code = entered and w.subject = s.subject and w.ended_at is null
                        and w.role in ('all', s.acting_role)
                )
            from sessions s
            where s.municipality_code = entered and s.token_hash = hashed and s.ended_at is null
                and s.ends_at > now_is and s.last_used_at + idle > now_is;
    end $$
"""

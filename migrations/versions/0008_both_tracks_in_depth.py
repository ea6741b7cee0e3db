"""How serious it is, the meetings with the family, notices to somebody, and feedback

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from migrations.rules import APP, WORKER, allow_ways, protect, unprotect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NEVER_CHANGED = ("assessments", "placements", "family_meetings")
_BEFORE = "'letter', 'question', 'screen', 'integration', 'export'"
_OUTCOMES = "'held', 'postponed', 'family_stayed_away'"


def upgrade() -> None:
    for name, kind in (
        ("scale_version", sa.String(length=40)),
        ("severity", sa.Integer()),
        ("severity_title", sa.String(length=200)),
    ):
        op.add_column("assessments", sa.Column(name, kind, nullable=True))
    op.add_column(
        "assessments", sa.Column("factors", sa.ARRAY(sa.String(length=40)), nullable=False, server_default="{}")
    )
    op.alter_column("assessments", "factors", server_default=None)
    op.add_column("notices", sa.Column("to_user", sa.String(length=100), nullable=True))
    op.create_index(
        "ix_notices_to_user",
        "notices",
        ["municipality_code", "to_user", "at", "id"],
        postgresql_where=sa.text("to_user is not null"),
    )
    op.add_column("knowledge", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column("deadlines", sa.Column("object_id", sa.Uuid(), nullable=True))
    _one_running(["municipality_code", "case_id", "kind", "object_id"])
    _make_family_meetings()
    allow_ways(f"{_BEFORE}, 'feedback'")
    for table in ("assessments", "placements"):
        op.execute(f"revoke update on {table} from {APP}, {WORKER}")
    for table in _NEVER_CHANGED:
        op.execute(
            f"create trigger forbid_change before update or truncate on {table} "
            "for each statement execute function forbid_change()"
        )


def downgrade() -> None:
    for table in _NEVER_CHANGED:
        op.execute(f"drop trigger forbid_change on {table}")
    for table in ("assessments", "placements"):
        op.execute(f"grant update on {table} to {APP}, {WORKER}")
    allow_ways(_BEFORE, or_else="screen")
    unprotect("family_meetings")
    op.drop_table("family_meetings")
    op.execute("delete from signals where deadline_id in (select id from deadlines where object_id is not null)")
    op.execute("delete from deadlines where object_id is not null")
    _one_running(["municipality_code", "case_id", "kind"])
    op.drop_column("deadlines", "object_id")
    op.drop_column("knowledge", "due_on")
    op.drop_index("ix_notices_to_user", table_name="notices")
    op.drop_column("notices", "to_user")
    for column in ("factors", "severity_title", "severity", "scale_version"):
        op.drop_column("assessments", column)


def _one_running(columns: list[str]) -> None:
    """At most one deadline that runs of a kind, or of a kind about one thing."""
    op.drop_index("uq_deadlines_one_running", table_name="deadlines")
    op.create_index(
        "uq_deadlines_one_running",
        "deadlines",
        columns,
        unique=True,
        postgresql_where=sa.text("met_at is null"),
        postgresql_nulls_not_distinct=len(columns) > 3,
    )


def _make_family_meetings() -> None:
    op.create_table(
        "family_meetings",
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("called_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attendees", sa.ARRAY(sa.String(length=30)), nullable=False),
        sa.Column("agreed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"outcome in ({_OUTCOMES})", name=op.f("ck_family_meetings_outcome")),
        sa.CheckConstraint(
            "(outcome = 'held') = (held_at is not null and agreed_sealed is not null)",
            name=op.f("ck_family_meetings_held_says_what_was_agreed"),
        ),
        sa.CheckConstraint(
            "(outcome = 'held') = (reason_sealed is null)", name=op.f("ck_family_meetings_not_held_says_why")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_code", "case_id"],
            ["cases.municipality_code", "cases.id"],
            name=op.f("fk_family_meetings_municipality_code_case_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f("pk_family_meetings")),
    )
    op.create_index(
        op.f("ix_family_meetings_municipality_code_case_id_at"),
        "family_meetings",
        ["municipality_code", "case_id", "at"],
        unique=False,
    )
    protect("family_meetings", app="select, insert", worker="select")

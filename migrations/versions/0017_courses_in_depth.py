"""Courses in depth: the plan as versions, review meetings, evaluations by goal, and who may see the plan

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from migrations.rules import APP, WORKER, allow_ways, protect, unprotect

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_BEFORE = "'letter', 'question', 'screen', 'integration', 'export', 'feedback'"
_PARTS = "'young_person', 'parent', 'school', 'club', 'street_team', 'institution', 'health', 'other'"
_NEW = ("course_plans", "course_meetings", "course_evaluations")
_NEVER_CHANGED = (*_NEW, "course_goals", "course_reviews")
_OF_A_COURSE = ("courses", "course_goals", "course_participants", "course_reviews")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _let_the_owner_see(True)
    _widen()
    _make_plans()
    _make_meetings()
    _make_evaluations()
    allow_ways(f"{_BEFORE}, 'handout'")
    _let_the_owner_see(False)
    for table in _NEW:
        protect(table, app="select, insert", worker="select")
    for table in ("course_goals", "course_reviews"):
        op.execute(f"revoke update on {table} from {APP}, {WORKER}")
    for table in _NEVER_CHANGED:
        op.execute(
            f"create trigger forbid_change before update or truncate on {table} "
            "for each statement execute function forbid_change()"
        )


def downgrade() -> None:
    for table in _NEVER_CHANGED:
        op.execute(f"drop trigger forbid_change on {table}")
    for table in ("course_goals", "course_reviews"):
        op.execute(f"grant update on {table} to {APP}, {WORKER}")
    for table in _NEW:
        unprotect(table)
    _let_the_owner_see(True)
    allow_ways(_BEFORE, or_else="export")
    _narrow()
    _let_the_owner_see(False)


def _let_the_owner_see(may: bool) -> None:
    """What stands there already is given its version, in every municipality: the rule is set aside for whoever owns."""
    for table in _OF_A_COURSE:
        op.execute(f"alter table {table} {'no force' if may else 'force'} row level security")


def _widen() -> None:
    """What was planned before is the first version of its plan, and nobody logs in to see it."""
    op.add_column("courses", sa.Column("plan_version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("courses", sa.Column("next_review_on", sa.Date(), nullable=True))
    op.add_column("course_goals", sa.Column("plan_version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("course_goals", sa.Column("continues", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_course_goals_municipality_code_continues"), "course_goals", "course_goals",
        ["municipality_code", "continues"], ["municipality_code", "id"],
    )  # fmt: skip
    for column in (
        sa.Column("plan_version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("position", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("part", sa.String(length=20), nullable=False, server_default="other"),
        sa.Column("institution", sa.String(length=200), nullable=True),
        sa.Column("user_id", sa.String(length=100), nullable=True),
        sa.Column("ground", sa.String(length=20), nullable=False, server_default="CONSENT"),
        sa.Column("view_ended_at", _MOMENT, nullable=True),
        sa.Column("task_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("necessity_sealed", sa.LargeBinary(), nullable=True),
    ):
        op.add_column("course_participants", column)
    op.create_check_constraint(op.f("ck_course_participants_part"), "course_participants", f"part in ({_PARTS})")
    op.create_index(
        "ix_course_participants_user", "course_participants", ["municipality_code", "user_id"],
        postgresql_where=sa.text("user_id is not null and view_ended_at is null"),
    )  # fmt: skip
    for column in (
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("progress_title", sa.String(length=200), nullable=True),
        sa.Column("scale_version", sa.String(length=40), nullable=True),
    ):
        op.add_column("course_reviews", column)
    _progress_up_to(100)
    for table, name in (
        ("courses", "plan_version"), ("course_goals", "plan_version"), ("course_participants", "plan_version"),
        ("course_participants", "position"), ("course_participants", "part"), ("course_participants", "ground"),
    ):  # fmt: skip
        op.alter_column(table, name, server_default=None)


def _narrow() -> None:
    """The version that holds is all that is left; what was reached at a level that was not there counts as the last."""
    op.drop_table("course_evaluations")
    _progress_up_to(4)
    op.drop_constraint(op.f("fk_course_reviews_municipality_code_meeting_id"), "course_reviews")
    for name in ("scale_version", "progress_title", "meeting_id"):
        op.drop_column("course_reviews", name)
    op.drop_table("course_meetings")
    op.drop_table("course_plans")
    op.drop_constraint(op.f("fk_course_goals_municipality_code_continues"), "course_goals")
    _keep_the_last_version()
    op.drop_index("ix_course_participants_user", table_name="course_participants")
    op.drop_constraint(op.f("ck_course_participants_part"), "course_participants")
    for name in (
        "necessity_sealed", "task_sealed", "view_ended_at", "ground", "user_id", "institution", "part", "position",
        "plan_version",
    ):  # fmt: skip
        op.drop_column("course_participants", name)
    for table, names in (
        ("course_goals", ("continues", "plan_version")),
        ("courses", ("next_review_on", "plan_version")),
    ):
        for name in names:
            op.drop_column(table, name)


def _keep_the_last_version() -> None:
    """A goal that a review speaks of stays, whichever version it stood in."""
    earlier = (
        "using courses c where c.municipality_code = one.municipality_code and c.id = one.course_id"
        " and one.plan_version < c.plan_version"
    )
    op.execute(f"delete from course_participants one {earlier}")  # noqa: S608 - our own names
    op.execute(
        f"delete from course_goals one {earlier} and not exists (select from course_reviews r"  # noqa: S608 - words of this file alone
        " where r.municipality_code = one.municipality_code and r.goal_id = one.id)"
    )


def _progress_up_to(most: int) -> None:
    op.drop_constraint(op.f("ck_course_reviews_progress"), "course_reviews")
    op.execute(f"update course_reviews set progress = {most} where progress > {most}")  # noqa: S608 - our own number
    op.create_check_constraint(op.f("ck_course_reviews_progress"), "course_reviews", f"progress between 0 and {most}")


def _own(table: str) -> list[SchemaItem]:
    """What each table of a course begins with."""
    return [
        sa.Column("municipality_code", sa.String(length=3), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("municipality_code", "id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["municipality_code", "course_id"], ["courses.municipality_code", "courses.id"],
            name=op.f(f"fk_{table}_municipality_code_course_id"),
        ),
    ]  # fmt: skip


def _make_plans() -> None:
    op.create_table(
        "course_plans",
        *_own("course_plans"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("local_leader", sa.String(length=100), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("version = 1 or reason_sealed is not null", name=op.f("ck_course_plans_a_change_says_why")),
    )
    op.create_index(
        "uq_course_plans_version", "course_plans", ["municipality_code", "course_id", "version"], unique=True
    )
    op.execute(
        "insert into course_plans (municipality_code, id, course_id, version, local_leader, start_on, made_at, made_by)"
        " select municipality_code, gen_random_uuid(), id, 1, local_leader, start_on, planned_at, planned_by"
        " from courses"
    )


def _make_meetings() -> None:
    op.create_table(
        "course_meetings",
        *_own("course_meetings"),
        sa.Column("plan_version", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
    )
    op.create_index(
        op.f("ix_course_meetings_municipality_code_course_id_held_on"), "course_meetings",
        ["municipality_code", "course_id", "held_on"],
    )  # fmt: skip
    op.create_foreign_key(
        op.f("fk_course_reviews_municipality_code_meeting_id"), "course_reviews", "course_meetings",
        ["municipality_code", "meeting_id"], ["municipality_code", "id"],
    )  # fmt: skip


def _make_evaluations() -> None:
    op.create_table(
        "course_evaluations",
        *_own("course_evaluations"),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("progress_title", sa.String(length=200), nullable=False),
        sa.Column("scale_version", sa.String(length=40), nullable=False),
        sa.Column("evaluation_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code", "goal_id"], ["course_goals.municipality_code", "course_goals.id"],
            name=op.f("fk_course_evaluations_municipality_code_goal_id"),
        ),
    )  # fmt: skip
    op.create_index(
        "uq_course_evaluations_goal", "course_evaluations", ["municipality_code", "course_id", "goal_id"], unique=True
    )

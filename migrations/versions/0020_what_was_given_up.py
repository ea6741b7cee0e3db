"""What the service has given up doing, seen and tried again

Revision ID: 0020
Revises: 0019
"""

from alembic import op

from migrations.rules import APP

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _let_the_app_see_what_failed("grant", "to")
    op.execute(
        "create index ix_procrastinate_jobs_given_up on procrastinate_jobs (queueing_lock) where status = 'failed'"
    )
    _forget_what_succeeded()


def downgrade() -> None:
    for trigger in ("forget_given_up", "forget_given_up_when_kept"):
        op.execute(f"drop trigger {trigger} on procrastinate_jobs")
    op.execute("drop function ssp_forget_given_up()")
    op.execute("drop index ix_procrastinate_jobs_given_up")
    _let_the_app_see_what_failed("revoke", "from")


def _let_the_app_see_what_failed(verb: str, to: str) -> None:
    """To try something again is to queue it anew, which the web processes may already: they change no job."""
    op.execute(f"{verb} select (task_name, args, status) on procrastinate_jobs {to} {APP}")
    op.execute(f"{verb} select (job_id, type, at) on procrastinate_events {to} {APP}")


def _forget_what_succeeded() -> None:
    """What was given up, and has been done since, is given up no more; the worker removes the job that did it."""
    op.execute(
        """
        create function ssp_forget_given_up() returns trigger language plpgsql as $$
        begin
            delete from procrastinate_jobs where queueing_lock = old.queueing_lock and status = 'failed';
            return null;
        end;
        $$
        """
    )
    op.execute(
        "create trigger forget_given_up after delete on procrastinate_jobs"
        " for each row when (old.status = 'doing') execute function ssp_forget_given_up()"
    )
    op.execute(
        "create trigger forget_given_up_when_kept after update of status on procrastinate_jobs"
        " for each row when (new.status = 'succeeded') execute function ssp_forget_given_up()"
    )

"""Jobs that failed at their last attempt, as the job engine keeps them: which there are, and once more.

What is queued under one name (``queueing_lock``) is one thing to do. The database removes its failures when it has
succeeded (migration 0020), so that what stands here is still undone.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from app import jobs
from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller
from app.errors import NotFound
from app.given_up import texts
from app.given_up.problems import NotGivenUp
from app.given_up.schemas import GivenUpJobView

_OURS: Final = "coalesce(job.args ->> 'municipality_code' = current_setting('ssp.municipality', true), true)"
"""The municipality's own, and the rounds, which name none. The engine's tables have no row-level security of their own,
so the municipality is the one that the transaction belongs to, and not one that a query could forget to say."""
_WAITS: Final = """exists (
    select from procrastinate_jobs again where again.queueing_lock = {} and again.status in ('todo', 'doing')
)"""
_LIST: Final = text(f"""
    select newest.id, newest.task_name, newest.args, whole.queued_at, whole.given_up_at, whole.attempts,
        {_WAITS.format("whole.queueing_lock")} as waits
    from (
        select job.queueing_lock, max(job.id) as id,
            min(event.at) filter (where event.type = 'deferred') as queued_at,
            max(event.at) filter (where event.type = 'failed') as given_up_at,
            count(*) filter (where event.type = 'started') as attempts
        from procrastinate_jobs job join procrastinate_events event on event.job_id = job.id
        where job.status = 'failed' and {_OURS}
        group by job.queueing_lock
    ) as whole join procrastinate_jobs newest on newest.id = whole.id
    where cast(:after_at as timestamptz) is null
        or (whole.given_up_at, whole.id) < (cast(:after_at as timestamptz), cast(:after_id as bigint))
    order by whole.given_up_at desc, whole.id desc limit :most
""")  # noqa: S608 - our own
_ONE: Final = text(f"""
    select job.task_name, job.queueing_lock, job.args,
        job.status = 'failed' and not {_WAITS.format("job.queueing_lock")} as given_up
    from procrastinate_jobs job where job.id = :id and {_OURS}
""")  # noqa: S608 - our own


def list_given_up(
    session: Session, after: tuple[datetime, int] | None, limit: int, *, by: Caller
) -> list[GivenUpJobView]:
    """``limit`` + 1 at most, what was given up last first."""
    why = require(by, Action.MANAGE_JOBS)
    after_at, after_id = after or (None, None)
    asked = {"after_at": after_at, "after_id": after_id, "most": limit + 1}
    found = session.execute(_LIST, asked).mappings().all()
    audit.record(session, "given_up_job.listed", by=by, why=why, subjects=[None], fields=["given_up_job"])
    return [_view(row) for row in found]


def try_again(session: Session, job_id: int, *, by: Caller) -> None:
    """Queues the same once more, with all its attempts before it. Raises NotFound, and NotGivenUp when it waits."""
    why = require(by, Action.MANAGE_JOBS)
    job = session.execute(_ONE, {"id": job_id}).mappings().first()
    if job is None:
        raise NotFound()
    if not job["given_up"] or not jobs.queue_again(session, job["task_name"], job["queueing_lock"], job["args"]):
        raise NotGivenUp(texts.WAITS)
    about = next((one for one in _ids(job["args"]).values() if one), None)
    audit.record(
        session, "given_up_job.tried_again", by=by, why=why, subjects=[None], object_id=about, fields=["given_up_job"]
    )


def _view(row: RowMapping) -> GivenUpJobView:
    return GivenUpJobView(
        id=row["id"], task=row["task_name"], title=texts.TASKS.get(row["task_name"], texts.ANY_TASK),
        whole_installation="municipality_code" not in row["args"], queued_at=row["queued_at"],
        given_up_at=row["given_up_at"], attempts=row["attempts"], waits=row["waits"], **_ids(row["args"]),
    )  # fmt: skip


def _ids(args: Mapping[str, Any]) -> dict[str, UUID | None]:
    """What a job is about; its arguments name it by id alone."""
    return {name: UUID(args[name]) if name in args else None for name in ("case_id", "letter_id", "transfer_id")}

"""What the service has given up doing by itself, and trying it again."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app import paging
from app.access.policy import Action
from app.access.service import By, require
from app.db import Transaction
from app.given_up import service
from app.given_up.schemas import GivenUpJobView
from app.idempotency.service import Key, answer_once, request_hash
from app.paging_by_time import after_number, following
from app.responses import problems

router = APIRouter(prefix="/v1/given-up-jobs", tags=["Opgivet af systemet"])

JobId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("", responses=problems(400), summary="Hvad systemet har opgivet at gøre af sig selv, nyeste først")
def list_given_up_jobs(
    session: Transaction, by: By, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> paging.Page[GivenUpJobView]:
    """Id'er og ingen navne. Står her, til det er lykkedes. Runder for hele installationen ses af alle kommuner."""
    found = service.list_given_up(session, after_number(cursor), limit, by=by)
    return paging.Page(items=found[:limit], next_cursor=following([(one.given_up_at, one.id) for one in found], limit))


@router.post("/{job_id}/retries", status_code=204, responses=problems(404, 409), summary="Prøv det igen nu")
def retry_given_up_job(session: Transaction, by: By, job_id: JobId, key: Key = None) -> Response:
    """Sættes i gang med det samme, med alle sine forsøg. Det står på listen, til det er lykkedes."""
    require(by, Action.MANAGE_JOBS)

    def do() -> tuple[int, None, None]:
        service.try_again(session, job_id, by=by)
        return 204, None, None

    return answer_once(session, key, request_hash("retry_given_up_job", job_id), by=by, do=do)

"""The administrator's page of what the service has given up doing by itself."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from app import clock
from app.access.service import InSession
from app.db import Transaction
from app.given_up.api import JobId, list_given_up_jobs, retry_given_up_job
from app.web.rendering import page
from app.web.sending import Sent, on_to

router = APIRouter(include_in_schema=False)

_HERE: Final = "/opgivet"


@router.get(_HERE)
def given_up(
    request: Request, session: Transaction, now: InSession, fra: Annotated[str | None, Query(max_length=300)] = None
) -> Response:
    """What was given up last comes first, and stays until it has succeeded."""
    found = list_given_up_jobs(session, now.caller, cursor=fra)
    return page(request, "given_up.html", now, found=found.items, following=found.next_cursor, new_key=_new_key)


def _new_key() -> str:
    """Of one button: pressed twice, it does one thing."""
    return clock.new_id().hex


@router.post(_HERE + "/{job_id}/igen")
def again(sent: Sent, job_id: JobId) -> Response:
    """Tried again at once."""
    sent.carry_out(lambda session, now: retry_given_up_job(session, now.caller, job_id, key=sent.form.key))
    return on_to(_HERE, "proeves")

"""The cases that somebody may see: all of them by urgency, or a list of them; and some given away at once."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from app.access.service import InSession
from app.cases.api import list_cases
from app.cases.worklist_api import get_work
from app.db import Transaction
from app.web.many import in_bulk, titles
from app.web.next_step import next_steps
from app.web.operations.choices import staff
from app.web.rendering import page
from workflows.casework import State, Track
from workflows.work import Awaited

router = APIRouter(prefix="/sager", include_in_schema=False)

_PAGE: Final = 50


@router.get("")
def queue(
    request: Request, session: Transaction, now: InSession,
    tilstand: State | None = None, spor: Track | None = None, venter: Awaited | None = None,
    mine: bool = False, uden: bool = False, over: bool = False, uge: bool = False, ny: bool = False,
    fra: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:  # fmt: skip
    """The terms stand in the address, so that a list can be kept among one's bookmarks."""
    terms: dict[str, Any] = {
        "state": tilstand, "track": spor, "mine": mine, "unassigned": uden, "overdue": over, "due_this_week": uge,
        "new_incident": ny, "waits_for": venter,
    }  # fmt: skip
    found = list_cases(session, now.caller, **terms, cursor=fra, limit=_PAGE)
    following = str(request.url.include_query_params(fra=found.next_cursor)) if found.next_cursor else None
    return page(
        request, "queue.html", now,
        rows=next_steps(session, found.items, now.caller), work=get_work(session, now.caller),
        following=_local(following),
        terms={name: str(value).lower() for name, value in terms.items() if value},
        staff=staff(session, "responsible", "caseworker", "local_leader", by=now.caller),
        bulk=titles(in_bulk(now.caller.role), now.caller.municipality_code),
        mine=mine, chosen=_chosen(uden, over, uge, ny, venter), ended=tilstand, first=fra is None,
    )  # fmt: skip


def _chosen(uden: bool, over: bool, uge: bool, ny: bool, venter: Awaited | None) -> str:
    """Which of the work lists is shown, by the name it has there."""
    if venter is not None:
        return venter.value
    named = {"unassigned": uden, "overdue": over, "due_this_week": uge, "new_incident": ny}
    return next((name for name, on in named.items() if on), "open")


def _local(address: str | None) -> str | None:
    """Without scheme and host: it is our own."""
    return None if address is None else "/" + address.split("/", 3)[3]

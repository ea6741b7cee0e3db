"""The pages beside the cases: letters, what is to be followed up, reports, offers, and who stands in for whom."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.access.service import InSession
from app.cases.concerns_api import list_concern_reports
from app.cases.reviews import list_reviews
from app.cases.worklist_api import get_work
from app.db import Transaction
from app.oversight.break_glass_api import end_break_glass, list_break_glass
from app.post.api import list_letters
from app.transfers.api import get_transfer, list_transfers
from app.web import possible
from app.web.operations.beside import TRANSFER_EVENTS
from app.web.rendering import page
from app.web.sending import Sent, on_to
from workflows.letter import State as LetterState

router = APIRouter(include_in_schema=False)

Further = Annotated[str | None, Query(max_length=300)]
_PAGE: Final = 50


@router.get("/breve")
def letters(
    request: Request, session: Transaction, now: InSession, tilstand: LetterState | None = None, fra: Further = None
) -> Response:
    """Letters across one's cases; ``tilstand=failed`` are those that somebody must look at."""
    found = list_letters(session, now.caller, state=tilstand, cursor=fra, limit=_PAGE)
    return page(
        request, "letters.html", now, letters=found.items, following=found.next_cursor, state=tilstand,
        states=list(LetterState),
    )  # fmt: skip


@router.get("/opfoelgning")
def reviews(request: Request, session: Transaction, now: InSession) -> Response:
    """Steps and courses to be taken up again, those due first before the rest."""
    return page(request, "reviews.html", now, reviews=list_reviews(session, now.caller).items)


@router.get("/underretninger")
def concerns(
    request: Request, session: Transaction, now: InSession, alle: bool = False, fra: Further = None
) -> Response:
    """Concern reports that await an assessment; or all of them."""
    found = list_concern_reports(session, now.caller, awaiting=not alle, cursor=fra, limit=_PAGE)
    return page(request, "concerns.html", now, reports=found.items, following=found.next_cursor, everything=alle)


@router.get("/overdragelser")
def transfers(request: Request, session: Transaction, now: InSession, fra: Further = None) -> Response:
    """What other municipalities offer us, and what we have offered them."""
    found = list_transfers(session, now.caller, cursor=fra, limit=_PAGE)
    return page(request, "transfers.html", now, transfers=found.items, following=found.next_cursor)


@router.get("/overdragelser/{transfer_id}")
def transfer(request: Request, session: Transaction, now: InSession, transfer_id: UUID) -> Response:
    """One offer: whom it is about, what goes along, and what may be answered."""
    found = get_transfer(session, now.caller, transfer_id)
    moves = [(one, possible.beside(TRANSFER_EVENTS[one.event])) for one in found.moves if one.event in TRANSFER_EVENTS]
    return page(request, "transfer.html", now, transfer=found, moves=moves)


@router.get("/afloesere")
def covers(request: Request, session: Transaction, now: InSession) -> Response:
    """Who stands in for whom, now and later."""
    return page(request, "covers.html", now, covers=get_work(session, now.caller).covers)


@router.get("/brudt-glas")
def broken_glass(request: Request, session: Transaction, now: InSession) -> Response:
    """The cases one has broken the glass for, and until when."""
    found = list_break_glass(session, now.caller, limit=_PAGE)
    return page(request, "broken_glass.html", now, grants=found.items, more=found.next_cursor is not None)


@router.post("/brudt-glas/{grant_id}/slut")
def end_broken_glass(sent: Sent, grant_id: UUID) -> Response:
    """Before the time is up."""
    sent.carry_out(lambda session, now: end_break_glass(session, now.caller, grant_id))
    return on_to("/brudt-glas", "gemt")

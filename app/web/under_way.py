"""Lists that are being handed over: how far each is, in the page that sends it and in one that is fetched anew."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from app.access.policy import Action, ever
from app.access.service import LookedIn
from app.caller import Caller
from app.db import Transaction
from app.errors import NotFound
from app.lists.uploads_api import ListUploadView, UploadState, list_uploads
from app.web.rendering import page

router = APIRouter(prefix="/afleveringer", include_in_schema=False)


def under_way(session: Session, by: Caller) -> list[ListUploadView]:
    """Those that are read or stored now; and the newest, when nothing has been heard of it."""
    if not ever(by.role, Action.UPLOAD_LIST):
        return []
    return [
        one
        for number, one in enumerate(list_uploads(session, by).items)
        if one.state is UploadState.RUNNING or (one.state is UploadState.SILENT and number == 0)
    ]


@router.get("")
def all_of_mine(request: Request, session: Transaction, now: LookedIn) -> Response:
    """Asked for again and again by the page that sends a list. 204 when there is nothing to tell."""
    found = [one for one in list_uploads(session, now.caller).items if one.state is UploadState.RUNNING]
    if not found:
        return Response(status_code=204)
    return page(request, "lists_how_far.html", now, uploads=found[:1])


@router.get("/{upload_id}")
def one_of_mine(request: Request, session: Transaction, now: LookedIn, upload_id: UUID) -> Response:
    """Asked for again and again by a page that was fetched anew, until it has ended."""
    found = [one for one in list_uploads(session, now.caller).items if one.id == upload_id]
    if not found:
        raise NotFound()
    return page(request, "lists_under_way.html", now, uploads=found)

"""Lists that are being handed over: how far each is, in the page that sends it and in one that is fetched anew."""

from datetime import timedelta
from typing import Final
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

_SHOWN_FOR: Final = timedelta(hours=1)


def under_way(session: Session, by: Caller) -> list[ListUploadView]:
    """Those that are read or stored now; and the newest, when it went wrong a short while ago."""
    if not ever(by.role, Action.UPLOAD_LIST):
        return []
    return [
        one
        for number, one in enumerate(list_uploads(session, by).items)
        if one.state is UploadState.RUNNING or (number == 0 and _went_wrong(one, by))
    ]


def _went_wrong(one: ListUploadView, by: Caller) -> bool:
    return one.state in (UploadState.SILENT, UploadState.REFUSED) and one.told_at > by.at - _SHOWN_FOR


@router.get("/{upload_id}/tal")
def how_far(request: Request, session: Transaction, now: LookedIn, upload_id: UUID) -> Response:
    """Asked for again and again by the page that sends a list. 204 when there is nothing to tell yet."""
    found = _mine(session, now.caller, upload_id)
    if not found or found[0].state is not UploadState.RUNNING:
        return Response(status_code=204)
    return page(request, "lists_how_far.html", now, uploads=found)


@router.get("/{upload_id}")
def one_of_mine(request: Request, session: Transaction, now: LookedIn, upload_id: UUID) -> Response:
    """Asked for again and again by a page that was fetched anew, until it has ended."""
    found = _mine(session, now.caller, upload_id)
    if not found:
        raise NotFound()
    return page(request, "lists_under_way.html", now, uploads=found)


def _mine(session: Session, by: Caller, upload_id: UUID) -> list[ListUploadView]:
    return [one for one in list_uploads(session, by).items if one.id == upload_id]

"""Lists that are being handed over: how far each is, in the page that sends it and in one that is fetched anew."""

from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.access.service import LookedIn
from app.caller import Caller
from app.db import Transaction
from app.errors import NotFound
from app.lists.uploads_api import ListUploadView, UploadState, list_uploads
from app.web.rendering import page

router = APIRouter(prefix="/afleveringer", include_in_schema=False)

_SHOWN_FOR: Final = timedelta(hours=1)


def under_way(session: Session, by: Caller) -> list[ListUploadView]:
    """Those that are read or stored now; and the newest, when it went wrong a short while ago. Raises Forbidden."""
    return [
        one
        for number, one in enumerate(list_uploads(session, by).items)
        if one.state is UploadState.RUNNING or (number == 0 and _went_wrong(one, by))
    ]


def _went_wrong(one: ListUploadView, by: Caller) -> bool:
    return one.state in (UploadState.SILENT, UploadState.REFUSED) and one.told_at > by.at - _SHOWN_FOR


@router.get("")
def mine(
    request: Request, session: Transaction, now: LookedIn,
    upload_id: Annotated[UUID | None, Query(alias="aflevering")] = None,
    figures: Annotated[bool, Query(alias="tal")] = False,
) -> Response:  # fmt: skip
    """Asked for again and again: of one, by a page that was fetched anew, until it has ended. By the page that sends
    it, its figures alone; 204 while there are none.
    """
    if upload_id is None:
        return page(request, "lists_under_way.html", now, uploads=under_way(session, now.caller))
    found = [one for one in list_uploads(session, now.caller).items if one.id == upload_id]
    if figures:
        running = [one for one in found if one.state is UploadState.RUNNING]
        return page(request, "lists_how_far.html", now, uploads=running) if running else Response(status_code=204)
    if not found:
        raise NotFound()
    return page(request, "lists_under_way.html", now, uploads=found)

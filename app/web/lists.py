"""Lists that have come: their receipts to read and keep, and what is on them."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.access.policy import Action, ever
from app.access.service import InSession
from app.db import Transaction
from app.lists.api import get_list, get_rejected, list_entries, list_lists
from app.lists.receipt_pdf import pdf_of
from app.lists.receipt_said import said_of
from app.web.rendering import page
from app.web.typed_entries import may_enter_concerns
from app.web.under_way import under_way

router = APIRouter(prefix="/lister", include_in_schema=False)

_PAGE: Final = 20
Cursor = Annotated[str | None, Query(alias="fra", max_length=300)]


@router.get("")
def receipts(request: Request, session: Transaction, now: InSession, cursor: Cursor = None) -> Response:
    """One's own for the police, the municipality's for those at the meeting."""
    by = now.caller
    return page(
        request, "lists.html", now,
        found=list_lists(session, by, cursor=cursor, limit=_PAGE), first=cursor is None,
        may_upload=ever(by.role, Action.UPLOAD_LIST), may_type=ever(by.role, Action.TYPE_ENTRY),
        may_enter_concerns=may_enter_concerns(by),
        under_way=under_way(session, by) if ever(by.role, Action.UPLOAD_LIST) else [],
    )  # fmt: skip


@router.get("/{list_id}")
def receipt(request: Request, session: Transaction, now: InSession, list_id: UUID) -> Response:
    by = now.caller
    found = get_list(session, by, list_id)
    return page(
        request, "lists_receipt.html", now, receipt=found, said=said_of(found), list_id=list_id,
        may_mend=ever(by.role, Action.UPLOAD_LIST) and bool(found.rows),
        may_read_entries=ever(by.role, Action.READ_ENTRIES),
    )  # fmt: skip


@router.get("/{list_id}/kvittering.json")
def receipt_as_json(session: Transaction, now: InSession, list_id: UUID) -> Response:
    """As the API gives it."""
    found = get_list(session, now.caller, list_id)
    return _file(f"kvittering-{found.week}-v{found.version}.json", found.model_dump_json(), "application/json")


@router.get("/{list_id}/kvittering.pdf")
def receipt_as_pdf(session: Transaction, now: InSession, list_id: UUID) -> Response:
    name, content = pdf_of(get_list(session, now.caller, list_id), now.caller.at)
    return _file(name, content, "application/pdf")


@router.get("/{list_id}/afviste.csv")
def rejected_rows(session: Transaction, now: InSession, list_id: UUID) -> Response:
    """To be mended in a spreadsheet and sent again."""
    return get_rejected(session, now.caller, list_id)


@router.get("/{list_id}/haendelser")
def entries(request: Request, session: Transaction, now: InSession, list_id: UUID, cursor: Cursor = None) -> Response:
    """What the meeting decides on, or has decided."""
    return page(
        request, "lists_entries.html", now, receipt=get_list(session, now.caller, list_id), list_id=list_id,
        found=list_entries(session, now.caller, list_id=list_id, cursor=cursor, limit=_PAGE), first=cursor is None,
    )  # fmt: skip


def _file(name: str, content: str | bytes, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)

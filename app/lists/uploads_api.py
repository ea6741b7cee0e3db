"""What is being handed over just now: one's own, and how far it is."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from app import paging
from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.caller import Caller
from app.db import Transaction
from app.fields import View
from app.lists.progress import ListStep
from app.lists.uploads import ListUpload
from app.responses import problems

router = APIRouter(tags=["Ugelister"])

SILENT_AFTER: Final = timedelta(seconds=90)
"""No step, and no statement of the database, lasts so long: the process that read the list is gone, or could not tell
how it ended."""
_SHOWN_FOR: Final = timedelta(days=1)
_MOST: Final = 20


class UploadState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    SILENT = "silent"
    """Nothing was heard of it for long: send it again, and if it was kept after all, the first receipt comes back."""


class ListUploadView(View):
    id: UUID
    state: UploadState
    dry_run: bool
    step: ListStep
    done: int
    """Rows, in this step."""
    total: int
    """Rows; 0 until the file is opened."""
    began_at: datetime
    told_at: datetime
    list_id: UUID | None
    """The list that it became, when it was not only tried."""
    refusal: str | None
    """Why nothing of it is kept."""


@router.get("/v1/list-uploads", responses=problems(), summary="Ugelister, du er ved at aflevere: hvor langt de er")
def list_uploads(session: Transaction, by: By) -> paging.Page[ListUploadView]:
    """Dine egne fra det sidste døgn, den nyeste først, højst 20. En liste, der blev læst med det samme, står her ikke.

    ``silent``: der er intet hørt i 90 sekunder, så den blev nok afbrudt. Send den igen: nåede den at blive gemt, kommer
    den første kvittering.
    """
    why = require(by, Action.UPLOAD_LIST)
    audit.record(session, "upload.listed", by=by, why=why, subjects=[None], fields=["upload"])
    query = (
        select(ListUpload)
        .where(
            ListUpload.municipality_code == by.municipality_code,
            ListUpload.uploaded_by == by.id,
            ListUpload.began_at > by.at - _SHOWN_FOR,
        )
        .order_by(ListUpload.id.desc())
        .limit(_MOST)
    )
    return paging.Page(items=[_view(row, by) for row in session.scalars(query)], next_cursor=None)


def _view(row: ListUpload, by: Caller) -> ListUploadView:
    return ListUploadView(
        id=row.id, state=_state(row, by.at), dry_run=row.dry_run, step=ListStep(row.step),
        done=row.done, total=row.total, began_at=row.began_at, told_at=row.told_at, list_id=row.list_id,
        refusal=row.refusal,
    )  # fmt: skip


def _state(row: ListUpload, at: datetime) -> UploadState:
    if row.ended_at is not None:
        return UploadState.REFUSED if row.refusal else UploadState.DONE
    return UploadState.SILENT if row.told_at < at - SILENT_AFTER else UploadState.RUNNING

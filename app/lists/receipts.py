"""The receipt of a list: kept as it was given, and read again."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.access.policy import Action, Resource
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller, Why
from app.errors import NotFound
from app.lists.models import HandoverList, RejectedEntry
from app.lists.reading import rejected_as_csv
from app.lists.schemas import AnchorView, Difference, ListView, Receipt
from app.lists.sorting import Sorted
from app.lists.versions import Version
from workflows.incidents import ListColumn
from workflows.roles import Role

OWN_ROWS_FOR = timedelta(days=7)


def receipt_content(
    list_id: UUID | None,
    result: Sorted,
    version: Version,
    sha256: str | None,
    difference: dict[str, int] | None,
    *,
    by: Caller,
) -> dict[str, Any]:
    """As it is stored: places and rules, never a value from a row."""
    return {
        "id": str(list_id) if list_id else None,
        "municipality_code": by.municipality_code,
        "week": version.week,
        "version": version.number,
        "sha256": sha256,
        "received": result.received,
        "accepted": len(result.accepted),
        "corrected": result.corrected,
        "duplicate": result.duplicates,
        "rejected": len(result.rejected),
        "rows": result.lines,
        "difference": difference,
    }


def receipt_of(
    content: dict[str, Any], anchor: dict[str, str] | None, *, resend: bool = False, dry_run: bool = False
) -> Receipt:
    """``anchor`` is of the list's own rows in the log; a trial has none.

    Not validated again: the rows are the service's own, and ten thousand of them take time.
    """
    list_id = None if dry_run or content["id"] is None else UUID(content["id"])
    differs = Difference(**content["difference"]) if content["difference"] else None
    shown = AnchorView(**anchor) if anchor and not dry_run else None
    return Receipt.model_construct(
        **{**content, "id": list_id, "difference": differs, "anchor": shown, "resend": resend, "dry_run": dry_run}
    )


def read_receipt(session: Session, list_id: UUID, *, by: Caller) -> Receipt:
    """Raises NotFound, also when it is another's and the caller may see only their own."""
    row, why = _list(session, list_id, by)
    audit.record(session, "receipt.read", by=by, why=why, subjects=[None], object_id=row.id, fields=["receipt"])
    receipt = receipt_of(row.receipt, row.anchor)
    return receipt if _rows_are_open(row, by) else receipt.model_copy(update={"rows": []})


def shown_again(row: HandoverList, *, dry_run: bool, by: Caller) -> Receipt:
    """The receipt of a list that is sent again. The police get no more by that than by asking for it."""
    receipt = receipt_of(row.receipt, row.anchor, resend=True, dry_run=dry_run)
    if by.role is Role.POLICE and row.uploaded_by != by.id:
        return receipt.model_copy(update={"id": None, "rows": []})
    return receipt if _rows_are_open(row, by) else receipt.model_copy(update={"rows": []})


def given_again(session: Session, *, by: Caller) -> Callable[[Any], tuple[None]]:
    """For the log of a receipt that is given again; raises NotFound when its rows are no longer to be seen."""

    def look(answer: Any) -> tuple[None]:
        row = session.get(HandoverList, (by.municipality_code, UUID(answer["id"]))) if answer["id"] else None
        if row is not None and not _rows_are_open(row, by):
            raise NotFound("Listen er modtaget. Hent kvitteringen.")
        return (None,)

    return look


def read_lists(session: Session, after: UUID | None, limit: int, *, by: Caller) -> list[ListView]:
    """Newest first, ``limit`` + 1 at most: one's own for the police, the municipality's for those at the meeting."""
    why = require(by, Action.READ_RECEIPT, Resource(by.municipality_code, is_receipt=True, uploaded_by=by.id))
    audit.record(session, "receipt.listed", by=by, why=why, subjects=[None], fields=["receipt"])
    query = select(HandoverList).where(HandoverList.municipality_code == by.municipality_code)
    if by.role is Role.POLICE:
        query = query.where(HandoverList.uploaded_by == by.id)
    if after is not None:
        query = query.where(HandoverList.id < after)
    # The receipt has a line for each row, which nobody needs here.
    query = query.order_by(HandoverList.id.desc()).limit(limit + 1).options(defer(HandoverList.receipt))
    return [_in_list(row, by) for row in session.scalars(query)]


def read_rejected(session: Session, list_id: UUID, *, by: Caller) -> tuple[str, bytes]:
    """A file's name, and the rejected rows with an error column, to be mended and sent again.

    Raises NotFound, for the police also when ``OWN_ROWS_FOR`` has passed.
    """
    row, why = _list(session, list_id, by)
    if not _rows_are_open(row, by):
        raise NotFound(f"De afviste rækker kan hentes i {OWN_ROWS_FOR.days} dage.")
    query = (
        select(RejectedEntry)
        .where(RejectedEntry.municipality_code == row.municipality_code, RejectedEntry.list_id == row.id)
        .order_by(RejectedEntry.row_number, RejectedEntry.id)
    )
    messages = {line["row"]: line["message"] for line in row.receipt["rows"] if line["outcome"] == "rejected"}
    rejected = [(json.loads(one.original or "[]"), messages[one.row_number]) for one in session.scalars(query)]
    header = json.loads(row.header) if row.header else [column.value for column in ListColumn]
    audit.record(
        session, "list.read", by=by, why=why, subjects=[None], object_id=row.id, fields=["rejected_rows"]
    )  # fmt: skip
    return f"afviste-{row.week}-v{row.version}.csv", rejected_as_csv(header, rejected)


def _rows_are_open(row: HandoverList, by: Caller) -> bool:
    """The police see what became of their own rows while they can still mend them, and no longer."""
    return by.role is not Role.POLICE or by.at < row.uploaded_at + OWN_ROWS_FOR


def _in_list(row: HandoverList, by: Caller) -> ListView:
    """How far the meeting has come with a list is not the police's to follow."""
    shown = ListView.model_validate(row)
    if by.role is not Role.POLICE:
        return shown
    return ListView(**shown.model_dump(exclude={"state"}))


def _list(session: Session, list_id: UUID, by: Caller) -> tuple[HandoverList, Why]:
    require(by, Action.READ_RECEIPT, Resource(by.municipality_code, is_receipt=True, uploaded_by=by.id))
    row = session.get(HandoverList, (by.municipality_code, list_id))
    if row is None:
        raise NotFound()
    return row, require(
        by, Action.READ_RECEIPT, Resource(row.municipality_code, is_receipt=True, uploaded_by=row.uploaded_by)
    )

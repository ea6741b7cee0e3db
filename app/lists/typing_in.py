"""An entry typed in at the meeting: the list's own rules, on a list of its own for each week."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action
from app.access.service import require
from app.caller import Caller, Why
from app.lists import texts
from app.lists.entries import entry_view
from app.lists.matching import lock_intake
from app.lists.models import HandoverList, ListEntry
from app.lists.problems import DuplicateEntry, EntryRejected
from app.lists.reading import raw_from_fields
from app.lists.reading.records import Cell
from app.lists.receipts import receipt_content
from app.lists.schemas import EntryIn, EntryView
from app.lists.service import check_rows, chosen_week, store_rows
from app.lists.sorting import Sorted
from app.lists.versions import Version, begin, settle
from workflows.calendar import IsoWeek
from workflows.handover_list import HANDOVER_LIST
from workflows.incidents import ListColumn


def type_entry(session: Session, said: EntryIn, *, taken_over: bool = False, by: Caller) -> EntryView:
    """Stores one entry, in the week's typed list. Raises EntryRejected, DuplicateEntry and BadWeek.

    ``taken_over``: another municipality's, where it may have been a concern.
    """
    why = require(by, Action.TYPE_ENTRY)
    week = chosen_week(said.week, None, by=by)
    fields = {column: getattr(said, column.value) for column in ListColumn}
    entry_id = store_one(session, fields, week, with_concerns=taken_over, action="entry.typed", by=by, why=why)
    return entry_view(session, entry_id, by=by, why=why)


def store_one(
    session: Session,
    fields: Mapping[ListColumn, Cell],
    week: IsoWeek,
    *,
    with_concerns: bool,
    action: str,
    by: Caller,
    why: Why,
) -> UUID:
    """One entry by the rules of a list; gives its id. Raises EntryRejected and DuplicateEntry."""
    lock_intake(session, by.municipality_code)
    typed = _typed_list(session, week, by=by)
    raw = raw_from_fields(fields, number=typed.received + 1 if typed else 1)
    result = check_rows(session, [raw], week, with_concerns=with_concerns, by=by)[1]
    if result.rejected:
        raise EntryRejected(result.rejected[0].remark)
    if not result.accepted:
        raise DuplicateEntry(texts.DUPLICATE_ENTRY)
    begun = typed or _begin(session, result, week, by=by)
    touched = store_rows(session, begun.id, result, action=action, by=by, why=why)
    if typed is not None:
        # Only now: it locks the list, and those who decide lock cases before lists.
        _raise_counts(typed, result)
        session.flush()
    settle(session, {begun.id, *touched}, by=by)
    return _entry_of(session, result.accepted[0].incident_key, by=by)


def _typed_list(session: Session, week: IsoWeek, *, by: Caller) -> HandoverList | None:
    query = select(HandoverList).where(
        HandoverList.municipality_code == by.municipality_code,
        HandoverList.week == str(week),
        HandoverList.kind == "typed",
    )
    return session.scalar(query)


def _begin(session: Session, result: Sorted, week: IsoWeek, *, by: Caller) -> HandoverList:
    row = HandoverList(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        kind="typed",
        week=str(week),
        version=1,
        state=HANDOVER_LIST.initial.value,
        uploaded_by=by.id,
        uploaded_at=by.at,
        received=1,
        accepted=1,
        corrected=result.corrected,
        duplicate=0,
        rejected=0,
    )
    row.receipt = receipt_content(row.id, result, Version(row.week, 1, ()), None, None, by=by)
    begin(session, row, by=by)
    return row


def _raise_counts(typed: HandoverList, result: Sorted) -> None:
    """One more entry: what is rejected or a duplicate is answered at once and never stored."""
    receipt: dict[str, Any] = dict(typed.receipt)
    typed.received += 1
    typed.accepted += 1
    typed.corrected += result.corrected
    counts = {"received": typed.received, "accepted": typed.accepted, "corrected": typed.corrected}
    typed.receipt = {**receipt, **counts, "rows": [*receipt["rows"], *result.lines]}


def _entry_of(session: Session, incident_key: bytes, *, by: Caller) -> UUID:
    query = select(ListEntry.id).where(
        ListEntry.municipality_code == by.municipality_code,
        ListEntry.incident_key == incident_key,
        ListEntry.superseded_by.is_(None),
    )
    return session.scalars(query).one()

"""Stored suggestions read back, to be computed again: ids and codes, and nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.caller import Caller, Why
from app.db import Database
from app.lists.models import EarlierSuggestion, HandoverList, ListEntry


@dataclass(frozen=True, slots=True)
class Stored:
    """An entry's suggestion as it was made."""

    entry_id: UUID
    week: str
    suggestion: dict[str, Any]


def stored_suggestions(
    database: Database, *, week: str | None = None, entry_id: UUID | None = None, by: Caller, why: Why
) -> Sequence[Stored]:
    """Oldest first, superseded entries too; of each entry also what was suggested before something was learned.

    The run is in the log; the reading itself can change nothing."""
    with database.transaction(by.municipality_code) as session:
        audit.record(session, "routing.replayed", by=by, why=why, subjects=[None], fields=["suggestion"])
    with database.transaction(by.municipality_code) as session:
        session.execute(text("set transaction read only"))
        return _read(session, week, entry_id, by)


def _read(session: Session, week: str | None, entry_id: UUID | None, by: Caller) -> list[Stored]:
    query = (
        select(ListEntry.id, HandoverList.week, ListEntry.suggestion)
        .join(
            HandoverList,
            (HandoverList.municipality_code == ListEntry.municipality_code) & (HandoverList.id == ListEntry.list_id),
        )
        .where(ListEntry.municipality_code == by.municipality_code)
        .order_by(ListEntry.received_at, ListEntry.id)
    )
    replaced = (
        select(EarlierSuggestion)
        .where(EarlierSuggestion.municipality_code == by.municipality_code)
        .order_by(EarlierSuggestion.replaced_at, EarlierSuggestion.id)
    )
    if week is not None:
        query = query.where(HandoverList.week == week)
    if entry_id is not None:
        query = query.where(ListEntry.id == entry_id)
        replaced = replaced.where(EarlierSuggestion.entry_id == entry_id)
    before: dict[UUID, list[dict[str, Any]]] = {}
    for one in session.scalars(replaced):
        before.setdefault(one.entry_id, []).append(one.suggestion)
    return [
        Stored(found, of_week, suggestion)
        for found, of_week, last in session.execute(query)
        for suggestion in (*before.get(found, []), last)
    ]

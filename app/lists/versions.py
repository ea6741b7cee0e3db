"""The versions of a week's list, and how each list's state follows from what is decided on its entries."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, func, literal, select
from sqlalchemy.orm import Session

from app.caller import Caller, of_itself, system
from app.history import service as history
from app.lists.models import HandoverList, ListEntry
from app.lists.sorting import Sorted
from workflows.calendar import IsoWeek
from workflows.handover_list import HANDOVER_LIST, Event, Facts, State

_WHY = of_itself("follows_from_the_entries")


@dataclass(frozen=True, slots=True)
class Version:
    """The next version of a week's list, and those before it that still hold."""

    week: str
    number: int
    older: tuple[UUID, ...]


def next_version(session: Session, week: IsoWeek, *, by: Caller) -> Version:
    query = select(HandoverList.id, HandoverList.version, HandoverList.state).where(
        HandoverList.municipality_code == by.municipality_code,
        HandoverList.week == str(week),
        HandoverList.kind == "file",
    )
    before = session.execute(query).all()
    number = 1 + max((row.version for row in before), default=0)
    return Version(str(week), number, tuple(row.id for row in before if row.state != State.SUPERSEDED))


def difference(
    session: Session, version: Version, result: Sorted, keys: Collection[bytes], *, by: Caller
) -> dict[str, int] | None:
    """Against all that stands of the week so far; None for its first list. ``keys`` are the file's incidents."""
    if version.number == 1:
        return None
    stands = (
        select(ListEntry.incident_key)
        .join(
            HandoverList,
            (HandoverList.municipality_code == ListEntry.municipality_code) & (HandoverList.id == ListEntry.list_id),
        )
        .where(
            HandoverList.municipality_code == by.municipality_code,
            HandoverList.week == version.week,
            HandoverList.kind == "file",
            ListEntry.superseded_by.is_(None),
        )
    )
    changed = len(result.amended)
    return {
        "added": len(result.accepted) - changed,
        "changed": changed,
        "unchanged": result.unchanged,
        "missing": len(set(session.scalars(stands)).difference(keys)),
    }


def begin(session: Session, row: HandoverList, *, by: Caller) -> None:
    """The list's own first row of history."""
    session.add(row)
    history.record(session, HANDOVER_LIST.name, row, "received", None, by=by, case_id=None)
    session.flush()


def settle(session: Session, list_ids: Collection[UUID], *, superseded: Collection[UUID] = (), by: Caller) -> None:
    """A list is decided when each of its entries is, and open again when one no longer is.

    ``superseded``: an amended list came, so these no longer are the week's list. Their entries stay.
    The lists are locked before the entries are counted, or two who decide the last two entries at
    the same moment would each see the other's as undecided. Lists come after entries and cases.
    """
    session.flush()
    rows = _locked(session, by.municipality_code, {*list_ids, *superseded})
    for row in rows:
        if row.id in superseded and row.state != State.SUPERSEDED:
            _advance(session, row, Event.SUPERSEDE, Facts(), by)
    undecided = _undecided(session, by.municipality_code, list_ids) if list_ids else {}
    for row in (row for row in rows if row.id in list_ids):
        facts = Facts(every_entry_is_decided=not undecided.get(row.id))
        if row.state == State.RECEIVED and facts.every_entry_is_decided:
            _advance(session, row, Event.DECIDE, facts, by)
        elif row.state == State.DECIDED and not facts.every_entry_is_decided:
            _advance(session, row, Event.REOPEN, facts, by)


def _advance(session: Session, row: HandoverList, event: Event, facts: Facts, by: Caller) -> None:
    """By the service itself: police who send an amended list do not decide anything."""
    acting = system(by.municipality_code, by.at)
    history.advance(session, HANDOVER_LIST, row, event, facts, by=acting, why=_WHY, about=None)


def _locked(session: Session, code: str, list_ids: Collection[UUID]) -> list[HandoverList]:
    if not list_ids:
        return []
    query = (
        select(HandoverList)
        .where(HandoverList.municipality_code == code, HandoverList.id == any_(literal(list(list_ids), ARRAY(Uuid()))))
        .order_by(HandoverList.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _undecided(session: Session, code: str, list_ids: Collection[UUID]) -> dict[UUID, int]:
    query = (
        select(ListEntry.list_id, func.count())
        .where(
            ListEntry.municipality_code == code,
            ListEntry.list_id == any_(literal(list(list_ids), ARRAY(Uuid()))),
            ListEntry.superseded_by.is_(None),
            ListEntry.decision.is_(None),
        )
        .group_by(ListEntry.list_id)
    )
    return dict(session.execute(query).all())

"""What stands on a meeting's agenda: everything that is undecided, and what the meeting has dealt with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, all_, and_, any_, func, literal, select
from sqlalchemy.orm import Session

from app.cases.models import Case
from app.lists.models import ListEntry
from app.meetings.models import Meeting, MeetingItem
from workflows.agenda import Item
from workflows.casework import CLOSING_STATES, Track
from workflows.meeting import Outcome, State
from workflows.routing import Route

_CLOSED = frozenset(state.value for state in CLOSING_STATES)
_DEALT_WITH = frozenset({Outcome.DECIDED.value, Outcome.CARRIED_OVER.value})


@dataclass(frozen=True, slots=True)
class Point:
    """An entry on the agenda. ``dealt_with`` is what this meeting did last; ``earlier`` what meetings before did."""

    entry: ListEntry
    case: Case | None
    dealt_with: MeetingItem | None
    earlier: tuple[MeetingItem, ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        return Outcome(self.dealt_with.outcome) if self.dealt_with is not None else None

    @property
    def is_left(self) -> bool:
        """Neither decided, here or elsewhere, nor carried over."""
        return self.entry.decision is None and self.outcome is not Outcome.CARRIED_OVER


def points_of(session: Session, meeting: Meeting) -> list[Point]:
    """Carried over first, then as they were received. A meeting that is over has what it dealt with and no more."""
    ours = _last_of_each(_items(session, meeting))
    found = {entry.id: (entry, case) for entry, case in session.execute(_named(meeting, ours))}
    if meeting.state in (State.OPEN.value, State.PLANNED.value):
        found |= {entry.id: (entry, case) for entry, case in session.execute(_undecided(meeting))}
    earlier = _carried_over_before(session, meeting, found)
    points = [Point(entry, case, ours.get(key), tuple(earlier.get(key, ()))) for key, (entry, case) in found.items()]
    return sorted(points, key=lambda point: (not point.earlier, point.entry.id))


def left(session: Session, meeting: Meeting) -> int:
    """How many are neither decided nor carried over."""
    carried = [
        key for key, item in _last_of_each(_items(session, meeting)).items() if item.outcome == Outcome.CARRIED_OVER
    ]
    query = select(func.count()).where(
        ListEntry.municipality_code == meeting.municipality_code,
        ListEntry.decision.is_(None),
        ListEntry.superseded_by.is_(None),
        ListEntry.id != all_(literal(carried, ARRAY(Uuid()))),
    )
    return session.scalar(query) or 0


def item_for(entry: ListEntry, case: Case | None) -> Item:
    """What the rules look at. A case that has ended is on no track."""
    is_open = case is not None and case.state not in _CLOSED
    track = Track(case.track) if case is not None and is_open and case.track else None
    caseworker = case.caseworker if case is not None and is_open else None
    return Item(Route(entry.suggestion["route"]), track, caseworker)


def last_item(session: Session, meeting: Meeting, entry_id: UUID) -> MeetingItem | None:
    """What this meeting did last with the entry."""
    query = (
        select(MeetingItem)
        .where(
            MeetingItem.municipality_code == meeting.municipality_code,
            MeetingItem.meeting_id == meeting.id,
            MeetingItem.entry_id == entry_id,
        )
        .order_by(MeetingItem.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def _items(session: Session, meeting: Meeting) -> list[MeetingItem]:
    query = (
        select(MeetingItem)
        .where(MeetingItem.municipality_code == meeting.municipality_code, MeetingItem.meeting_id == meeting.id)
        .order_by(MeetingItem.id)
    )
    return list(session.scalars(query))


def _last_of_each(items: Sequence[MeetingItem]) -> dict[UUID, MeetingItem]:
    """What was taken back was not dealt with."""
    last = {item.entry_id: item for item in items}
    return {key: item for key, item in last.items() if item.outcome in _DEALT_WITH}


def _with_case() -> Select[ListEntry, Case | None]:
    return select(ListEntry, Case).outerjoin(
        Case, and_(Case.municipality_code == ListEntry.municipality_code, Case.id == ListEntry.case_id)
    )


def _undecided(meeting: Meeting) -> Select[ListEntry, Case | None]:
    return _with_case().where(
        ListEntry.municipality_code == meeting.municipality_code,
        ListEntry.decision.is_(None),
        ListEntry.superseded_by.is_(None),
    )


def _named(meeting: Meeting, ids: Collection[UUID]) -> Select[ListEntry, Case | None]:
    return _with_case().where(
        ListEntry.municipality_code == meeting.municipality_code,
        ListEntry.id == any_(literal(list(ids), ARRAY(Uuid()))),
    )


def _carried_over_before(session: Session, meeting: Meeting, ids: Collection[UUID]) -> dict[UUID, list[MeetingItem]]:
    """The oldest first."""
    query = (
        select(MeetingItem)
        .join(
            Meeting,
            and_(Meeting.municipality_code == MeetingItem.municipality_code, Meeting.id == MeetingItem.meeting_id),
        )
        .where(
            MeetingItem.municipality_code == meeting.municipality_code,
            MeetingItem.entry_id == any_(literal(list(ids), ARRAY(Uuid()))),
            MeetingItem.outcome == Outcome.CARRIED_OVER.value,
            MeetingItem.meeting_id != meeting.id,
            Meeting.starts_at < meeting.starts_at,
        )
        .order_by(MeetingItem.id)
    )
    found: dict[UUID, list[MeetingItem]] = {}
    for item in session.scalars(query):
        found.setdefault(item.entry_id, []).append(item)
    return found

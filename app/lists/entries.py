"""The entries as the handover meeting sees them: who, what, where it should go, and what was decided."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, any_, literal, or_, select
from sqlalchemy.orm import Session

from app.access.policy import Action
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller, Why
from app.cases.models import Case
from app.errors import NotFound
from app.lists.entry_views import Found, beside_of, other_track, view_of
from app.lists.matching import is_alike, people_born_on
from app.lists.models import ListEntry
from app.lists.schemas import (
    EntryView,
)
from app.people.models import Person

_FIELDS = ["identity", "incident", "suggestion", "decision"]


@dataclass(frozen=True, slots=True)
class Filters:
    list_id: UUID | None = None
    undecided: bool = False


def read_entries(session: Session, filters: Filters, after: UUID | None, limit: int, *, by: Caller) -> list[EntryView]:
    """Those that stand, oldest first, ``limit`` + 1 at most. Everybody seen is logged."""
    why = require(by, Action.READ_ENTRIES)
    query = _standing(by).order_by(ListEntry.id).limit(limit + 1)
    if filters.list_id is not None:
        query = query.where(ListEntry.list_id == filters.list_id)
    if filters.undecided:
        query = query.where(ListEntry.decision.is_(None))
    if after is not None:
        query = query.where(ListEntry.id > after)
    views = _views(session, session.execute(query).all(), by)
    _log(session, views[:limit], "list.read", filters.list_id, by=by, why=why)
    return views


def views_by_id(session: Session, entry_ids: Collection[UUID], *, by: Caller) -> dict[UUID, EntryView]:
    """Those of the entries that stand and that ``by`` may see; whoever shows them says so to ``log_shown``."""
    query = _standing(by).where(ListEntry.id == any_(literal(list(entry_ids), ARRAY(Uuid()))))
    return {view.id: view for view in _views(session, session.execute(query).all(), by)}


def log_shown(
    session: Session, views: Sequence[EntryView], action: str, object_id: UUID, *, by: Caller, why: Why
) -> None:
    """Everybody seen; that nobody was is a look too."""
    if views:
        _log(session, views, action, object_id, by=by, why=why)
    else:
        audit.record(session, action, by=by, why=why, subjects=[None], object_id=object_id, fields=_FIELDS)


def entry_view(session: Session, entry_id: UUID, *, by: Caller, why: Why) -> EntryView:
    """One entry as it stands after something was done to it, and the row in the log that it was seen."""
    query = _all(by).where(ListEntry.id == entry_id, ListEntry.superseded_by.is_(None))
    views = _views(session, session.execute(query).all(), by)
    if not views:
        raise NotFound()
    _log(session, views, "entry.read", entry_id, by=by, why=why)
    return views[0]


def seen_again(session: Session, *, by: Caller) -> Callable[[Any], list[UUID]]:
    """Whom an entry that was answered with before shows, for the log when it is given again.

    What it gives raises NotFound when the caller no longer may see the entry.
    """

    def look(answer: Any) -> list[UUID]:
        query = _standing(by).where(ListEntry.id == UUID(answer["id"]))
        if session.execute(query).first() is None:
            raise NotFound("Det er sket, men du har ikke længere adgang til hændelsen.")
        shown = [answer["person"], *answer["identity"]["candidates"]]
        return [UUID(one["id"]) for one in shown]

    return look


def is_seen(session: Session, entry: ListEntry, *, by: Caller) -> bool:
    """Whether ``by`` finds the entry among those of ``read_entries``."""
    return session.execute(_standing(by).where(ListEntry.id == entry.id)).first() is not None


def incidents_of(session: Session, case: Case, *, by: Caller, why: Why) -> list[EntryView]:
    """What the case is about, oldest first; an entry that an amended list has replaced is left out."""
    query = _all(by).where(ListEntry.superseded_by.is_(None), ListEntry.case_id == case.id).order_by(ListEntry.id)
    # Whom else a row may be about is the meeting's to see, not everybody's who works on the case.
    found = session.execute(query).all()
    beside = beside_of(session, found, by)
    views = [view_of(entry, person, of, [], beside, by) for entry, person, of in found]
    audit.record(session, "incident.read", by=by, why=why, subjects=[case.person_id], object_id=case.id, fields=_FIELDS)
    return views


def candidates_for(session: Session, people: Iterable[Person]) -> dict[UUID, list[Person]]:
    """Whom each of ``people`` may be: somebody who has or had a case here, born the same day, with a like name."""
    people = list(people)
    born: dict[date, list[Person]] = {}
    if people:
        code = people[0].municipality_code
        for other in people_born_on(session, code, {person.birth_date for person in people}):
            born.setdefault(other.birth_date, []).append(other)
    return {
        person.id: [
            other
            for other in born.get(person.birth_date, [])
            if other.id != person.id and is_alike(person.name or "", other.name or "")
        ]
        for person in people
    }


def _standing(by: Caller) -> Select[ListEntry, Person, Case | None]:
    return _all(by).where(ListEntry.superseded_by.is_(None), on_the_agenda_or_own(by))


def _all(by: Caller) -> Select[ListEntry, Person, Case | None]:
    return (
        select(ListEntry, Person, Case)
        .join(Person, and_(Person.municipality_code == ListEntry.municipality_code, Person.id == ListEntry.person_id))
        .outerjoin(Case, and_(Case.municipality_code == ListEntry.municipality_code, Case.id == ListEntry.case_id))
        .where(ListEntry.municipality_code == by.municipality_code)
    )


def on_the_agenda_or_own(by: Caller) -> ColumnElement[bool]:
    """Before it is decided an entry is the meeting's; afterwards it is seen by those whose track it went to."""
    own = Case.track != other_track(by).value
    return or_(ListEntry.decision.is_(None), Case.id.is_(None), Case.track.is_(None), own)


def _views(session: Session, found: Sequence[Found], by: Caller) -> list[EntryView]:
    """With whom each may be about, decided or not: what was decided can be found and undone."""
    beside = beside_of(session, found, by)
    candidates = candidates_for(session, beside.came_with.values())
    return [view_of(entry, person, case, candidates.get(entry.id, []), beside, by) for entry, person, case in found]


def _log(
    session: Session, views: Sequence[EntryView], action: str, object_id: UUID | None, *, by: Caller, why: Why
) -> None:
    seen = dict.fromkeys(view.person.id for view in views)
    seen |= dict.fromkeys(one.id for view in views for one in view.identity.candidates)
    audit.record(session, action, by=by, why=why, subjects=seen, object_id=object_id, fields=_FIELDS)

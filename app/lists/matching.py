"""What of a list is known already: a handful of questions, whatever the number of rows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Date, LargeBinary, Uuid, any_, exists, func, literal, select
from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases.intake import OpenCase, lock_cases
from app.cases.models import Case
from app.lists.models import ListEntry
from app.lists.sorting import Sorted, StoredEntry
from app.people.models import Person
from workflows.casework import CLOSING_STATES

_ALIKE = 0.6
"""How like two names of the same birth date must be for a person to be asked."""


class Replaced(NamedTuple):
    """An entry whose place an amended row takes: what was decided on it goes on."""

    id: UUID
    list_id: UUID
    person_id: UUID
    case_id: UUID | None
    identity_undecided: bool
    decision: str | None
    decided_at: datetime | None
    decided_by: str | None
    decision_reason_sealed: bytes | None
    to_municipality_code: str | None
    joined_open_case: bool


@dataclass(slots=True)
class Known:
    """Who and what the accepted rows meet. Rows of the same file are added as they are written."""

    people: dict[bytes, UUID] = field(default_factory=dict)
    cases: dict[UUID, OpenCase] = field(default_factory=dict)
    """The open case of a person."""
    replaced: dict[bytes, Replaced] = field(default_factory=dict)
    cases_by_id: dict[UUID, OpenCase] = field(default_factory=dict)
    namesakes: dict[date, list[str]] = field(default_factory=dict)
    """Names of those who have or had a case here, by the birth dates of the rows without a CPR number."""


def lock_intake(session: Session, municipality_code: str) -> None:
    """One intake at a time in a municipality, so that two lists never open two cases for one child."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("ssp.intake"), int(municipality_code))))


def stored_entries(session: Session, municipality_code: str, keys: Collection[bytes]) -> dict[bytes, StoredEntry]:
    """The entries that stand, by incident key."""
    if not keys:
        return {}
    query = select(ListEntry.incident_key, ListEntry.id, ListEntry.content_key).where(
        ListEntry.municipality_code == municipality_code,
        _is_among(ListEntry.incident_key, keys),
        ListEntry.superseded_by.is_(None),
    )
    return {key: StoredEntry(entry_id, content) for key, entry_id, content in session.execute(query)}


def match(session: Session, result: Sorted, *, by: Caller) -> Known:
    """Everything that the accepted rows meet. Locks entries before cases, as everybody does."""
    code = by.municipality_code
    known = Known()
    known.replaced = _lock_replaced(session, code, result.amended)
    known.people = _people(session, code, {one.cpr_index for one in result.accepted if one.cpr_index})
    cases = {one.case_id for one in known.replaced.values() if one.case_id}
    people = {*known.people.values(), *(one.person_id for one in known.replaced.values())}
    for case in lock_cases(session, code, people=people, cases=cases):
        known.cases_by_id[case.id] = case
        if case.state not in CLOSING_STATES:
            known.cases[case.person_id] = case
    nameless = {one.row.birth_date for one in result.accepted if not one.cpr_index and one.row.birth_date}
    known.namesakes = names_by_birth_date(session, code, nameless)
    return known


def _lock_replaced(session: Session, code: str, amended: Mapping[bytes, UUID]) -> dict[bytes, Replaced]:
    if not amended:
        return {}
    columns = [getattr(ListEntry, name) for name in Replaced._fields]
    query = (
        select(ListEntry.incident_key, *columns)
        .where(
            ListEntry.municipality_code == code, ListEntry.id == any_(literal(list(amended.values()), ARRAY(Uuid())))
        )
        .order_by(ListEntry.id)
        .with_for_update()
    )
    return {key: Replaced(*rest) for key, *rest in session.execute(query)}


def _people(session: Session, code: str, cpr_indexes: Collection[bytes]) -> dict[bytes, UUID]:
    if not cpr_indexes:
        return {}
    query = select(Person.cpr_number_index, Person.id).where(
        Person.municipality_code == code,
        _is_among(Person.cpr_number_index, cpr_indexes),
    )
    return {index: person_id for index, person_id in session.execute(query) if index}


_LOOKED_UP = 500
"""Keys that are given as parameters, each looked up by itself."""


def _is_among(column: Any, indexes: Collection[bytes]) -> ColumnElement[bool]:
    """A few are looked up one by one. Many are given as one text: ten thousand parameters cost the driver more than the
    search costs the database.
    """
    if len(indexes) <= _LOOKED_UP:
        among: ColumnElement[bool] = column == any_(literal(list(indexes), ARRAY(LargeBinary)))
        return among
    each = func.unnest(func.string_to_array(",".join(index.hex() for index in indexes), ",")).column_valued()
    many: ColumnElement[bool] = column.in_(select(func.decode(each, "hex", type_=LargeBinary)))
    return many


def people_born_on(session: Session, municipality_code: str, birth_dates: Collection[date]) -> list[Person]:
    """Those who have or had a case here, and were born on one of the dates."""
    if not birth_dates:
        return []
    has_case = exists().where(Case.municipality_code == municipality_code, Case.person_id == Person.id)
    query = (
        select(Person)
        .where(
            Person.municipality_code == municipality_code,
            Person.birth_date == any_(literal(list(birth_dates), ARRAY(Date))),
            has_case,
        )
        .order_by(Person.id)
    )
    return list(session.scalars(query))


def names_by_birth_date(
    session: Session, municipality_code: str, birth_dates: Collection[date]
) -> dict[date, list[str]]:
    names: dict[date, list[str]] = {day: [] for day in birth_dates}
    for person in people_born_on(session, municipality_code, birth_dates):
        names[person.birth_date].append(person.name or "")
    return names


def is_alike(name: str, other: str) -> bool:
    """The same name, or one so near it that a person must say whether it is the same child."""
    name, other = name.casefold(), other.casefold()
    if name == other:
        return True
    matcher = SequenceMatcher(None, name, other, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def somebody_is_alike(name: str, names: Iterable[str]) -> bool:
    return any(is_alike(name, other) for other in names)

"""Handing incidents from one person to another: found, locked, and put into the case where they belong."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, exists, literal, select
from sqlalchemy.orm import Session

from app import clock
from app.access.policy import Action, decide
from app.caller import Caller, Why
from app.cases import queries, whose
from app.cases import service as cases
from app.cases.intake import OpenCase, lock_cases
from app.cases.models import Case
from app.errors import NotFound, Unprocessable
from app.lists import entries as agenda
from app.lists import identifying
from app.lists.deciding import standing_entries
from app.lists.identity_schemas import NewPerson
from app.lists.keys import Keys
from app.lists.models import ListEntry
from app.people.encryption import vault
from app.people.models import CustodyHolder, Person
from app.people.service import custody_holders
from workflows.casework import CLOSING_STATES, State


class NotTheirIncident(Unprocessable):
    code = "not_their_incident"
    title = "Hændelsen står ikke på den person"


def hand_on(session: Session, moved: Sequence[ListEntry], person: Person, *, by: Caller, why: Why) -> None:
    """Case by case: a case that has nothing else in it goes along, and others are left."""
    for case_id in dict.fromkeys(one.case_id for one in moved):
        if case_id is None:
            for one in moved:
                if one.case_id is None:
                    one.person_id = person.id
            continue
        of_case = [one for one in moved if one.case_id == case_id]
        met = lock_cases(session, by.municipality_code, people=[person.id], cases=[case_id])
        theirs = next((c for c in met if c.person_id == person.id and c.state not in CLOSING_STATES), None)
        case = cases.locked(session, by.municipality_code, case_id)
        ended = State(case.state) in CLOSING_STATES
        if not ended:
            must_have(session, OpenCase(case.id, case.person_id, State(case.state)), by)
        if not ended and theirs is None and len(standing_entries(session, case)) == len(of_case):
            whose.person_changed(session, give_case(session, case_id, of_case, person, by=by), by=by, why=why)
        else:
            join(session, of_case, person, theirs, by=by, why=why)


def give_case(session: Session, case_id: UUID, own: Sequence[ListEntry], person: Person, *, by: Caller) -> Case:
    """The case itself becomes the person's, with those incidents in it; what is owed in it is for the caller to say."""
    case = cases.locked(session, by.municipality_code, case_id)
    for one in own:
        one.person_id = person.id
    case.person_id = person.id
    identifying.record(session, case, "person_changed", by, person=person.id)
    session.flush()
    return case


def open_case_of(session: Session, case_id: UUID | None, person: Person, *, by: Caller) -> Case | None:
    """The case, where it is still open and the person's; ``by`` must have it. Raises NotFound."""
    case = cases.locked(session, by.municipality_code, case_id) if case_id else None
    if case is None or State(case.state) in CLOSING_STATES or case.person_id != person.id:
        return None
    must_have(session, OpenCase(case.id, case.person_id, State(case.state)), by)
    return case


def in_case(session: Session, case_id: UUID | None, by: Caller) -> set[UUID]:
    """The incidents that stand in it."""
    query = select(ListEntry.id).where(
        ListEntry.municipality_code == by.municipality_code, ListEntry.case_id == case_id,
        ListEntry.superseded_by.is_(None),
    )  # fmt: skip
    return set(session.scalars(query)) if case_id else set()


def give_custody(session: Session, holders: Collection[UUID], person: Person, *, by: Caller) -> None:
    came = select(CustodyHolder).where(
        CustodyHolder.municipality_code == by.municipality_code, CustodyHolder.id.in_(holders)
    )
    for holder in session.scalars(came):
        holder.person_id = person.id
    session.flush()


def join(
    session: Session, moved: Sequence[ListEntry], person: Person, theirs: OpenCase | None, *, by: Caller, why: Why
) -> None:
    """Each into the person's open case, or into one new one for all of them."""
    for one in moved:
        old = cases.locked(session, by.municipality_code, one.case_id) if one.case_id else None
        awaited = one.decision is None
        one.person_id = person.id
        theirs = identifying.enter(session, one, person, theirs, by=by)
        if old is not None:
            identifying.leave(session, old, one, awaited=awaited, by=by, why=why)
            whose.incident_left(session, old, by=by, why=why)


def seen(session: Session, person_id: UUID, *, by: Caller) -> Person:
    """A person of whom ``by`` sees a case or an incident. Raises NotFound."""
    person = session.get(Person, (by.municipality_code, person_id))
    if person is None or not is_seen(session, person_id, by=by):
        raise NotFound()
    return person


def is_seen(session: Session, person_id: UUID, *, by: Caller) -> bool:
    case = select(Case.id).where(queries.theirs(by), Case.person_id == person_id)
    if session.scalar(select(exists(case))) is True:
        return True
    query = select(ListEntry).where(
        ListEntry.municipality_code == by.municipality_code, ListEntry.person_id == person_id,
        ListEntry.superseded_by.is_(None),
    )  # fmt: skip
    return any(agenda.is_seen(session, one, by=by) for one in session.scalars(query).all())


def must_have(session: Session, found: OpenCase, by: Caller) -> None:
    """An open case is not taken from somebody who has it. Raises NotFound."""
    case = cases.found(session, by.municipality_code, found.id)
    if not decide(by, Action.MOVE_CASE, queries.resource_of(session, case, by=by)).allowed:
        raise NotFound("Sagen er hos myndigheden. Bed teamlederen om at flytte den til det andet spor først.")


def in_open_cases(session: Session, people: Collection[UUID], by: Caller) -> list[UUID]:
    query = (
        select(ListEntry.id)
        .join(Case, (Case.municipality_code == ListEntry.municipality_code) & (Case.id == ListEntry.case_id))
        .where(
            ListEntry.municipality_code == by.municipality_code,
            ListEntry.person_id.in_(people),
            ListEntry.superseded_by.is_(None),
            Case.closed_at.is_(None),
        )
    )
    return list(session.scalars(query))


def locked_entries(session: Session, ids: Collection[UUID], by: Caller) -> list[ListEntry]:
    """Those that stand, locked before their cases, as everybody does."""
    query = (
        select(ListEntry)
        .where(
            ListEntry.municipality_code == by.municipality_code,
            ListEntry.id == any_(literal(list(ids), ARRAY(Uuid()))),
            ListEntry.superseded_by.is_(None),
        )
        .order_by(ListEntry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def standing_now(session: Session, ids: Collection[UUID], by: Caller) -> list[ListEntry]:
    """The entries, or those of an amended list that took their place."""
    found, sought = [], list(ids)
    while sought:
        query = select(ListEntry).where(ListEntry.municipality_code == by.municipality_code, ListEntry.id.in_(sought))
        rows = session.scalars(query).all()
        found += [one for one in rows if one.superseded_by is None]
        sought = [one.superseded_by for one in rows if one.superseded_by is not None]
    return found


def locked_cases(session: Session, people: Collection[UUID], by: Caller) -> list[OpenCase]:
    return [
        one
        for one in lock_cases(session, by.municipality_code, people=people, cases=[])
        if one.state not in CLOSING_STATES
    ]


def bring_custody(session: Session, merged: Person, stays: Person) -> list[UUID]:
    """Those who hold custody of the merged one and are not known of the other; gives their ids."""
    known = custody_holders(session, stays.municipality_code, stays.id)
    names, numbers = {(one.name or "").casefold() for one in known}, {one.cpr_number for one in known if one.cpr_number}
    brought = [
        one
        for one in custody_holders(session, merged.municipality_code, merged.id)
        if (one.name or "").casefold() not in names and one.cpr_number not in numbers
    ]
    for holder in brought:
        holder.person_id = stays.id
    session.flush()
    return [one.id for one in brought]


def new_person(session: Session, said: NewPerson | None, by: Caller) -> Person:
    """Somebody of whom no CPR number is known yet."""
    if said is None:
        raise NotTheirIncident("Sig, hvem hændelsen handler om: en kendt person, eller navn og fødselsdato.")
    person = Person(
        municipality_code=by.municipality_code, id=clock.new_id(), birth_date=said.birth_date,
        name_index=Keys(vault(), by.municipality_code).name(said.name, said.birth_date), name=said.name,
        created_at=by.at,
    )  # fmt: skip
    session.add(person)
    session.flush()
    return person

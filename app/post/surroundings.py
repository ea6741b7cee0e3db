"""Who stands around a letter's child and may not stand in the letter: other children, the other side, addresses."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from app.cases.models import Case
from app.cases.sides import SIDES
from app.letters.recipients import Addressed
from app.lists.models import ListEntry
from app.people.models import CustodyHolder, Person
from app.people.service import custody_holders
from workflows.incidents import IncidentRole
from workflows.letter_checks import Surroundings

_ACCUSED = {IncidentRole.CHARGED.value, IncidentRole.SUSPECTED.value}


def surroundings(
    session: Session, case: Case, subject: Person, to: Addressed, own_names: Sequence[str]
) -> Surroundings:
    """``own_names`` may stand in the letter: the sender's, the contact's."""
    holders = custody_holders(session, case.municipality_code, subject.id)
    other_side, others = _in_the_same_incidents(session, case)
    listed = _on_the_same_lists(session, case)
    neighbours = {one.id: one for one in (*others, *other_side, *listed) if one.id != subject.id}
    named = [subject.name or "", to.name, *(holder.name or "" for holder in holders), *own_names]
    around: list[Person | CustodyHolder] = [subject, *neighbours.values(), *holders]
    return Surroundings(
        own_names=tuple(named),
        other_children=_names(one for one in neighbours.values() if one.name not in named and one not in other_side),
        other_side=_names(one for one in other_side if one.id != subject.id),
        protected_addresses=tuple(
            one.address for one in around if one.address_protected and one.address and one.address != to.address
        ),
    )


def _names(people: Iterator[Person] | Sequence[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in people if one.name))


def _in_the_same_incidents(session: Session, case: Case) -> tuple[list[Person], list[Person]]:
    """Those on the other side of an incident of the case, and those beside the child on its own side."""
    own, theirs, other = SIDES.alias("own_side"), SIDES.alias("their_side"), aliased(Case)
    query = (
        select(Person, own.c.role, theirs.c.role)
        .join(other, and_(other.municipality_code == Person.municipality_code, other.person_id == Person.id))
        .join(theirs, and_(theirs.c.municipality_code == other.municipality_code, theirs.c.case_id == other.id))
        .join(own, and_(own.c.municipality_code == theirs.c.municipality_code, own.c.incident == theirs.c.incident))
        .where(own.c.municipality_code == case.municipality_code, own.c.case_id == case.id, other.id != case.id)
    )
    other_side: dict[UUID, Person] = {}
    beside: dict[UUID, Person] = {}
    for person, role, their_role in session.execute(query):
        opposite = {role, their_role} & _ACCUSED and IncidentRole.VICTIM.value in (role, their_role)
        (other_side if opposite else beside)[person.id] = person
    return list(other_side.values()), list(beside.values())


def _on_the_same_lists(session: Session, case: Case) -> list[Person]:
    lists = select(ListEntry.list_id).where(
        ListEntry.municipality_code == case.municipality_code, ListEntry.case_id == case.id
    )
    query = (
        select(Person)
        .join(
            ListEntry,
            and_(ListEntry.municipality_code == Person.municipality_code, ListEntry.person_id == Person.id),
        )
        .where(ListEntry.municipality_code == case.municipality_code, ListEntry.list_id.in_(lists))
        .distinct()
    )
    return list(session.scalars(query))

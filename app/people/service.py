"""Finding a person, and who holds custody."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session, aliased

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.errors import Conflict, NotFound, Unprocessable
from app.people import cpr
from app.people.models import CustodyHolder, Person
from app.remembering import remembered


class HolderIsThere(Conflict):
    code = "holder_is_there"
    title = "Forældremyndighedsindehaveren er indtastet"


class NumberWrong(Unprocessable):
    code = "cpr_number_wrong"
    title = "Personnummeret kan ikke være rigtigt"


@remembered
def person(session: Session, municipality_code: str, person_id: UUID) -> Person:
    """Raises NotFound."""
    found = session.get(Person, (municipality_code, person_id))
    if found is None:
        raise NotFound()
    return found


def all_that_are(session: Session, municipality_code: str, person_id: UUID) -> list[UUID]:
    """The person, and whoever was decided to be the same; nobody when the person is not known."""
    own = Person.municipality_code == municipality_code
    same = select(Person.id).where(own, Person.id == person_id).cte("same", recursive=True)
    same = same.union(select(Person.id).join(same, Person.same_as_id == same.c.id).where(own))
    return list(session.scalars(select(same.c.id)))


def are_the_same(municipality_code: str, some: Select[Any]) -> Select[Any]:
    """The ids of ``some`` people, of whom each was decided to be, and of whoever was decided to be one of those."""
    own, other = Person.municipality_code == municipality_code, aliased(Person)
    ids = some.subquery()
    up = select(ids.c[0].label("id")).cte("up", recursive=True)
    up = up.union(select(Person.same_as_id).join(up, Person.id == up.c.id).where(own, Person.same_as_id.is_not(None)))
    down = select(up.c.id).cte("down", recursive=True)
    merged = select(other.id).join(down, other.same_as_id == down.c.id)
    down = down.union(merged.where(other.municipality_code == municipality_code))
    return select(down.c.id)


def those_in_common(municipality_code: str, some: Select[Any]) -> Select[Any]:
    """The ids of those of ``some`` who were decided to be somebody else, or somebody else to be them: few of many."""
    own, other = Person.municipality_code == municipality_code, Person.same_as_id.is_not(None)
    either = union(select(Person.id).where(own, other), select(Person.same_as_id).where(own, other)).subquery()
    return select(either.c[0]).where(either.c[0].in_(some))


@remembered
def custody_holders(session: Session, municipality_code: str, person_id: UUID) -> list[CustodyHolder]:
    """Those who hold custody now, in the order they were entered."""
    query = (
        select(CustodyHolder)
        .where(
            CustodyHolder.municipality_code == municipality_code,
            CustodyHolder.person_id == person_id,
            CustodyHolder.ended_at.is_(None),
        )
        .order_by(CustodyHolder.entered_at, CustodyHolder.id)
    )
    return list(session.scalars(query))


def names_of_custody_holders(session: Session, municipality_code: str, holder_ids: Iterable[UUID]) -> dict[UUID, str]:
    """By id; of those whose custody has ended too."""
    query = select(CustodyHolder).where(
        CustodyHolder.municipality_code == municipality_code, CustodyHolder.id.in_(set(holder_ids))
    )
    return {holder.id: holder.name or "" for holder in session.scalars(query)}


def enter_custody_holder(
    session: Session,
    subject: Person,
    *,
    name: str,
    relation: str,
    contact: str | None,
    address_protected: bool,
    cpr_number: str | None = None,
    address: str | None = None,
    by: Caller,
    why: Why,
) -> CustodyHolder:
    """Writes down one who holds custody of ``subject``.

    Raises HolderIsThere for the same name again, and NumberWrong for a CPR number that no day has.
    """
    number = cpr_number.replace("-", "") if cpr_number else None
    try:
        birth_date = cpr.birth_date_of(number) if number else None
    except ValueError:
        raise NumberWrong("Se efter, om der er byttet om på cifrene.") from None
    for other in custody_holders(session, subject.municipality_code, subject.id):
        if (other.name or "").casefold() == name.casefold():
            raise HolderIsThere("Der står allerede en med det navn.", holder_id=str(other.id))
    holder = CustodyHolder(
        municipality_code=subject.municipality_code,
        id=clock.new_id(),
        person_id=subject.id,
        relation=relation,
        name=name,
        contact=contact,
        cpr_number=number,
        birth_date=birth_date,
        address=address,
        address_protected=address_protected,
        source="hand",
        entered_by=by.id,
        entered_at=by.at,
    )
    session.add(holder)
    session.flush()
    audit.record(
        session, "custody.entered", by=by, why=why, subjects=[subject.id], object_id=holder.id,
        fields=["custody_holder"],
    )  # fmt: skip
    return holder


def end_custody(session: Session, subject: Person, holder_id: UUID, *, by: Caller, why: Why) -> CustodyHolder:
    """Custody has ended, or was entered by mistake; the row stays. Raises NotFound."""
    holder = session.get(CustodyHolder, (subject.municipality_code, holder_id))
    if holder is None or holder.person_id != subject.id or holder.ended_at is not None:
        raise NotFound()
    holder.ended_at = by.at
    session.flush()
    audit.record(
        session, "custody.ended", by=by, why=why, subjects=[subject.id], object_id=holder.id,
        fields=["custody_holder"],
    )  # fmt: skip
    return holder


def custody_holder(session: Session, municipality_code: str, holder_id: UUID) -> CustodyHolder:
    """One who holds custody, or did. Raises NotFound."""
    found = session.get(CustodyHolder, (municipality_code, holder_id))
    if found is None:
        raise NotFound()
    return found

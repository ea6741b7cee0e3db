"""Taking over what the national register says of a person and of those who hold custody of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app import clock
from app.adapters.people_register import Custody, CustodyKind, Living, RegisteredPerson
from app.audit import service as audit
from app.caller import Caller, Why
from app.people.models import CustodyHolder, Person
from app.people.service import custody_holders
from workflows.calendar import age_on

UNKNOWN = "unknown"
"""Stands as the status of somebody whom the register does not know."""
_RELATION = {CustodyKind.MOTHER: "mother", CustodyKind.FATHER: "father", CustodyKind.OTHER: "other"}


@dataclass(frozen=True, slots=True, repr=False)
class Family:
    """What was read: the child, and each who holds custody. None where the register does not know them."""

    child: RegisteredPerson | None
    holders: Sequence[tuple[Custody, RegisteredPerson | None]] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What changed by it, and what somebody must look at, as codes."""

    custody: bool = False
    addresses: bool = False
    notes: tuple[str, ...] = ()


def take_over(session: Session, subject: Person, family: Family, *, by: Caller, why: Why) -> Taken:
    """The register decides what it said before and whom it names; whom somebody wrote down by hand stands
    beside it until they are ended by hand.
    """
    subject.register_read_at = by.at
    if family.child is None:
        changed = subject.register_status != UNKNOWN
        subject.register_status = UNKNOWN
        return Taken(notes=("child_unknown_to_the_register",) if changed else ())
    notes = _notes_of_child(subject, family.child, by.municipality_code)
    addresses = _take_over_address(subject, family.child)
    subject.register_status, subject.registered_in = family.child.living.value, family.child.municipality_code
    custody, more = _take_over_custody(session, subject, family, by=by)
    session.flush()
    if custody or addresses:
        audit.record(
            session, "register.taken_over", by=by, why=why, subjects=[subject.id], object_id=subject.id,
            fields=["custody_holder"] * custody + ["address"] * addresses,
        )  # fmt: skip
    return Taken(custody, addresses, (*notes, *more))


def _notes_of_child(subject: Person, child: RegisteredPerson, here: str) -> list[str]:
    notes = []
    if child.living is Living.DEAD and subject.register_status != Living.DEAD:
        notes.append("child_is_dead")
    moved = child.municipality_code not in (None, here, subject.registered_in)
    if moved and child.living is Living.RESIDENT:
        notes.append("child_lives_elsewhere")
    return notes


def _take_over_address(row: Person | CustodyHolder, said: RegisteredPerson) -> bool:
    """Whether an address or its protection is another than before. None in the register leaves what is known."""
    address = str(said.address) if said.address else row.address
    changed = address != row.address or said.address_protected != row.address_protected
    if address != row.address:
        row.address = address
    row.address_protected = said.address_protected
    return changed


def _take_over_custody(session: Session, subject: Person, family: Family, *, by: Caller) -> tuple[bool, list[str]]:
    standing = custody_holders(session, subject.municipality_code, subject.id)
    notes: list[str] = []
    changed, kept = False, set()
    for custody, who in family.holders:
        if custody.cpr_number is None or who is None:
            notes.append("custody_of_somebody_unnamed")
            # Whoever is known by that number still has it: that the register says no more of them ends nothing.
            kept |= {row.id for row in standing if row.cpr_number and row.cpr_number == custody.cpr_number}
            continue
        if who.living is Living.DEAD:
            notes.append("holder_is_dead")
            continue
        row = _found(standing, who)
        if row is None:
            row = _written(session, subject, custody, who, by=by)
            changed = True
        kept.add(row.id)
        changed |= _take_over_address(row, who)
        row.name, row.source, row.relation = who.name, "register", _RELATION[custody.kind]
        row.cpr_number, row.birth_date, row.register_read_at = who.cpr_number, who.birth_date, by.at
    for row in standing:
        if row.source == "register" and row.id not in kept:
            row.ended_at = by.at
            changed = True
    return changed, notes


def _found(standing: Sequence[CustodyHolder], who: RegisteredPerson) -> CustodyHolder | None:
    """Whoever has the number; else whoever was written down by hand with that name and no number."""
    by_number = (row for row in standing if row.cpr_number == who.cpr_number)
    by_name = (row for row in standing if row.cpr_number is None and (row.name or "").casefold() == who.name.casefold())
    return next(by_number, None) or next(by_name, None)


def _written(
    session: Session, subject: Person, custody: Custody, who: RegisteredPerson, *, by: Caller
) -> CustodyHolder:
    row = CustodyHolder(
        municipality_code=subject.municipality_code,
        id=clock.new_id(),
        person_id=subject.id,
        relation=_RELATION[custody.kind],
        source="register",
        name=who.name,
        entered_by=by.id,
        entered_at=by.at,
    )
    session.add(row)
    return row


def is_minor(holder: CustodyHolder, on: date, adult_from: int) -> bool:
    """A parent who is a child: a letter alone is no way to tell them."""
    return holder.birth_date is not None and age_on(holder.birth_date, on) < adult_from

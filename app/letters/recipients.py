"""Whom a letter is for, as it stands now: name, numbers, address, and whether they still are the one."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.letters.models import Letter
from app.people.models import CustodyHolder, Person
from app.people.register import is_minor
from app.people.service import custody_holder
from workflows.calendar import age_on
from workflows.profile import Profile


@dataclass(frozen=True, slots=True, repr=False)
class Addressed:
    """``address`` is lines as on an envelope. ``stands`` False: they no longer are to get it."""

    name: str
    stands: bool
    cpr_number: str | None = None
    cvr_number: str | None = None
    address: str | None = None
    address_protected: bool = False
    is_a_minor_parent: bool = False


def addressed(session: Session, letter: Letter, subject: Person, profile: Profile, on: date) -> Addressed:
    """As the database has it; the register is read before."""
    match letter.recipient_kind:
        case "custody_holder":
            if letter.custody_holder_id is None:
                raise ValueError("a letter to a custody holder names one")
            holder = custody_holder(session, letter.municipality_code, letter.custody_holder_id)
            return _holder(holder, subject, profile, on)
        case "young_person":
            age = age_on(subject.birth_date, subject.not_before_birth(on))
            return Addressed(
                subject.name or "",
                # Owed it at the age on the day it falls due, which may be a day or two ahead.
                stands=age >= profile.young_person_from or letter.obligation_id is not None,
                cpr_number=subject.cpr_number,
                address=subject.address,
                address_protected=subject.address_protected,
            )
    return Addressed(letter.institution or "", stands=True, cvr_number=letter.institution_cvr)


def _holder(holder: CustodyHolder, subject: Person, profile: Profile, on: date) -> Addressed:
    of_age = age_on(subject.birth_date, subject.not_before_birth(on)) >= profile.adult_from
    return Addressed(
        holder.name or "",
        stands=holder.ended_at is None and not of_age,
        cpr_number=holder.cpr_number,
        address=holder.address,
        address_protected=holder.address_protected,
        is_a_minor_parent=is_minor(holder, on, profile.adult_from),
    )

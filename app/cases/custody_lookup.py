"""Asking the national register who holds custody of a case's child: a job, for nobody waits for it in a request."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.adapters.people_register import PeopleRegister, PersonUnknown
from app.audit import service as audit
from app.caller import of_itself, system
from app.cases import notices, whose
from app.cases import service as cases
from app.cases.models import Case
from app.db import Database
from app.people import register
from app.people import service as people
from app.people.register import Family
from workflows.casework import CLOSING_STATES, State

_WHY = of_itself("custody_is_read_again")


def look_up(
    database: Database,
    asked: PeopleRegister | None,
    municipality_code: str,
    case_id: UUID,
    *,
    now: Callable[[], datetime],
    also_ended: bool = False,
) -> bool:
    """Reads the register and takes over what it says; whether anything could be read.

    False without a register, a CPR number or a case that is open; ``also_ended``: for a letter that outlives its
    case, one that has ended too. Raises RegisterAway and RegisterRefused.
    """
    cpr_number = _cpr_number_of(database, municipality_code, case_id, now, also_ended)
    if asked is None or cpr_number is None:
        return False
    family = read_family(asked, cpr_number)
    with database.transaction(municipality_code) as session:
        by, case = system(municipality_code, now()), cases.locked(session, municipality_code, case_id)
        ended = State(case.state) in CLOSING_STATES
        if ended and not also_ended:
            return False
        subject = cases.subject_of(session, case)
        known_before = bool(people.custody_holders(session, municipality_code, subject.id))
        taken = register.take_over(session, subject, family, by=by, why=_WHY)
        if ended:
            return True  # nobody is owed anything in it
        for note in taken.notes:
            notices.write(session, case, notices.Kind(note), {}, by=by)
        if taken.custody:
            whose.custody_changed(session, case, by=by, why=_WHY)
        if taken.custody and known_before:
            notices.write(session, case, notices.Kind.CUSTODY_CHANGED, {}, by=by)
    return True


def tell_of_refusal(
    database: Database, municipality_code: str, case_id: UUID, code: str, *, now: Callable[[], datetime]
) -> None:
    """That the register will not answer us is told in the case once, until somebody has seen it."""
    with database.transaction(municipality_code) as session:
        by, case = system(municipality_code, now()), cases.locked(session, municipality_code, case_id)
        told = notices.Kind.REGISTER_REFUSED
        if not notices.unseen(session, case, [told]):
            notices.write(session, case, told, {"code": code}, by=by)


def read_family(asked: PeopleRegister, cpr_number: str) -> Family:
    """The child and each who holds custody. Raises RegisterAway and RegisterRefused."""
    try:
        child = asked.look_up(cpr_number)
    except PersonUnknown:
        return Family(None)
    holders = []
    for custody in child.custody:
        who = None
        if custody.cpr_number is not None:
            try:
                who = asked.look_up(custody.cpr_number)
            except PersonUnknown:
                who = None
        holders.append((custody, who))
    return Family(child, holders)


def _cpr_number_of(
    database: Database, municipality_code: str, case_id: UUID, now: Callable[[], datetime], also_ended: bool
) -> str | None:
    """Of the child. That the register is asked about the child is logged before it is asked."""
    with database.transaction(municipality_code) as session:
        query = select(Case).where(Case.municipality_code == municipality_code, Case.id == case_id)
        case = session.scalar(query)
        if case is None or (State(case.state) in CLOSING_STATES and not also_ended):
            return None
        subject = cases.subject_of(session, case)
        if subject.cpr_number is None:
            return None
        by = system(municipality_code, now())
        audit.record(session, "register.read", by=by, why=_WHY, subjects=[subject.id], fields=["custody_holder"])
        return subject.cpr_number

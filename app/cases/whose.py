"""Whom a case is about, and whose custody the child is in: when that changes, what is owed and written follows."""

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.cases import deadlines, writing
from app.cases.models import Case
from app.cases.rules import profile_of
from app.cases.service import subject_of
from app.obligations import service as obligations
from app.people import service as people
from workflows.casework import CLOSING_STATES, State
from workflows.informing import Purpose
from workflows.informing import State as Obligated


def person_changed(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    """The case turned out to be about somebody else: what is owed is owed to that person's family."""
    profile, subject = profile_of(session, case), subject_of(session, case)
    standing = _standing_purposes(session, case)
    obligations.lapse_outstanding(
        session, case.id, subject.id, standing, "the_case_is_about_somebody_else", by=by, why=why
    )
    for purpose in standing:
        obligations.renew(session, case.id, subject, purpose, since=by.at, profile=profile, by=by, why=why)
    writing.stop_all(session, case, "the_case_is_about_somebody_else", by=by, why=why)
    deadlines.keep(session, case, profile, by=by, moved=False)


def incident_left(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    """One of its incidents turned out to be about somebody else: no letter that was written before leaves with it."""
    if State(case.state) not in CLOSING_STATES:
        writing.stop_all(session, case, "an_incident_left_the_case", by=by, why=why)
        deadlines.keep(session, case, profile_of(session, case), by=by, moved=False)


def custody_changed(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    """Custody was entered or ended: whoever must be told now is owed it, and whoever need not no longer is."""
    profile, subject = profile_of(session, case), subject_of(session, case)
    for purpose in _standing_purposes(session, case):
        since = case.news_at or case.opened_at
        obligations.renew(session, case.id, subject, purpose, since=since, profile=profile, by=by, why=why)
    holders = {one.id for one in people.custody_holders(session, case.municipality_code, subject.id)}
    writing.stop_those_of_nobody(session, case, holders, by=by, why=why)
    deadlines.keep(session, case, profile, by=by, moved=False)


def _standing_purposes(session: Session, case: Case) -> tuple[Purpose, ...]:
    """What the family is owed, or was and got; what has lapsed is not owed to anybody."""
    rows = obligations.of_case(session, case.municipality_code, case.id)
    standing = {Purpose(row.purpose) for row in rows if row.state != Obligated.LAPSED}
    return tuple(purpose for purpose in Purpose if purpose in standing)

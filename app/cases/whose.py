"""Whom a case is about, and whose custody the child is in: when that changes, what is owed and written follows."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.caller import Caller, Why, system
from app.cases import deadlines, groups, knowledge, notices, texts, writing
from app.cases import service as cases
from app.cases.models import Case
from app.cases.rules import profile_of
from app.cases.service import subject_of
from app.consents import service as consents
from app.consents.models import Consent
from app.obligations import service as obligations
from app.people import service as people
from workflows.casework import CLOSING_STATES, State
from workflows.consent import State as Consented
from workflows.informing import Purpose
from workflows.informing import State as Obligated


def person_changed(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    """The case turned out to be about somebody else: what is owed is owed to that person's family, and nothing that the
    other one's family was asked or agreed to carries over, nor what others were asked about the other one.
    """
    profile, subject = profile_of(session, case), subject_of(session, case)
    standing = _standing_purposes(session, case)
    obligations.lapse_outstanding(
        session, case.id, subject.id, standing, "the_case_is_about_somebody_else", by=by, why=why
    )
    for purpose in standing:
        obligations.renew(session, case.id, subject, purpose, since=by.at, profile=profile, by=by, why=why)
    writing.stop_all(session, case, "the_case_is_about_somebody_else", by=by, why=why)
    groups.left_behind(session, case, by=by, why=why)
    _take_back(session, case, consents.that_stand(session, case.municipality_code, case.id), by=by, why=why)
    deadlines.keep(session, case, profile, by=by, moved=False)


def incident_left(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    """One of its incidents turned out to be about somebody else: no letter that was written before leaves with it."""
    if State(case.state) not in CLOSING_STATES:
        writing.stop_all(session, case, "an_incident_left_the_case", by=by, why=why)
        deadlines.keep(session, case, profile_of(session, case), by=by, moved=False)


def nothing_is_left(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    """Its last incident turned out to be about somebody else: nobody is asked anything in a case that ends of it."""
    standing = consents.that_stand(session, case.municipality_code, case.id)
    _take_back(session, case, [row for row in standing if row.state == Consented.ASKED], by=by, why=why)


def custody_changed(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    """Custody was entered or ended: whoever must be told now is owed it, and whoever need not no longer is."""
    profile, subject = profile_of(session, case), subject_of(session, case)
    for purpose in _standing_purposes(session, case):
        since = case.news_at or case.opened_at
        obligations.renew(session, case.id, subject, purpose, since=since, profile=profile, by=by, why=why)
    holders = {one.id for one in people.custody_holders(session, case.municipality_code, subject.id)}
    writing.stop_those_of_nobody(session, case, holders, by=by, why=why)
    deadlines.keep(session, case, profile, by=by, moved=False)


def _take_back(session: Session, case: Case, agreed: Sequence[Consent], *, by: Caller, why: Why) -> None:
    """Consents that were asked for or given, and questions without an answer, end now, and whoever has the case is told
    whom to say it to. What had been answered stays, as it was said.
    """
    profile, subject, acting = (
        profile_of(session, case),
        subject_of(session, case),
        system(case.municipality_code, by.at),
    )
    questions = knowledge.withdraw_all(session, case, texts.ABOUT_SOMEBODY_ELSE, by=by, why=why)
    said = consents.Answer(reason=texts.ABOUT_SOMEBODY_ELSE, code=consents.ABOUT_SOMEBODY_ELSE)
    for row in agreed:
        consents.end(session, row, by.at, said, subject=subject, profile=profile, by=acting, why=why)
    for row in agreed:  # all have ended before any is asked what rested on it
        cases.consent_ended(session, case, row, by=by, why=why)
    if questions or agreed:
        details = {
            "consents_ended": [str(one.id) for one in agreed],
            "questions": [str(one.id) for one in questions],
        }
        notices.write(session, case, notices.Kind.CHILD_CHANGED, details, by=by)
    session.flush()


def _standing_purposes(session: Session, case: Case) -> tuple[Purpose, ...]:
    """What the family is owed, or was and got; what has lapsed is not owed to anybody."""
    rows = obligations.of_case(session, case.municipality_code, case.id)
    standing = {Purpose(row.purpose) for row in rows if row.state != Obligated.LAPSED}
    return tuple(purpose for purpose in Purpose if purpose in standing)

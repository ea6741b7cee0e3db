"""The case's one door: ``move``. Nothing else writes ``Case.state``."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.caller import Caller
from app.cases import deadlines
from app.cases.effects import EFFECTS, Moved, details_of
from app.cases.facts import facts_of
from app.cases.models import Case
from app.cases.said import NOTHING_SAID, Said
from app.errors import NotFound
from app.history import service as history
from app.obligations import service as obligations
from app.people import service as people
from app.people.models import Person
from workflows.casework import CASEWORK, CLOSING_STATES, Event, State, Track, track_of
from workflows.informing import Purpose
from workflows.profile import profile_for

__all__ = [
    "NOTHING_SAID",
    "Said",
    "course_reviewed",
    "custody_changed",
    "incident_given",
    "locked",
    "move",
    "obligations_changed",
    "person_changed",
    "subject_of",
]


def locked(session: Session, municipality_code: str, case_id: UUID) -> Case:
    """The case, locked until the transaction ends. Raises NotFound."""
    query = (
        select(Case)
        .where(Case.municipality_code == municipality_code, Case.id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    case = session.scalar(query)
    if case is None:
        raise NotFound()
    return case


def subject_of(session: Session, case: Case) -> Person:
    """The person the case is about."""
    return people.person(session, case.municipality_code, case.person_id)


def move(session: Session, case: Case, event: Event, *, by: Caller, why: str, said: Said = NOTHING_SAID) -> Case:
    """Makes one move of a case that is ``locked``: state, history, audit, effects, deadlines.

    Raises Forbidden when the role may not make it, and MoveRefused with what stands in the way.
    """
    profile, subject = profile_for(case.municipality_code), subject_of(session, case)
    facts = facts_of(session, case, subject, profile, by=by, said=said)
    before = State(case.state)
    with session.no_autoflush:  # the state and when it ended are written together
        after = history.advance(
            session,
            CASEWORK,
            case,
            event,
            facts,
            by=by,
            why=why,
            about=subject.id,
            case_id=case.id,
            reason=said.reason or said.evaluation,
            details=details_of(said),
        )
        case.track = track_of(after) or case.track
        case.closed_at = by.at if after in CLOSING_STATES else None
    if event in EFFECTS:
        EFFECTS[event](Moved(session, case, subject, event, facts, said, profile, by, why))
    begins_anew = after is not before or event is Event.KEEP_STEP
    deadlines.keep(session, case, profile, by=by, moved=begins_anew)
    return case


def incident_given(session: Session, case: Case, *, by: Caller, why: str) -> None:
    """A new incident was given to the track the case is on already: the family is owed the news of it.

    On the authority's track the caseworker assesses first, and the assessment makes the obligations.
    """
    case.news_at = by.at
    if case.track != Track.COORDINATOR:
        return
    profile, subject = profile_for(case.municipality_code), subject_of(session, case)
    obligations.renew(session, case.id, subject, Purpose.INFORM, since=by.at, profile=profile, by=by, why=why)
    deadlines.keep(session, case, profile, by=by, moved=False)


def person_changed(session: Session, case: Case, *, by: Caller, why: str) -> None:
    """The case turned out to be about somebody else: what is owed is owed to that person's family."""
    profile, subject = profile_for(case.municipality_code), subject_of(session, case)
    if obligations.of_case(session, case.municipality_code, case.id):
        obligations.lapse_outstanding(
            session, case.id, subject.id, tuple(Purpose), "the_case_is_about_somebody_else", by=by, why=why
        )
        obligations.renew(session, case.id, subject, Purpose.INFORM, since=by.at, profile=profile, by=by, why=why)
    deadlines.keep(session, case, profile, by=by, moved=False)


def custody_changed(session: Session, case: Case, *, by: Caller, why: str) -> None:
    """Custody was entered or ended: whoever must be told now is owed it, and whoever need not no longer is."""
    profile, subject = profile_for(case.municipality_code), subject_of(session, case)
    owed = obligations.of_case(session, case.municipality_code, case.id)
    for purpose in {Purpose(o.purpose) for o in owed}:
        since = case.news_at or case.opened_at
        obligations.renew(session, case.id, subject, purpose, since=since, profile=profile, by=by, why=why)
    deadlines.keep(session, case, profile, by=by, moved=False)


def obligations_changed(session: Session, case: Case, *, by: Caller) -> None:
    """Somebody was told, or it was taken back: the family's deadline follows."""
    deadlines.keep(session, case, profile_for(case.municipality_code), by=by, moved=False)


def course_reviewed(session: Session, case: Case, *, by: Caller) -> None:
    """The course was looked at: the next review is counted from now."""
    if State(case.state) is State.COURSE_RUNNING:
        deadlines.keep(session, case, profile_for(case.municipality_code), by=by, moved=True)

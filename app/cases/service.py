"""The case's one door: ``move``. Nothing else writes ``Case.state``."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.caller import Caller, Why, system
from app.cases import deadlines, groups, incidents, left, notices, texts, withdrawal, writing
from app.cases.changed import (
    concern_assessed,
    consents_asked,
    course_reviewed,
    group_changed,
    obligations_changed,
    offer_answered,
    offered,
    questions_changed,
    talks_changed,
)
from app.cases.effects import EFFECTS, details_of
from app.cases.facts import course_has_its_ground, facts_of
from app.cases.incidents import Given
from app.cases.models import Case
from app.cases.moved import Moved
from app.cases.rules import profile_of, rules_of
from app.cases.said import NOTHING_SAID, Said
from app.consents.models import Consent
from app.errors import Conflict, NotFound, Unprocessable
from app.history import service as history
from app.obligations import service as obligations
from app.people import service as people
from app.people.models import Person
from workflows.casework import (
    CASEWORK,
    CLOSING_STATES,
    COORDINATOR_STATES,
    FIRST_STATIONS,
    Event,
    State,
    Track,
    track_of,
)
from workflows.informing import Purpose
from workflows.own_moves import Casework

__all__ = [
    "NOTHING_SAID",
    "CaseHasEnded",
    "Said",
    "SaidTooLittle",
    "concern_assessed",
    "consent_ended",
    "consents_asked",
    "course_reviewed",
    "decision_undone",
    "emptied",
    "found",
    "group_changed",
    "incident_given",
    "incidents_counted",
    "locked",
    "may_be_undone",
    "move",
    "must_be_open",
    "obligations_changed",
    "offer_answered",
    "offered",
    "questions_changed",
    "returned",
    "subject_of",
    "talks_changed",
]


class SaidTooLittle(Unprocessable):
    """The move needs more to be said with it from this state; ``needs`` names the fields."""

    code = "said_too_little"
    title = "Der mangler noget, som skal siges sammen med skridtet"


class CaseHasEnded(Conflict):
    """Nothing new is asked, told or owed in a case that has ended: it is reopened first."""

    code = "case_has_ended"
    title = "Sagen er endt"


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


def found(session: Session, municipality_code: str, case_id: UUID) -> Case:
    """The case, to be read. Raises NotFound."""
    case = session.get(Case, (municipality_code, case_id))
    if case is None:
        raise NotFound()
    return case


def subject_of(session: Session, case: Case) -> Person:
    """The person the case is about."""
    return people.person(session, case.municipality_code, case.person_id)


def move(session: Session, case: Case, event: Event, *, by: Caller, why: Why, said: Said = NOTHING_SAID) -> Case:
    """Makes one move of a case that is ``locked``: state, history, audit, effects, deadlines.

    Raises Forbidden when the role may not make it, SaidTooLittle when it needs more to be said, and
    MoveRefused with what stands in the way.
    """
    rules, subject = rules_of(session, case), subject_of(session, case)
    profile, before = rules.profile, State(case.state)
    _must_be_said(rules.casework, case, before, event, said, by)
    facts = facts_of(session, case, subject, profile, by=by, said=said)
    with session.no_autoflush:  # the state and when it ended are written together
        after = history.advance(
            session,
            rules.casework,
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
        flag_modified(case, "state")  # a move that leaves the row as it was raises its version too
        case.track = track_of(after) or case.track
        case.closed_at = by.at if after in CLOSING_STATES else None
    if event in EFFECTS:
        EFFECTS[event](Moved(session, case, before, subject, event, facts, said, profile, by, why))
    if before in COORDINATOR_STATES and after not in COORDINATOR_STATES:
        groups.left_behind(session, case, by=by, why=why)
    if after in CLOSING_STATES:
        obligations.lapse_outstanding(
            session, case.id, subject.id, tuple(Purpose), "the_case_has_ended", by=by, why=why
        )
        writing.stop_those_of_an_ended_case(session, case, by=by, why=why)
        notices.settle(session, case, notices.REROUTING, by=by)
    begins_anew = after is not before or event in {Event.KEEP_STEP, Event.CALL_TO_MEETING}
    deadlines.keep(session, case, profile, by=by, moved=begins_anew)
    return case


def incident_given(
    session: Session, case: Case, new: Given, given: Callable[[], Sequence[Given]], *, by: Caller, why: Why
) -> None:
    """A ``new`` incident was given to the track the case is on already, loudly: the family is owed the news of it.

    When somebody has acted on the case, the incident must be looked at anew before it can be closed. On
    the authority's track the caseworker assesses first, and the assessment makes the obligations.
    ``given`` reads all the case's, the new one among them.
    """
    case.news_at = by.at
    if State(case.state) not in FIRST_STATIONS:
        case.incident_awaits_reassessment = True
    profile, subject = profile_of(session, case), subject_of(session, case)
    if case.track == Track.COORDINATOR:
        obligations.renew(session, case.id, subject, Purpose.INFORM, since=by.at, profile=profile, by=by, why=why)
    incidents.tell(session, case, new, by=by)
    incidents_counted(session, case, given, by=by)


def incidents_counted(session: Session, case: Case, given: Callable[[], Sequence[Given]], *, by: Caller) -> None:
    """Incidents that came close together ask for a look at the whole, also where nobody has acted on the case yet.

    They are ``given`` when the case has so many that they could.
    """
    profile = profile_of(session, case)
    if track_of(State(case.state)) and incidents.asks_for_reassessment(session, case, given, profile, by=by):
        case.incident_awaits_reassessment = True
        history.record(session, CASEWORK.name, case, "incidents_repeated", case.state, by=by, case_id=case.id)
    deadlines.keep(session, case, profile, by=by, moved=False)


def emptied(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    """Its last incident turned out to be about somebody else: nobody is owed anything, and the case ends."""
    acting = system(case.municipality_code, by.at)
    move(session, case, Event.DROP, by=acting, why=why, said=Said(reason=texts.EMPTIED))


def returned(session: Session, case: Case, reason: str, *, by: Caller, why: Why) -> None:
    """The other municipality gave it back: it is opened again and stands before the handover meeting.

    Raises MoveRefused when the person has another open case by now.
    """
    acting = system(case.municipality_code, by.at)
    move(session, case, Event.REOPEN, by=acting, why=why, said=Said(reason=reason))
    case.returned_at = by.at
    session.flush()


def may_be_undone(session: Session, case: Case, since: datetime, *, falls_back: bool, by: Caller) -> tuple[str, ...]:
    """What stands in the way of taking back what the meeting decided at ``since``, as codes of ``left.Left`` and of
    the guards; empty when nothing does. ``falls_back``: the case would stand before the meeting again.
    """
    found = left.since(session, case, since)
    if found or not falls_back:
        return tuple(found)
    rules, said = rules_of(session, case), Said(nothing_has_left=True)
    facts = facts_of(session, case, subject_of(session, case), rules.profile, by=by, said=said)
    return rules.casework.unmet(State(case.state), Event.REOPEN, facts)


def decision_undone(session: Session, case: Case, reason: str, *, by: Caller, why: Why) -> None:
    """The meeting takes back what put the case where it is: it stands before the meeting again, and nobody is owed
    anything. Only what ``may_be_undone``.
    """
    acting = system(case.municipality_code, by.at)
    move(session, case, Event.REOPEN, by=acting, why=why, said=Said(reason=reason, nothing_has_left=True))
    obligations.lapse_outstanding(
        session, case.id, case.person_id, tuple(Purpose), "the_decision_was_undone", by=by, why=why
    )
    writing.stop_those_of_an_undone_decision(session, case, by=by, why=why)
    case.news_at = None
    session.flush()


def consent_ended(session: Session, case: Case, row: Consent, *, by: Caller, why: Why) -> None:
    """Withdrawn, refused or run out: what rested on it stops in this transaction, and whoever has the case is told.

    A course pauses until it has its ground again.
    """
    profile, subject = profile_of(session, case), subject_of(session, case)
    stopped = withdrawal.stop_what_rested_on(session, case, subject, row, profile=profile, by=by, why=why)
    if stopped.questions:
        questions_changed(session, case, by=by)
    if State(case.state) is State.COURSE_RUNNING and not course_has_its_ground(
        session, case, subject, profile, by=by, said=NOTHING_SAID
    ):
        acting = system(case.municipality_code, by.at)
        move(session, case, Event.PAUSE_COURSE, by=acting, why=why, said=Said(reason=texts.CONSENT_ENDED))
        stopped = replace(stopped, course_paused=True)
    if stopped.anything:
        notices.write(session, case, notices.Kind.WITHDRAWAL_STOPPED, stopped.details(), by=by)
    session.flush()


def must_be_open(case: Case) -> None:
    """Raises CaseHasEnded."""
    if State(case.state) in CLOSING_STATES:
        raise CaseHasEnded("Genåbn sagen først.")


def _must_be_said(casework: Casework, case: Case, state: State, event: Event, said: Said, by: Caller) -> None:
    """What the move needs from this state is said with it. Whether it may be made at all is the engine's to say."""
    found = casework.by_pair.get((state, event))
    if found is None or by.role not in found.roles:
        return
    wanted = [*found.needs]
    if event is Event.ASSIGN and case.responsible not in (None, said.responsible):
        wanted.append("reason")  # somebody had it
    unsaid = [name for name in wanted if getattr(said, name) in (None, "", (), [])]
    needs = [name for name in unsaid if event is not Event.CLOSE or getattr(case, name, None) is None]
    if needs:
        missing = ", ".join(texts.NEEDS[name] for name in needs)
        raise SaidTooLittle(f"Skridtet kræver her også: {missing}.", needs=needs)

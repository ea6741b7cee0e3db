"""Turning 18 in an open case: custody has ended, and with it what was owed to, sent to and agreed by the parents."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Interval, cast, exists, select
from sqlalchemy.orm import Session

from app.caller import Caller, of_itself, system
from app.cases import deadlines, notices, writing
from app.cases import service as cases
from app.cases.birthdays import years_before
from app.cases.models import Case, Notice
from app.consents import service as consents
from app.history import service as history
from app.obligations import service as obligations
from app.people.models import Person
from workflows.adulthood import came_of_age_at, comes_of_age
from workflows.calendar import local_date
from workflows.casework import CASEWORK
from workflows.informing import Purpose, RecipientKind
from workflows.profile import Profile, profile_for

_WHY = of_itself("the_young_person_has_come_of_age")


def follow_coming_of_age(session: Session, municipality_code: str, at: datetime) -> int:
    """Once in each open case whose young person has come of age since it was opened; gives how many there were.

    The young person's own consent stands, and with it what rests on it: the course, its local leader and its
    participants. What rested on the parents' alone stops, for they no longer speak for the young person
    (forældreansvarsloven § 1).
    """
    profile = profile_for(municipality_code)
    done = 0
    for case_id in _not_followed(session, profile, at):
        case = cases.locked(session, municipality_code, case_id)
        subject, opened_on = cases.subject_of(session, case), local_date(case.opened_at)
        if comes_of_age(subject.birth_date, opened_on, local_date(at), profile.adult_from):
            _follow(session, case, subject, profile, by=system(municipality_code, at))
            done += 1
    return done


def _follow(session: Session, case: Case, subject: Person, profile: Profile, *, by: Caller) -> None:
    ended_at = came_of_age_at(subject.birth_date, profile.adult_from)
    for purpose in Purpose:
        obligations.follow_age(session, case.id, subject, purpose, profile=profile, by=by, why=_WHY)
    stopped = writing.stop_those_of_nobody(session, case, set(), by=by, why=_WHY)
    standing = [
        row
        for row in consents.that_stand(session, case.municipality_code, case.id)
        if row.signer_kind == RecipientKind.CUSTODY_HOLDER
    ]
    for row in standing:
        consents.end(session, row, ended_at, consents.Answer(), subject=subject, profile=profile, by=by, why=_WHY)
    state_before = case.state
    for row in standing:  # all have ended before any is asked what rested on it
        cases.consent_ended(session, case, row, by=by, why=_WHY)
    details = {
        "came_of_age_on": local_date(ended_at).isoformat(),
        "letters_stopped": [str(one.id) for one in stopped],
        "consents_ended": [str(one.id) for one in standing],
        "course_paused": case.state != state_before,
        "track": profile.adult_track.name,
        "tell": list(profile.adult_track.tell),
    }
    notices.write(session, case, notices.Kind.CAME_OF_AGE, details, by=by)
    history.record(session, CASEWORK.name, case, "came_of_age", case.state, by=by, case_id=case.id)
    history.log(session, CASEWORK.name, case, "came_of_age", by=by, why=_WHY, about=subject.id)
    deadlines.keep(session, case, profile, by=by, moved=False)


def _not_followed(session: Session, profile: Profile, at: datetime) -> list[UUID]:
    """However long ago it was: a case may have been closed on the day, and be open again."""
    latest = years_before(local_date(at), profile.adult_from)
    told = exists().where(
        Notice.municipality_code == Case.municipality_code,
        Notice.case_id == Case.id,
        Notice.kind == notices.Kind.CAME_OF_AGE.value,
    )
    query = (
        select(Case.id)
        .join(Person, (Person.municipality_code == Case.municipality_code) & (Person.id == Case.person_id))
        .where(
            Case.municipality_code == profile.municipality_code,
            Case.closed_at.is_(None),
            Person.birth_date <= latest,
            Case.opened_at < Person.birth_date + cast(f"{profile.adult_from} years 1 day", Interval),
            ~told,
        )
        .order_by(Case.id)
    )
    return list(session.scalars(query))

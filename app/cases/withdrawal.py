"""What stops when a consent ends: letters that rested on it, questions nobody answered, the course, and who saw it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.cases import knowledge, participants
from app.cases.facts import course_has_its_ground
from app.cases.models import Case
from app.cases.said import NOTHING_SAID
from app.cases.standing import standing_of
from app.consents import service as consents
from app.consents.models import Consent
from app.courses import service as courses
from app.courses.models import CourseParticipant
from app.letters import service as letters
from app.letters.models import Letter
from app.people.models import Person
from workflows.casework import COURSE_STATES, State
from workflows.consent import Scope
from workflows.letter_grounds import GROUND_OF
from workflows.letter_kinds import Kind
from workflows.profile import Profile


@dataclass(frozen=True, slots=True)
class Stopped:
    """What stopped, by id; it is told to whoever has the case."""

    consent_id: UUID
    scope: str
    letters: tuple[UUID, ...] = ()
    questions: tuple[UUID, ...] = ()
    course_paused: bool = False
    access_ended: bool = False
    participants: tuple[UUID, ...] = ()
    """Those of the course who no longer may see its plan."""

    @property
    def anything(self) -> bool:
        return bool(self.letters or self.questions or self.course_paused or self.access_ended or self.participants)

    def details(self) -> dict[str, Any]:
        return {
            "consent_id": str(self.consent_id),
            "scope": self.scope,
            "letters": [str(one) for one in self.letters],
            "questions": [str(one) for one in self.questions],
            "course_paused": self.course_paused,
            "access_ended": self.access_ended,
            "participants": [str(one) for one in self.participants],
        }


def stop_what_rested_on(
    session: Session, case: Case, subject: Person, consent: Consent, *, profile: Profile, by: Caller, why: Why
) -> Stopped:
    """Letters and questions whose consent no longer stands, and the local leader's access to a course that rests on it.

    A letter that was being handed over is waited for: it had left before, and so the consent held until then.
    """
    scope = Scope(consent.scope)
    rested = [row for row in letters.of_case(session, case.municipality_code, case.id) if _rests_on(row, scope)]
    stopped = letters.stop_pending(
        session, case.municipality_code, case.id,
        lambda row: _rests_on(row, scope) and not _still_stands(session, case, subject, row, scope, profile, by),
        "consent_ended", about=case.person_id, by=by, why=why,
    )  # fmt: skip
    for row in rested:
        session.refresh(row)
        if row.sent_at is not None and row.sent_at > by.at:
            consents.heard_no_earlier_than(consent, row.sent_at)
    agreed = consents.covers(session, case.id, subject, scope, profile=profile, by=by)
    questions = [] if agreed else knowledge.withdraw(session, case, scope, by=by, why=why)
    access_ended = scope is Scope.COURSE and not agreed and _ends_access(session, case, subject, profile, by)
    unseeing = _end_views(session, case, subject, profile, by) if scope is Scope.COURSE else []
    session.flush()
    return Stopped(
        consent.id, scope.value, tuple(one.id for one in stopped), tuple(one.id for one in questions),
        access_ended=access_ended, participants=tuple(one.id for one in unseeing),
    )  # fmt: skip


def _rests_on(row: Letter, scope: Scope) -> bool:
    return GROUND_OF[Kind(row.kind)].rests_on is scope


def _still_stands(
    session: Session, case: Case, subject: Person, row: Letter, scope: Scope, profile: Profile, by: Caller
) -> bool:
    standing = standing_of(session, case, subject, scope, row.institution, profile=profile, by=by)
    return standing.granted and standing.covers_recipient


def _end_views(session: Session, case: Case, subject: Person, profile: Profile, by: Caller) -> list[CourseParticipant]:
    course = courses.latest(session, case.municipality_code, case.id)
    if course is None or not courses.is_open(course):
        return []
    return participants.end_views(session, case, subject, course, profile=profile, by=by)


def _ends_access(session: Session, case: Case, subject: Person, profile: Profile, by: Caller) -> bool:
    if State(case.state) not in COURSE_STATES or case.local_leader is None:
        return False
    if course_has_its_ground(session, case, subject, profile, by=by, said=NOTHING_SAID):
        return False  # it rests on another law
    case.local_leader = None  # the course says who it is; they see the case again when it has its ground again
    return True

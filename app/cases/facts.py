"""Reading the facts that a case's guards look at, as they stand this moment."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import knowledge, placements
from app.cases.models import Case
from app.cases.said import NOTHING_SAID, Said
from app.consents import service as consents
from app.courses import service as courses
from app.obligations import service as obligations
from app.people.models import Person
from app.remembering import remembered
from workflows.casework import COURSE_STATES, Facts, State
from workflows.consent import Scope
from workflows.informing import Purpose
from workflows.informing import State as Obligated
from workflows.profile import Profile
from workflows.sharing import ConsentStanding, Ground, PartyKind, may_share
from workflows.sharing import Purpose as SharingPurpose
from workflows.steps import Grounds, UnknownStep, unmet_requirements


def facts_of(
    session: Session, case: Case, subject: Person, profile: Profile, *, by: Caller, said: Said = NOTHING_SAID
) -> Facts:
    """The facts for a move with which ``said`` is said.

    With nothing said (when the moves are only listed) what a move needs is taken to come with it: a
    step that could be chosen, a local leader who will be named.
    """
    owed = obligations.of_case(session, case.municipality_code, case.id)
    only_listing = said is NOTHING_SAID
    return Facts(
        decided_on_the_entry=said.decided_on_the_entry,
        entry_awaits_decision=case.entries_awaiting_decision > 0,
        recipient_is_known=any(obligations.recipient_of(o).is_known or o.state == Obligated.EXEMPT for o in owed),
        everyone_told_or_exempt=obligations.everyone_told_or_exempt(owed, Purpose.INFORM),
        everyone_summoned_or_exempt=obligations.everyone_told_or_exempt(owed, Purpose.SUMMON),
        active_authority_case=case.authority_case_active is True,
        a_concern_was_raised=case.concern_raised_at is not None,
        incident_awaits_reassessment=case.incident_awaits_reassessment,
        severity_may_end=_severity_may_end(profile, said.severity),
        step_requirements_met=_step_requirements_met(session, case, profile, said.step),
        step_allows_course=_step_allows_course(session, case, profile),
        course_has_its_ground=course_has_its_ground(session, case, subject, profile, by=by, said=said),
        local_leader_named=only_listing
        or bool(said.local_leader or case.local_leader or _planned_leader(session, case)),
        course_under_way=State(case.state) in COURSE_STATES - {State.COURSE_COMPLETED},
        no_incident_left=case.incidents == 0,
        receiver_has_accepted=said.accepted_elsewhere,
        something_has_left_the_house=not said.nothing_has_left,
        another_case_is_open=_another_case_is_open(session, case),
    )


def course_has_its_ground(
    session: Session, case: Case, subject: Person, profile: Profile, *, by: Caller, said: Said
) -> bool:
    """The list's data may be used in the course: on consent, or on the law that was named when it was planned."""
    if not profile.consent_required_for_course:
        return True
    ground, necessity = said.ground, said.necessity
    course = courses.latest(session, case.municipality_code, case.id)
    if course is not None and State(case.state) in COURSE_STATES:
        ground, necessity = Ground(course.ground), course.necessity
    agreed = consents.covers(session, case.id, subject, Scope.COURSE, profile=profile, by=by)
    verdict = may_share(
        PartyKind.SOCIAL_AUTHORITY,
        PartyKind.SCHOOL,
        SharingPurpose.WELFARE_COURSE,
        ground,
        necessity or ("consent to the course" if ground is Ground.CONSENT else ""),
        ConsentStanding(granted=agreed, covers_recipient=agreed, covers_scope=agreed),
    )
    return verdict.allowed


def _planned_leader(session: Session, case: Case) -> str | None:
    """Who leads the course, also while they may not see the case because a consent ended."""
    course = courses.latest(session, case.municipality_code, case.id)
    return course.local_leader if course is not None and State(case.state) in COURSE_STATES else None


def _severity_may_end(profile: Profile, severity: int | None) -> bool:
    """Of a level that is not there too: that it is not is said when it is written down."""
    levels = [one for one in profile.severity.levels if one.level == severity]
    return any(one.may_end for one in levels or profile.severity.levels)


def _step_requirements_met(session: Session, case: Case, profile: Profile, level: int | None) -> bool:
    grounds = Grounds(
        answered_sources=knowledge.answered_sources_of(session, case), concern_raised=case.concern_raised_at is not None
    )
    try:
        steps = profile.steps.steps if level is None else (profile.steps.step(level),)
    except UnknownStep:
        return False
    return any(not unmet_requirements(step, grounds) for step in steps)


def _step_allows_course(session: Session, case: Case, profile: Profile) -> bool:
    placed = placements.latest(session, case)
    if placed is None:
        return False
    try:
        return profile.steps.step(placed.step).allows_course
    except UnknownStep:  # the scale has changed since
        return False


@remembered
def _another_case_is_open(session: Session, case: Case) -> bool:
    other = (
        select(Case.id)
        .where(
            Case.municipality_code == case.municipality_code,
            Case.person_id == case.person_id,
            Case.id != case.id,
            Case.closed_at.is_(None),
        )
        .limit(1)
    )
    return bool(session.scalar(select(exists(other))))

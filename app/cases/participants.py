"""Who is brought into a course, on what ground, and who may see its plan now.

Bringing somebody in is a disclosure to come, so it is asked for as one; so is each look, and each handing out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import sides, texts
from app.cases.models import Case
from app.cases.standing import standing_of
from app.cases.ways_out import WITHOUT_CONSENT
from app.courses import plans
from app.courses import service as courses
from app.courses.models import Course, CourseParticipant
from app.courses.plans import PlannedParticipant
from app.disclosures.service import Wanted, verdict_on
from app.errors import Conflict
from app.people.models import Person
from workflows.consent import Scope
from workflows.participants import OF_THE_FAMILY, PARTY_OF, CoursePart
from workflows.profile import Profile
from workflows.sharing import SOURCE_OF, DataKind, Ground, Purpose, Way

_TAKES_PART = "Deltageren skal kende planen for at gøre sin del af den"
_OF_THE_PLAN = (DataKind.IDENTITY, DataKind.COURSE)


class ParticipantWithoutGround(Conflict):
    """``participants`` are those of whom something is missing: their number, the reason and the paragraph."""

    code = "participant_without_ground"
    title = "En deltager kan ikke inddrages på det grundlag"


@dataclass(frozen=True, slots=True)
class Plans:
    """A course that somebody takes part in, and as whom."""

    course: Course
    participant: CourseParticipant
    case: Case
    child: Person


def with_their_ground(
    session: Session,
    case: Case,
    subject: Person,
    wanted: Sequence[PlannedParticipant],
    ground: Ground,
    necessity: str | None,
    *,
    profile: Profile,
    by: Caller,
) -> list[PlannedParticipant]:
    """Each with the ground that carries it; ``ground`` is the course's, for whoever has none of their own.

    Raises ParticipantWithoutGround naming what is missing of whom, and OnTheOtherSide.
    """
    brought_in, missing = [], []
    for number, one in enumerate(wanted, start=1):
        if one.user_id is not None:
            sides.must_not_have_the_other_side(session, case, one.user_id)
        own = one.ground or ground
        who = replace(one, ground=own, necessity=one.necessity or (necessity if own is ground else None))
        verdict = verdict_on(_wanted(session, case, subject, who, Way.SCREEN, None, profile=profile, by=by))
        if not verdict.allowed:
            missing.append({"number": number, "reason": verdict.reason.value, "source": SOURCE_OF[verdict.reason]})
        brought_in.append(who)
    if missing:
        said = " ".join(f"Deltager {one['number']}: {texts.missing(str(one['reason']))}." for one in missing)
        raise ParticipantWithoutGround(said, participants=missing)
    return brought_in


def shown_to(
    session: Session, case: Case, subject: Person, row: CourseParticipant, way: Way, *, profile: Profile, by: Caller
) -> Wanted:
    """What it is to let a participant see the plan, as it is asked for and written down."""
    who = PlannedParticipant(
        CoursePart(row.part),
        row.function,
        row.institution,
        row.name,
        row.user_id,
        None,
        Ground(row.ground),
        row.necessity,
    )
    return _wanted(session, case, subject, who, way, row.course_id, profile=profile, by=by)


def end_views(
    session: Session, case: Case, subject: Person, course: Course, *, profile: Profile, by: Caller
) -> list[CourseParticipant]:
    """Whoever's ground is gone sees the plan no more, from this transaction; gives those who did until now."""
    ended = []
    for row in plans.participants(session, course):
        if row.view_ended_at is None and not _may_see(session, case, subject, row, profile=profile, by=by):
            row.view_ended_at = by.at
            ended.append(row)
    session.flush()
    return ended


def let_see_again(
    session: Session, case: Case, subject: Person, course: Course, *, profile: Profile, by: Caller
) -> None:
    """Whoever's ground stands again sees the plan again, and nobody else."""
    for row in plans.participants(session, course):
        if _may_see(session, case, subject, row, profile=profile, by=by):
            row.view_ended_at = None
        else:
            row.view_ended_at = row.view_ended_at or by.at
    session.flush()


def see_no_more(session: Session, course: Course, *, by: Caller) -> None:
    """The course has ended, and with it the need to see its plan."""
    for row in plans.participants(session, course):
        row.view_ended_at = row.view_ended_at or by.at
    session.flush()


def plans_of(session: Session, *, by: Caller, most: int = 200) -> list[Plans]:
    """The courses that ``by`` takes part in with a login and may see now, but on the other side of the incident."""
    query = (
        select(Course, CourseParticipant, Case, Person)
        .join(
            CourseParticipant,
            and_(
                CourseParticipant.municipality_code == Course.municipality_code,
                CourseParticipant.course_id == Course.id,
                CourseParticipant.plan_version == Course.plan_version,
            ),
        )
        .join(Case, and_(Case.municipality_code == Course.municipality_code, Case.id == Course.case_id))
        .join(Person, and_(Person.municipality_code == Case.municipality_code, Person.id == Case.person_id))
        .where(
            Course.municipality_code == by.municipality_code,
            Course.state.in_(courses.OPEN),
            CourseParticipant.user_id == by.id,
            CourseParticipant.view_ended_at.is_(None),
            ~sides.has_the_accused(Case, lambda column: column == by.id),
        )
        .order_by(Course.planned_at, Course.id, CourseParticipant.position)
        .limit(most)
    )
    found = [Plans(*row) for row in session.execute(query)]
    return list({one.course.id: one for one in reversed(found)}.values())[::-1]


def participant(session: Session, course: Course, participant_id: UUID) -> CourseParticipant | None:
    """One of those of the plan that holds."""
    return next((row for row in plans.participants(session, course) if row.id == participant_id), None)


def _may_see(
    session: Session, case: Case, subject: Person, row: CourseParticipant, *, profile: Profile, by: Caller
) -> bool:
    return verdict_on(shown_to(session, case, subject, row, Way.SCREEN, profile=profile, by=by)).allowed


def _wanted(
    session: Session,
    case: Case,
    subject: Person,
    who: PlannedParticipant,
    way: Way,
    course_id: UUID | None,
    *,
    profile: Profile,
    by: Caller,
) -> Wanted:
    """The family's own consent need not name the family; whoever else comes in is named by it."""
    ground, necessity = who.ground or Ground.CONSENT, who.necessity or ""
    if ground is Ground.CONSENT:
        necessity = _TAKES_PART
        if not profile.consent_required_for_course:
            ground, necessity = Ground.LAW_OTHER, WITHOUT_CONSENT
    recipient = None if who.part in OF_THE_FAMILY else who.institution or who.function
    consent = standing_of(session, case, subject, Scope.COURSE, recipient, profile=profile, by=by)
    said = ", ".join(one for one in (who.function, who.institution, who.user_id) if one)
    return Wanted(
        way, _OF_THE_PLAN, PARTY_OF[who.part], said, Purpose.WELFARE_COURSE, ground, necessity, consent,
        object_id=course_id,
    )  # fmt: skip

"""Planning a course, following it, and writing down how it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.courses import plans, reviews
from app.courses.models import Course, CourseReview
from app.errors import Conflict, NotFound
from app.history import service as history
from app.remembering import remembered
from workflows.course import COURSE, Event, Facts, State
from workflows.progress import ProgressScale

OPEN = tuple(state.value for state in State if not COURSE.is_closed(state))
"""The states of a course that has not ended."""


class CourseHasEnded(Conflict):
    code = "course_has_ended"
    title = "Forløbet er slut"


@dataclass(frozen=True, slots=True)
class Driven:
    """What is said with a move of the course; which of it is needed stands in the workflow's own table."""

    reason: str | None = None
    evaluation: str | None = None
    goal_evaluations: Sequence[reviews.GoalEvaluation] = ()
    plan: plans.Plan | None = None
    local_leader: str | None = None


@remembered
def latest(session: Session, municipality_code: str, case_id: UUID, *, lock: bool = False) -> Course | None:
    """The case's open course, or else its last one."""
    query = (
        select(Course)
        .where(Course.municipality_code == municipality_code, Course.case_id == case_id)
        .order_by(Course.planned_at.desc(), Course.id.desc())
        .limit(1)
    )
    return session.scalar(query.with_for_update() if lock else query)


def plan(session: Session, case_id: UUID, subject_id: UUID, made: plans.Plan, *, by: Caller, why: Why) -> Course:
    course = Course(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        case_id=case_id,
        state=COURSE.initial.value,
        local_leader=made.local_leader,
        start_on=made.start_on,
        plan_version=1,
        planned_at=by.at,
        planned_by=by.id,
        ground=made.ground.value,
        necessity=made.necessity,
    )
    session.add(course)
    session.flush()
    plans.write(session, course, made, reason=None, by=by)
    history.record(session, COURSE.name, course, "planned", None, by=by, case_id=case_id)
    audit.record(
        session, "course.planned", by=by, why=why, subjects=[subject_id], object_id=course.id, fields=["course"]
    )
    session.flush()
    return course


def move(
    session: Session,
    case_id: UUID,
    subject_id: UUID,
    event: Event,
    said: Driven,
    *,
    ground_stands: bool,
    scale: ProgressScale,
    by: Caller,
    why: Why,
) -> Course:
    """The case's move drives the course by the same name.

    Raises NotFound, Forbidden and MoveRefused, and what the plan or the evaluation cannot be.
    """
    course = latest(session, by.municipality_code, case_id, lock=True)
    if course is None:
        raise NotFound()
    facts = Facts(
        has_goals=bool(plans.goals(session, course)),
        local_leader_named=bool(course.local_leader),
        ground_stands=ground_stands,
    )
    before = course.local_leader
    history.advance(
        session, COURSE, course, event, facts, by=by, why=why, about=subject_id, case_id=case_id, reason=said.reason,
        details=_details(course, event, said, before),
    )  # fmt: skip
    match event:
        case Event.START_COURSE:
            course.started_at = by.at
        case Event.CHANGE_PLAN if said.plan is not None:
            plans.write(session, course, said.plan, reason=said.reason, by=by)
        case Event.CHANGE_LOCAL_LEADER if said.local_leader and said.reason:
            plans.lead_by(session, course, said.local_leader, said.reason, by=by)
        case Event.COMPLETE_COURSE:
            course.ended_at, course.evaluation = by.at, said.evaluation
            reviews.evaluate(session, course, said.goal_evaluations, scale, by=by)
        case Event.DISCONTINUE_COURSE:
            course.ended_at = by.at
    session.flush()
    return course


def review(
    session: Session,
    course: Course,
    subject_id: UUID,
    meeting: reviews.Meeting,
    *,
    scale: ProgressScale,
    by: Caller,
    why: Why,
) -> list[CourseReview]:
    """Progress towards each goal at one review meeting. Raises CourseHasEnded, and what ``reviews.hold`` raises."""
    if course.state not in OPEN:
        raise CourseHasEnded("Der kan ikke skrives status på et forløb, der er slut.")
    written = reviews.hold(session, course, meeting, scale, by=by)
    history.record(
        session, COURSE.name, course, "reviewed", course.state, by=by, case_id=course.case_id,
        details={"held_on": meeting.held_on.isoformat()},
    )  # fmt: skip
    audit.record(
        session, "course.reviewed", by=by, why=why, subjects=[subject_id], object_id=course.id, fields=["progress"]
    )
    session.flush()
    return written


def is_open(course: Course) -> bool:
    return course.state in OPEN


def _details(course: Course, event: Event, said: Driven, before: str) -> dict[str, str | int] | None:
    """In the clear: which version, and who led and leads. Never words about a person."""
    if event is Event.CHANGE_PLAN:
        return {"plan_version": course.plan_version + 1}
    if event is Event.CHANGE_LOCAL_LEADER and said.local_leader:
        return {"plan_version": course.plan_version + 1, "from": before, "to": said.local_leader}
    return None

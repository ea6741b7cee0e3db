"""Planning a course, following it, and writing down how it goes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.courses.models import Course, CourseGoal, CourseParticipant, CourseReview
from app.errors import Conflict, NotFound
from app.history import service as history
from workflows.course import COURSE, Event, Facts, State
from workflows.sharing import Ground

_OPEN = tuple(state.value for state in State if not COURSE.is_closed(state))


class CourseHasEnded(Conflict):
    code = "course_has_ended"
    title = "Forløbet er slut"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a course is planned with. ``goals`` are pairs of goal and measures."""

    local_leader: str
    start_on: date
    goals: Sequence[tuple[str, str | None]]
    participants: Sequence[tuple[str, str | None]] = field(default=())
    """Pairs of function and name."""
    ground: Ground = Ground.CONSENT
    necessity: str | None = None


def latest(session: Session, municipality_code: str, case_id: UUID, *, lock: bool = False) -> Course | None:
    """The case's open course, or else its last one."""
    query = (
        select(Course)
        .where(Course.municipality_code == municipality_code, Course.case_id == case_id)
        .order_by(Course.planned_at.desc(), Course.id.desc())
        .limit(1)
    )
    return session.scalar(query.with_for_update() if lock else query)


def plan(session: Session, case_id: UUID, subject_id: UUID, made: Plan, *, by: Caller, why: Why) -> Course:
    course = Course(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        case_id=case_id,
        state=COURSE.initial.value,
        local_leader=made.local_leader,
        start_on=made.start_on,
        planned_at=by.at,
        planned_by=by.id,
        ground=made.ground.value,
        necessity=made.necessity,
    )
    session.add(course)
    session.flush()
    own = {"municipality_code": by.municipality_code, "course_id": course.id}
    for position, (goal, measures) in enumerate(made.goals, start=1):
        session.add(CourseGoal(**own, id=clock.new_id(), position=position, goal=goal, measures=measures))
    for function, name in made.participants:
        session.add(CourseParticipant(**own, id=clock.new_id(), function=function, name=name))
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
    *,
    ground_stands: bool,
    reason: str | None,
    evaluation: str | None,
    by: Caller,
    why: Why,
) -> Course:
    """The case's move drives the course by the same name. Raises NotFound, Forbidden and MoveRefused."""
    course = latest(session, by.municipality_code, case_id, lock=True)
    if course is None:
        raise NotFound()
    facts = Facts(
        has_goals=bool(goals(session, course)),
        local_leader_named=bool(course.local_leader),
        ground_stands=ground_stands,
    )
    history.advance(
        session, COURSE, course, event, facts, by=by, why=why, about=subject_id, case_id=case_id, reason=reason
    )
    match event:
        case Event.START_COURSE:
            course.started_at = by.at
        case Event.COMPLETE_COURSE:
            course.ended_at, course.evaluation = by.at, evaluation
        case Event.DISCONTINUE_COURSE:
            course.ended_at = by.at
    session.flush()
    return course


def review(
    session: Session,
    course: Course,
    subject_id: UUID,
    held_on: date,
    progress: Sequence[tuple[UUID, int, str | None]],
    *,
    by: Caller,
    why: Why,
) -> list[CourseReview]:
    """Progress towards each goal at one review meeting. Raises NotFound for a goal of another course."""
    if course.state not in _OPEN:
        raise CourseHasEnded("Der kan ikke skrives status på et forløb, der er slut.")
    known = {goal.id for goal in goals(session, course)}
    written = []
    for goal_id, reached, note in progress:
        if goal_id not in known:
            raise NotFound("Målet hører ikke til dette forløb.")
        row = CourseReview(
            municipality_code=course.municipality_code,
            id=clock.new_id(),
            course_id=course.id,
            goal_id=goal_id,
            held_on=held_on,
            progress=reached,
            note=note,
            written_by=by.id,
            written_at=by.at,
        )
        session.add(row)
        written.append(row)
    history.record(
        session, COURSE.name, course, "reviewed", course.state, by=by, case_id=course.case_id,
        details={"held_on": held_on.isoformat()},
    )  # fmt: skip
    audit.record(
        session, "course.reviewed", by=by, why=why, subjects=[subject_id], object_id=course.id, fields=["progress"]
    )
    session.flush()
    return written


def goals(session: Session, course: Course) -> list[CourseGoal]:
    return list(session.scalars(_of(CourseGoal, course).order_by(CourseGoal.position)))


def participants(session: Session, course: Course) -> list[CourseParticipant]:
    return list(session.scalars(_of(CourseParticipant, course).order_by(CourseParticipant.id)))


def reviews(session: Session, course: Course) -> list[CourseReview]:
    return list(session.scalars(_of(CourseReview, course).order_by(CourseReview.held_on, CourseReview.id)))


def _of(table: type, course: Course):  # type: ignore[no-untyped-def]  # a Select of whichever table
    return select(table).where(table.municipality_code == course.municipality_code, table.course_id == course.id)  # type: ignore[attr-defined]  # each has both

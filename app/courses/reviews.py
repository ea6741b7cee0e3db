"""How a course goes: progress towards each goal at a review meeting, and what became of each in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller
from app.courses import plans
from app.courses.models import Course, CourseEvaluation, CourseGoal, CourseMeeting, CourseReview
from app.errors import NotFound, Unprocessable
from workflows.calendar import local_date
from workflows.progress import ProgressLevel, ProgressScale, UnknownProgress


class ProgressUnknown(Unprocessable):
    """``levels`` are those that the scale has."""

    code = "progress_unknown"
    title = "Det niveau findes ikke på skalaen"


class GoalsLeftOut(Unprocessable):
    """``goals`` are the numbers of those of which nothing, or two things, were said."""

    code = "goals_left_out"
    title = "Hvert mål skal med, og kun én gang"


class DayLiesAhead(Unprocessable):
    code = "day_lies_ahead"
    title = "Den dag er ikke kommet"


class NextReviewTooEarly(Unprocessable):
    code = "next_review_too_early"
    title = "Næste opfølgning ligger for tidligt"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A review meeting. ``progress`` is a goal's id, the level reached and a note, one for each goal of the plan."""

    held_on: date
    progress: Sequence[tuple[UUID, int, str | None]]
    note: str | None = None
    next_review_on: date | None = None


@dataclass(frozen=True, slots=True)
class GoalEvaluation:
    """What became of the goal with that number in the plan."""

    goal: int
    progress: int
    evaluation: str


def hold(session: Session, course: Course, meeting: Meeting, scale: ProgressScale, *, by: Caller) -> list[CourseReview]:
    """Raises NotFound for a goal of another course, and GoalsLeftOut, ProgressUnknown, DayLiesAhead and
    NextReviewTooEarly.
    """
    today = local_date(by.at)
    if meeting.held_on > today:
        raise DayLiesAhead("Skriv status, når mødet er holdt.")
    if meeting.next_review_on is not None and meeting.next_review_on <= max(meeting.held_on, today):
        raise NextReviewTooEarly("Vælg en dag efter i dag.")
    goals = {goal.id: goal for goal in plans.goals(session, course)}
    if any(goal_id not in goals for goal_id, _, _ in meeting.progress):
        raise NotFound("Målet hører ikke til den plan, der gælder nu.")
    _each_once([goal.position for goal in goals.values()], [goals[one].position for one, _, _ in meeting.progress])
    own = {"municipality_code": course.municipality_code, "course_id": course.id}
    held = CourseMeeting(
        **own, id=clock.new_id(), plan_version=course.plan_version, held_on=meeting.held_on,
        next_review_on=meeting.next_review_on, note=meeting.note, written_by=by.id, written_at=by.at,
    )  # fmt: skip
    session.add(held)
    session.flush()
    written = []
    for goal_id, reached, note in meeting.progress:
        level = _level(scale, reached)
        row = CourseReview(
            **own, id=clock.new_id(), goal_id=goal_id, meeting_id=held.id, held_on=meeting.held_on,
            progress=level.level, progress_title=level.title, scale_version=scale.version, note=note,
            written_by=by.id, written_at=by.at,
        )  # fmt: skip
        session.add(row)
        written.append(row)
    course.next_review_on = meeting.next_review_on
    session.flush()
    return written


def evaluate(
    session: Session, course: Course, said: Sequence[GoalEvaluation], scale: ProgressScale, *, by: Caller
) -> None:
    """What became of each goal of the plan that holds. Raises GoalsLeftOut and ProgressUnknown."""
    goals = {goal.position: goal for goal in plans.goals(session, course)}
    _each_once(list(goals), [one.goal for one in said])
    for one in said:
        level = _level(scale, one.progress)
        session.add(
            CourseEvaluation(
                municipality_code=course.municipality_code,
                course_id=course.id,
                id=clock.new_id(),
                goal_id=goals[one.goal].id,
                progress=level.level,
                progress_title=level.title,
                scale_version=scale.version,
                evaluation=one.evaluation,
                by=by.id,
                at=by.at,
            )
        )
    session.flush()


def held(session: Session, course: Course) -> list[CourseMeeting]:
    """The review meetings, the first one first."""
    query = select(CourseMeeting).where(
        CourseMeeting.municipality_code == course.municipality_code, CourseMeeting.course_id == course.id
    )
    return list(session.scalars(query.order_by(CourseMeeting.held_on, CourseMeeting.id)))


def progress(session: Session, course: Course) -> list[CourseReview]:
    """What was reached of each goal, of every version of the plan, the first meeting first."""
    query = select(CourseReview).where(
        CourseReview.municipality_code == course.municipality_code, CourseReview.course_id == course.id
    )
    return list(session.scalars(query.order_by(CourseReview.held_on, CourseReview.id)))


def evaluations(session: Session, course: Course) -> list[tuple[CourseEvaluation, CourseGoal]]:
    """In the order of the plan."""
    query = (
        select(CourseEvaluation, CourseGoal)
        .join(
            CourseGoal,
            (CourseGoal.municipality_code == CourseEvaluation.municipality_code)
            & (CourseGoal.id == CourseEvaluation.goal_id),
        )
        .where(CourseEvaluation.municipality_code == course.municipality_code, CourseEvaluation.course_id == course.id)
        .order_by(CourseGoal.position)
    )
    return [(evaluation, goal) for evaluation, goal in session.execute(query)]


def _each_once(goals: Sequence[int], said: Sequence[int]) -> None:
    wrong = sorted({one for one in (*goals, *said) if said.count(one) != goals.count(one)})
    if wrong:
        raise GoalsLeftOut("Skriv om hvert mål i den plan, der gælder nu, én gang.", goals=wrong)


def _level(scale: ProgressScale, level: int) -> ProgressLevel:
    try:
        return scale.level(level)
    except UnknownProgress:
        levels = "; ".join(f"{one.level} {one.title}" for one in scale.levels)
        raise ProgressUnknown(f"Vælg et af dem, der er: {levels}.", levels=[o.level for o in scale.levels]) from None

"""A course as those who work with it see it, and its plan as everybody in it does."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import texts
from app.cases.models import Case
from app.courses import plans, reviews
from app.courses.models import Course, CourseParticipant, CoursePlan
from app.fields import View
from app.people.models import Person
from workflows.participants import CoursePart
from workflows.profile import profile_for
from workflows.roles import Role


class GoalView(View):
    id: UUID
    position: int
    """Its number in the plan."""
    continues: UUID | None
    """The goal of the version before that it goes on with."""
    goal: str | None
    measures: str | None


class ParticipantView(View):
    id: UUID
    part: str
    part_title: str
    function: str
    institution: str | None
    name: str | None
    user: str | None
    task: str | None
    ground: str
    sees_the_plan: bool
    necessity: str | None = None
    """The law they come in by, and why; absent for the local leader."""


class MeetingView(View):
    id: UUID
    plan_version: int
    held_on: date
    next_review_on: date | None
    note: str | None
    written_by: str


class ReviewView(View):
    id: UUID
    meeting_id: UUID | None
    goal_id: UUID
    held_on: date
    progress: int
    progress_title: str | None
    """As the scale called the level then."""
    scale_version: str | None
    note: str | None
    written_by: str


class EvaluationView(View):
    goal_id: UUID
    position: int
    progress: int
    progress_title: str
    scale_version: str
    evaluation: str | None


class PlanVersionView(View):
    """A version of the plan; ``reason`` is why the one before was changed."""

    version: int
    local_leader: str
    start_on: date
    made_at: datetime
    made_by: str
    reason: str | None
    goals: list[GoalView]
    participants: list[ParticipantView]


class CourseView(View):
    """The plan and how it goes; nothing of the incident stands in it."""

    id: UUID
    name: str
    state: str
    plan_version: int
    local_leader: str
    start_on: date
    next_review_on: date | None
    started_at: datetime | None
    ended_at: datetime | None
    evaluation: str | None
    goals: list[GoalView]
    participants: list[ParticipantView]
    meetings: list[MeetingView]
    reviews: list[ReviewView]
    evaluations: list[EvaluationView]
    versions: list[PlanVersionView] | None = None
    """Every version of the plan, the first one first; absent for the local leader."""


class SharedGoal(View):
    number: int
    goal: str | None
    measures: str | None


class SharedParticipant(View):
    part_title: str
    function: str
    institution: str | None
    name: str | None
    task: str | None


class SharedPlanView(View):
    """What everybody in a course is shown, and nothing else: what is wanted, by when, and who does what."""

    id: UUID
    course_name: str
    child_name: str | None
    plan_version: int
    local_leader: str
    start_on: date
    next_review_on: date | None
    goals: list[SharedGoal]
    participants: list[SharedParticipant]


def course_view(session: Session, case: Case, course: Course, *, role: Role) -> CourseView:
    """The local leader sees the plan that holds; who was in it before is the coordinator's."""
    view = CourseView(
        id=course.id,
        name=profile_for(case.municipality_code).course_name,
        state=course.state,
        plan_version=course.plan_version,
        local_leader=course.local_leader,
        start_on=course.start_on,
        next_review_on=course.next_review_on,
        started_at=course.started_at,
        ended_at=course.ended_at,
        evaluation=course.evaluation,
        goals=[GoalView.model_validate(row) for row in plans.goals(session, course)],
        participants=[_participant(row, role) for row in plans.participants(session, course)],
        meetings=[MeetingView.model_validate(row) for row in reviews.held(session, course)],
        reviews=[ReviewView.model_validate(row) for row in reviews.progress(session, course)],
        evaluations=_evaluations(session, course),
    )
    if role is not Role.LOCAL_LEADER:
        view.versions = [_version(session, course, row, role) for row in plans.versions(session, course)]
    return view


def shared_plan(session: Session, course: Course, child: Person) -> SharedPlanView:
    return SharedPlanView(
        id=course.id,
        course_name=profile_for(course.municipality_code).course_name,
        child_name=child.name,
        plan_version=course.plan_version,
        local_leader=course.local_leader,
        start_on=course.start_on,
        next_review_on=course.next_review_on,
        goals=[
            SharedGoal(number=row.position, goal=row.goal, measures=row.measures)
            for row in plans.goals(session, course)
        ],
        participants=[
            SharedParticipant(
                part_title=texts.PARTS[CoursePart(row.part)],
                function=row.function,
                institution=row.institution,
                name=row.name,
                task=row.task,
            )
            for row in plans.participants(session, course)
        ],
    )


def _participant(row: CourseParticipant, role: Role) -> ParticipantView:
    view = ParticipantView(
        id=row.id, part=row.part, part_title=texts.PARTS[CoursePart(row.part)], function=row.function,
        institution=row.institution, name=row.name, user=row.user_id, task=row.task, ground=row.ground,
        sees_the_plan=row.view_ended_at is None,
    )  # fmt: skip
    if role is not Role.LOCAL_LEADER:
        view.necessity = row.necessity
    return view


def _version(session: Session, course: Course, row: CoursePlan, role: Role) -> PlanVersionView:
    return PlanVersionView(
        version=row.version,
        local_leader=row.local_leader,
        start_on=row.start_on,
        made_at=row.made_at,
        made_by=row.made_by,
        reason=row.reason,
        goals=[GoalView.model_validate(one) for one in plans.goals(session, course, row.version)],
        participants=[_participant(one, role) for one in plans.participants(session, course, row.version)],
    )


def _evaluations(session: Session, course: Course) -> list[EvaluationView]:
    return [
        EvaluationView(
            goal_id=goal.id,
            position=goal.position,
            progress=row.progress,
            progress_title=row.progress_title,
            scale_version=row.scale_version,
            evaluation=row.evaluation,
        )
        for row, goal in reviews.evaluations(session, course)
    ]

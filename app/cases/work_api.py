"""What is written in a case: knowledge, placements, assessments, and how the course goes."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.cases import assessments, knowledge, placements
from app.cases import service as cases
from app.cases.models import Case
from app.cases.requests import about, readable, writable
from app.cases.rules import profile_of
from app.cases.schemas import AssessmentView, PlacementView
from app.cases.standing import section_115_stands, standing_of
from app.cases.view import step_title
from app.courses import service as courses
from app.courses.models import Course
from app.db import Transaction
from app.errors import NotFound
from app.fields import Day, Line, Request, View, Whole, Words
from app.idempotency.service import Key, answer_once, request_hash
from app.paging import Page
from app.responses import problems
from workflows.knowledge import SCOPE_OF, Outcome, Source
from workflows.sharing import Ground, Purpose

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["Arbejdet i sagen"])


class AskForKnowledge(Request):
    """To ask is to disclose: the ground and the necessity in words are part of the question."""

    source: Source
    asked_of: Annotated[Line, Field(description="Institution eller funktion, aldrig et navn")]
    ground: Ground
    purpose: Purpose = Purpose.CRIME_PREVENTION
    necessity: Words
    question: Words
    due_on: Annotated[Day | None, Field(description="Svar ønskes senest; ellers efter kommunens frist")] = None


class AnswerKnowledge(Request):
    """``withdrawn``: whoever asked waits for no answer any more."""

    outcome: Outcome
    answer: Annotated[Words | None, Field(description="Svaret; ved refused og withdrawn: hvorfor")] = None


class KnowledgeView(View):
    id: UUID
    source: str
    asked_of: str
    ground: str
    necessity: str | None
    question: str | None
    asked_by: str
    asked_at: datetime
    due_on: date | None
    outcome: str | None
    answer: str | None
    answered_at: datetime | None


class GoalView(View):
    id: UUID
    position: int
    goal: str | None
    measures: str | None


class ParticipantView(View):
    id: UUID
    function: str
    name: str | None


class ReviewView(View):
    id: UUID
    goal_id: UUID
    held_on: date
    progress: int
    note: str | None
    written_by: str


class CourseView(View):
    """The plan and how it goes; nothing of the incident stands in it."""

    id: UUID
    name: str
    state: str
    local_leader: str
    start_on: date
    started_at: datetime | None
    ended_at: datetime | None
    evaluation: str | None
    goals: list[GoalView]
    participants: list[ParticipantView]
    reviews: list[ReviewView]


class Progress(Request):
    goal_id: UUID
    progress: Annotated[Whole, Field(le=4, description="0 ikke begyndt, 1 lidt, 2 halvvejs, 3 næsten, 4 nået")]
    note: Words | None = None


class ReviewCourse(Request):
    held_on: Day
    progress: Annotated[list[Progress], Field(min_length=1, max_length=20)]


@router.get("/knowledge", responses=problems(404), summary="Hvad der er spurgt om, og hvad der kom tilbage")
def list_knowledge(session: Transaction, by: By, case_id: UUID) -> Page[KnowledgeView]:
    case, why = readable(session, case_id, Action.READ_KNOWLEDGE, by=by)
    audit.record(session, "knowledge.read", by=by, why=why, subjects=[case.person_id], fields=["knowledge"])
    rows = knowledge.of_case(session, case)
    return Page(items=[KnowledgeView.model_validate(row) for row in rows], next_cursor=None)


@router.post(
    "/knowledge",
    status_code=201,
    response_model=KnowledgeView,
    responses=problems(404, 409),
    summary="Spørg en skole, en klub eller andre",
)
def ask_for_knowledge(session: Transaction, by: By, case_id: UUID, body: AskForKnowledge, key: Key = None) -> Response:
    require(by, Action.WRITE_KNOWLEDGE)

    def do() -> tuple[int, KnowledgeView, None]:
        case, why = writable(session, case_id, Action.WRITE_KNOWLEDGE, by=by)
        cases.must_be_open(case)
        subject, profile = cases.subject_of(session, case), profile_of(session, case)
        consent = standing_of(session, case, subject, SCOPE_OF.get(body.source), body.asked_of, profile=profile, by=by)
        stands = section_115_stands(case, profile, by.at)
        row = knowledge.ask(
            session, case, **body.model_dump(), profile=profile, consent=consent, section_115_stands=stands, by=by,
            why=why,
        )  # fmt: skip
        cases.questions_changed(session, case, by=by)
        return 201, KnowledgeView.model_validate(row), None

    hashed = request_hash("ask_for_knowledge", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.post(
    "/knowledge/{knowledge_id}/answer",
    response_model=KnowledgeView,
    responses=problems(404, 409),
    summary="Skriv svaret ned, eller træk spørgsmålet tilbage",
)
def answer_knowledge(
    session: Transaction, by: By, case_id: UUID, knowledge_id: UUID, body: AnswerKnowledge, key: Key = None
) -> Response:
    require(by, Action.WRITE_KNOWLEDGE)

    def do() -> tuple[int, KnowledgeView, None]:
        case, why = writable(session, case_id, Action.WRITE_KNOWLEDGE, by=by)
        row = knowledge.answer(session, case, knowledge_id, outcome=body.outcome, text=body.answer, by=by, why=why)
        cases.questions_changed(session, case, by=by)
        return 200, KnowledgeView.model_validate(row), None

    hashed = request_hash("answer_knowledge", case_id, knowledge_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.get("/placements", responses=problems(404), summary="Trinplaceringer, den første først")
def list_placements(session: Transaction, by: By, case_id: UUID) -> Page[PlacementView]:
    case, why = readable(session, case_id, Action.READ_PLACEMENTS, by=by)
    audit.record(session, "placement.read", by=by, why=why, subjects=[case.person_id], fields=["placement"])
    shown = [
        PlacementView.model_validate(row).model_copy(update={"title": step_title(session, row)})
        for row in placements.of_case(session, case)
    ]
    if shown and (again := placements.reviewed_when(session, case)) is not None:
        shown[-1].review_at = again
    return Page(items=shown, next_cursor=None)


@router.get("/assessments", responses=problems(404), summary="Rådgiverens vurderinger")
def list_assessments(session: Transaction, by: By, case_id: UUID) -> Page[AssessmentView]:
    case, why = readable(session, case_id, Action.READ_ASSESSMENTS, by=by)
    audit.record(session, "assessment.read", by=by, why=why, subjects=[case.person_id], fields=["assessment"])
    rows = assessments.of_case(session, case)
    return Page(items=[AssessmentView.model_validate(row) for row in rows], next_cursor=None)


@router.get("/course", responses=problems(404), summary="Forløbet: plan, deltagere og status")
def get_course(session: Transaction, by: By, case_id: UUID) -> CourseView:
    case, why = readable(session, case_id, Action.READ_COURSE, by=by)
    course = _course_of(session, case)
    audit.record(session, "course.read", by=by, why=why, subjects=[case.person_id], fields=["course"])
    return _course_view(session, case, course)


@router.post(
    "/course/reviews",
    status_code=201,
    response_model=CourseView,
    responses=problems(404, 409),
    summary="Skriv status på målene efter et opfølgningsmøde",
)
def review_course(session: Transaction, by: By, case_id: UUID, body: ReviewCourse, key: Key = None) -> Response:
    require(by, Action.WRITE_COURSE)

    def do() -> tuple[int, CourseView, None]:
        case, why = writable(session, case_id, Action.WRITE_COURSE, by=by)
        course = _course_of(session, case)
        progress = [(one.goal_id, one.progress, one.note) for one in body.progress]
        courses.review(session, course, case.person_id, body.held_on, progress, by=by, why=why)
        cases.course_reviewed(session, case, by=by)
        return 201, _course_view(session, case, course), None

    hashed = request_hash("review_course", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


def _course_of(session: Transaction, case: Case) -> Course:
    course = courses.latest(session, case.municipality_code, case.id)
    if course is None:
        raise NotFound("Der er ikke planlagt et forløb i sagen.")
    return course


def _course_view(session: Transaction, case: Case, course: Course) -> CourseView:
    return CourseView(
        id=course.id,
        name=profile_of(session, case).course_name,
        state=course.state,
        local_leader=course.local_leader,
        start_on=course.start_on,
        started_at=course.started_at,
        ended_at=course.ended_at,
        evaluation=course.evaluation,
        goals=[GoalView.model_validate(row) for row in courses.goals(session, course)],
        participants=[ParticipantView.model_validate(row) for row in courses.participants(session, course)],
        reviews=[ReviewView.model_validate(row) for row in courses.reviews(session, course)],
    )

"""The course of a case: its plan, how it goes, and handing the plan to those who take part without a login."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy.orm import Session

from app.access.policy import Action, decide
from app.access.service import By, require
from app.audit import service as audit
from app.cases import participants
from app.cases import service as cases
from app.cases.course_views import CourseView, SharedPlanView, course_view, shared_plan
from app.cases.models import Case
from app.cases.queries import as_participant
from app.cases.requests import about, readable, writable
from app.cases.rules import profile_of
from app.courses import service as courses
from app.courses.models import Course
from app.courses.reviews import Meeting
from app.db import Transaction
from app.disclosures.service import disclose, verdict_on
from app.errors import NotFound
from app.fields import Day, Request, Whole, Words
from app.idempotency.service import Key, answer_once, request_hash
from app.paging import Page
from app.responses import problems
from workflows.sharing import Way

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["Arbejdet i sagen"])
plans_router = APIRouter(prefix="/v1/plans", tags=["Planer"])


class Progress(Request):
    goal_id: UUID
    progress: Annotated[Whole, Field(description="Niveauet på kommunens skala for fremgang")]
    note: Words | None = None


class ReviewCourse(Request):
    """What was said at a review meeting: of each goal of the plan, and when the next meeting is."""

    held_on: Day
    progress: Annotated[list[Progress], Field(min_length=1, max_length=20)]
    note: Words | None = None
    next_review_on: Annotated[Day | None, Field(description="Næste opfølgning; ellers efter kommunens frist")] = None


class HandOutPlan(Request):
    participant_id: UUID


@router.get(
    "/course",
    response_model_exclude_unset=True,
    responses=problems(404),
    summary="Forløbet: plan, deltagere, status og evaluering",
)
def get_course(session: Transaction, by: By, case_id: UUID) -> CourseView:
    case, why = readable(session, case_id, Action.READ_COURSE, by=by)
    course = _course_of(session, case)
    audit.record(session, "course.read", by=by, why=why, subjects=[case.person_id], fields=["course"])
    return course_view(session, case, course, role=by.role)


@router.post(
    "/course/reviews",
    status_code=201,
    response_model=CourseView,
    responses=problems(404, 409),
    summary="Skriv status på hvert mål efter et opfølgningsmøde",
)
def review_course(session: Transaction, by: By, case_id: UUID, body: ReviewCourse, key: Key = None) -> Response:
    """Den næste opfølgning bliver en frist, der mindes om."""
    require(by, Action.WRITE_COURSE)

    def do() -> tuple[int, CourseView, None]:
        case, why = writable(session, case_id, Action.WRITE_COURSE, by=by)
        course = _course_of(session, case)
        progress = [(one.goal_id, one.progress, one.note) for one in body.progress]
        meeting = Meeting(body.held_on, progress, body.note, body.next_review_on)
        scale = profile_of(session, case).progress
        courses.review(session, course, case.person_id, meeting, scale=scale, by=by, why=why)
        cases.course_reviewed(session, case, by=by)
        return 201, course_view(session, case, course, role=by.role), None

    hashed = request_hash("review_course", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@router.post(
    "/course/handouts",
    status_code=201,
    response_model=SharedPlanView,
    responses=problems(404, 409),
    summary="Giv planen til en deltager, der ikke selv logger ind",
)
def hand_out_plan(session: Transaction, by: By, case_id: UUID, body: HandOutPlan, key: Key = None) -> Response:
    """Svaret er det, deltageren må få, og intet andet; at de har fået det, står i fortegnelsen over videregivelser."""
    require(by, Action.WRITE_COURSE)

    def do() -> tuple[int, SharedPlanView, None]:
        case, why = writable(session, case_id, Action.WRITE_COURSE, by=by)
        course = _course_of(session, case)
        if not courses.is_open(course):
            raise courses.CourseHasEnded("Planen gives kun til deltagerne, så længe forløbet er i gang.")
        row = participants.participant(session, course, body.participant_id)
        if row is None:
            raise NotFound("Deltageren er ikke med i den plan, der gælder nu.")
        subject, profile = cases.subject_of(session, case), profile_of(session, case)
        wanted = participants.shown_to(session, case, subject, row, Way.HANDOUT, profile=profile, by=by)
        disclose(session, wanted, about=case.person_id, case_id=case.id, by=by, why=why)
        return 201, shared_plan(session, course, subject), None

    hashed = request_hash("hand_out_plan", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))


@plans_router.get("", responses=problems(), summary="Planerne i de forløb, du deltager i")
def list_plans(session: Transaction, by: By) -> Page[SharedPlanView]:
    """Mål, tiltag, datoer og hvem der gør hvad, så længe der er grundlag for det, højst 200. Intet andet af sagen."""
    why = require(by, Action.READ_PLAN)
    shown = []
    for one in participants.plans_of(session, by=by):
        verdict = decide(by, Action.READ_PLAN, as_participant(one.case))
        wanted = participants.shown_to(
            session, one.case, one.child, one.participant, Way.SCREEN,
            profile=profile_of(session, one.case), by=by,
        )  # fmt: skip
        if verdict.allowed and verdict_on(wanted).allowed:
            disclose(session, wanted, about=one.child.id, case_id=one.case.id, by=by, why=verdict.why)
            audit.record(
                session, "plan.read", by=by, why=verdict.why, subjects=[one.child.id], object_id=one.course.id,
                fields=["name", "course"],
            )  # fmt: skip
            shown.append(shared_plan(session, one.course, one.child))
    if not shown:
        audit.record(session, "plan.read", by=by, why=why, subjects=[None], fields=["course"])
    return Page(items=shown, next_cursor=None)


def _course_of(session: Session, case: Case) -> Course:
    course = courses.latest(session, case.municipality_code, case.id)
    if course is None:
        raise NotFound("Der er ikke planlagt et forløb i sagen.")
    return course

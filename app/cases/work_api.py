"""What is written in a case: knowledge, placements, and assessments."""

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
from app.cases.requests import about, readable, writable
from app.cases.rules import profile_of
from app.cases.schemas import AssessmentView, PlacementView
from app.cases.standing import section_115_stands, standing_of
from app.cases.view import step_title
from app.db import Transaction
from app.fields import Day, Line, Request, View, Words
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

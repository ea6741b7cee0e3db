"""The authority's own work in a case: the meetings with the family, and feedback to those who asked how it went."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.cases import family_meetings, feedback
from app.cases import service as cases
from app.cases.feedback import Asker
from app.cases.requests import about, readable, writable
from app.cases.rules import profile_of
from app.db import Transaction
from app.fields import Line, Request, View, Words
from app.idempotency.service import Key, answer_once, request_hash
from app.paging import Page
from app.responses import problems
from workflows.sharing import DataKind, Ground, Purpose

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["Myndighedens spor"])


class FamilyMeetingView(View):
    """A meeting that the family was called to: held, or not and why."""

    id: UUID
    called_for: datetime | None
    outcome: str
    held_at: datetime | None
    attendees: list[str]
    """In what function each took part."""
    agreed: str | None
    reason: str | None
    by: str
    at: datetime


class GiveFeedback(Request):
    """To answer is to disclose: the ground and the necessity in words are part of the answer."""

    to: Asker
    recipient: Annotated[Line, Field(description="Institution eller funktion, aldrig et navn")]
    kinds: Annotated[
        list[Literal[DataKind.HANDLED, DataKind.ASSESSMENT, DataKind.MEETING]],
        Field(min_length=1, max_length=3, description="Hvad der siges noget om; handled: kun at sagen er behandlet"),
    ]
    purpose: Purpose = Purpose.CRIME_PREVENTION
    ground: Ground
    necessity: Words
    words: Annotated[Words | None, Field(description="Det, der siges, når det er mere, end at sagen er behandlet")] = (
        None
    )


class FeedbackView(View):
    """What was told, and the row in the ledger that says so."""

    disclosure_id: UUID
    at: datetime
    to: Asker
    recipient: str | None
    kinds: list[str]
    ground: str
    source: str
    """The paragraph, in Danish."""
    words: str


@router.get(
    "/family-meetings", responses=problems(404), summary="Møder, som familien er indkaldt til, og hvad der skete"
)
def list_family_meetings(session: Transaction, by: By, case_id: UUID) -> Page[FamilyMeetingView]:
    """Ældst først. Et møde, der blev udsat, og et, familien udeblev fra, står her med hvorfor."""
    case, why = readable(session, case_id, Action.READ_ASSESSMENTS, by=by)
    audit.record(session, "family_meeting.read", by=by, why=why, subjects=[case.person_id], fields=["meeting"])
    rows = family_meetings.of_case(session, case)
    return Page(items=[FamilyMeetingView.model_validate(row) for row in rows], next_cursor=None)


@router.post(
    "/feedback",
    status_code=201,
    response_model=FeedbackView,
    responses=problems(404, 409),
    summary="Fortæl den, der spurgte, hvordan det gik",
)
def give_feedback(session: Transaction, by: By, case_id: UUID, body: GiveFeedback, key: Key = None) -> Response:
    """Ingen har krav på svar. Politiet og tovholderen får højst at vide, at sagen er behandlet."""
    require(by, Action.GIVE_FEEDBACK)

    def do() -> tuple[int, FeedbackView, None]:
        case, why = writable(session, case_id, Action.GIVE_FEEDBACK, by=by)
        subject, profile = cases.subject_of(session, case), profile_of(session, case)
        row, words = feedback.give(session, case, subject, **body.model_dump(), profile=profile, by=by, why=why)
        view = FeedbackView(
            disclosure_id=row.id, at=row.at, to=body.to, recipient=row.recipient, kinds=row.kinds, ground=row.ground,
            source=row.source, words=words,
        )  # fmt: skip
        return 201, view, None

    hashed = request_hash("give_feedback", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))

"""Concern talks of a case: planned, held, or not held."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.cases import concern_talks
from app.cases import service as cases
from app.cases.requests import about, readable, writable
from app.cases.rules import profile_of
from app.cases.standing import section_115_until
from app.db import Transaction
from app.fields import Moment, Request, View, Words
from app.idempotency.service import Key, answer_once, request_hash
from app.paging import Page
from app.responses import problems
from workflows.concern_talk import Event, NotHeld
from workflows.family_meeting import Attendee
from workflows.sharing import Ground

router = APIRouter(prefix="/v1/cases/{case_id}/concern-talks", tags=["Arbejdet i sagen"])


class PlanTalk(Request):
    """``ground`` and ``necessity``: why the police may be told of the child, where they take part."""

    event: Literal["plan"]
    planned_for: Moment
    ground: Literal[Ground.RPL_115_2, Ground.LAW_OTHER] | None = None
    necessity: Annotated[Words | None, Field(description="Ved LAW_OTHER også hvilken lov")] = None


class HoldTalk(Request):
    event: Literal[Event.HOLD]
    held_at: Moment
    attendees: Annotated[
        list[Attendee], Field(min_length=1, max_length=30, description="Hvem der deltog, efter funktion og uden navn")
    ]
    agreed: Annotated[Words, Field(description="Hvad der blev aftalt")]


class SayNotHeld(Request):
    event: Literal[Event.SAY_NOT_HELD]
    because: NotHeld
    reason: Words


TalkBody = Annotated[PlanTalk | HoldTalk | SayNotHeld, Field(discriminator="event")]


class ConcernTalkView(View):
    id: UUID
    state: str
    planned_for: datetime
    planned_at: datetime
    planned_by: str
    ground: str | None
    held_at: datetime | None
    attendees: list[str]
    """In what function each took part."""
    agreed: str | None
    because: str | None
    reason: str | None
    written_at: datetime | None
    written_by: str | None


@router.get("", responses=problems(404), summary="Bekymringssamtaler, og hvad der kom ud af dem")
def list_concern_talks(session: Transaction, by: By, case_id: UUID) -> Page[ConcernTalkView]:
    """Ældst først."""
    case, why = readable(session, case_id, Action.READ_KNOWLEDGE, by=by)
    audit.record(session, "concern_talk.read", by=by, why=why, subjects=[case.person_id], fields=["concern_talk"])
    rows = concern_talks.of_case(session, case)
    return Page(items=[ConcernTalkView.model_validate(row) for row in rows], next_cursor=None)


@router.post(
    "",
    status_code=201,
    response_model=ConcernTalkView,
    responses=problems(404, 409),
    summary="Planlæg en bekymringssamtale, eller skriv ned, hvad der blev af den",
)
def write_concern_talk(session: Transaction, by: By, case_id: UUID, body: TalkBody, key: Key = None) -> Response:
    """Der planlægges én ad gangen. Politiet får at vide, hvem barnet er, så det kræver en hjemmel."""
    require(by, Action.WRITE_KNOWLEDGE)

    def do() -> tuple[int, ConcernTalkView, None]:
        case, why = writable(session, case_id, Action.WRITE_KNOWLEDGE, by=by)
        cases.must_be_open(case)
        profile, said = profile_of(session, case), body.model_dump(exclude={"event"})
        match body:
            case PlanTalk():
                stands = by.at < section_115_until(case, profile)
                row = concern_talks.plan(
                    session, case, **said, section_115_stands=stands, profile=profile, by=by, why=why
                )
            case HoldTalk():
                row = concern_talks.hold(session, case, **said, profile=profile, by=by, why=why)
            case SayNotHeld():
                row = concern_talks.say_not_held(session, case, **said, by=by, why=why)
        cases.talks_changed(session, case, by=by)
        return 201, ConcernTalkView.model_validate(row), None

    hashed = request_hash("write_concern_talk", case_id, body)
    return answer_once(session, key, hashed, by=by, do=do, about=about(session, case_id, by=by))

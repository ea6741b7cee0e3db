"""Handover meetings: called, held, decided at, and written down."""

from datetime import UTC
from uuid import UUID

from fastapi import APIRouter, Response

from app import paging
from app.access.policy import Action
from app.access.service import By, require
from app.audit import service as audit
from app.db import Transaction
from app.idempotency.service import Key, answer_once, request_hash
from app.meetings import deciding, moving, service
from app.meetings.minutes import minutes_of
from app.meetings.schemas import CallMeetings, DealtWith, DealWith, MeetingInList, MeetingMove, MeetingView
from app.meetings.schemas import MeetingWithAgenda as WithAgenda
from app.meetings.view import in_list, meeting_view, with_agenda
from app.responses import problems
from workflows.meeting import State

_MEETINGS = "/v1/meetings"
router = APIRouter(tags=["Overleveringsmøder"])


@router.get(
    _MEETINGS, response_model_exclude_unset=True, responses=problems(400), summary="Overleveringsmøder, de nyeste først"
)
def list_meetings(
    session: Transaction, by: By, state: State | None = None, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> paging.Page[MeetingInList]:
    """Hvornår de er, og om listen til dem er kommet. Politiet ser dem også."""
    why = require(by, Action.READ_MEETING)
    found = service.page(session, state, paging.after_id(cursor), limit, by=by)
    audit.record(session, "meeting.listed", by=by, why=why, subjects=[None], fields=["meeting"])
    items = in_list(session, found[:limit], by=by)
    return paging.Page(items=items, next_cursor=paging.following_id([one.id for one in found], limit))


@router.post(
    _MEETINGS,
    response_model=paging.Page[MeetingInList],
    response_model_exclude_unset=True,
    responses=problems(409),
    summary="Indkald de kommende overleveringsmøder, eller et ekstra",
)
def call_meetings(session: Transaction, by: By, body: CallMeetings, key: Key = None) -> Response:
    """Efter kommunens rytme, flyttet inden for ugen, når dagen er en helligdag. De, der er indkaldt, indkaldes ikke
    igen; svaret er de nye."""
    why = require(by, Action.HOLD_MEETING)

    def do() -> tuple[int, paging.Page[MeetingInList], None]:
        if body.extra_at is not None:
            called = [service.call_extra(session, body.extra_at.astimezone(UTC), by=by, why=why)]
        else:
            called = service.call_by_rhythm(session, weeks=body.weeks, by=by, why=why)
        if not called:  # that all were called before is a look too
            audit.record(session, "meeting.listed", by=by, why=why, subjects=[None], fields=["meeting"])
        return 200, paging.Page(items=in_list(session, called, by=by), next_cursor=None), None

    return answer_once(session, key, request_hash("call_meetings", body), by=by, do=do)


@router.get(
    f"{_MEETINGS}/{{meeting_id}}",
    response_model_exclude_unset=True,
    responses=problems(404),
    summary="Et overleveringsmøde med dagsorden",
)
def get_meeting(session: Transaction, by: By, meeting_id: UUID) -> WithAgenda:
    """Det, der ikke er besluttet, med forslag og begrundelse, og det, mødet har besluttet eller udsat. Mens mødet er i
    gang, vises kun det, som de, der er til stede, må tage."""
    why = require(by, Action.READ_MEETING)
    return with_agenda(session, service.found(session, meeting_id, by=by), by=by, why=why)


@router.post(
    f"{_MEETINGS}/{{meeting_id}}/moves",
    response_model=MeetingView,
    response_model_exclude_unset=True,
    responses=problems(404, 409),
    summary="Åbn, luk, flyt eller aflys mødet, og skriv, hvem der kommer og går",
)
def move_meeting(session: Transaction, by: By, meeting_id: UUID, body: MeetingMove, key: Key = None) -> Response:
    """Mødet lukkes først, når alt er besluttet eller udsat. ``say_no_list``: der kommer ingen liste i denne uge."""
    why = require(by, Action.HOLD_MEETING)

    def do() -> tuple[int, MeetingView, None]:
        meeting = service.locked(session, by.municipality_code, meeting_id)
        moving.move(session, meeting, body, by=by, why=why)
        return 200, meeting_view(session, meeting, by=by, why=why), None

    return answer_once(session, key, request_hash("move_meeting", meeting_id, body), by=by, do=do)


@router.post(
    f"{_MEETINGS}/{{meeting_id}}/decisions",
    response_model=DealtWith,
    responses=problems(404, 409),
    summary="Beslut, udsæt eller fortryd, et eller flere punkter ad gangen",
)
def deal_with(session: Transaction, by: By, meeting_id: UUID, body: DealWith, key: Key = None) -> Response:
    """Hvert punkt har sit eget udfald: det, der ikke kan lade sig gøre, siger hvorfor, og resten sker."""
    why = require(by, Action.HOLD_MEETING)

    def do() -> tuple[int, DealtWith, None]:
        meeting = service.locked(session, by.municipality_code, meeting_id)
        return 200, deciding.deal_with(session, meeting, body, by=by, why=why), None

    return answer_once(session, key, request_hash("deal_with", meeting_id, body), by=by, do=do)


@router.get(
    f"{_MEETINGS}/{{meeting_id}}/minutes",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}, **problems(404, 409)},
    summary="Referatet som PDF",
)
def get_minutes(session: Transaction, by: By, meeting_id: UUID) -> Response:
    """Hvem der var til stede, og hvad der blev besluttet af hvem. Fra mødet er lukket."""
    why = require(by, Action.HOLD_MEETING)
    name, content = minutes_of(session, service.found(session, meeting_id, by=by), by=by, why=why)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)

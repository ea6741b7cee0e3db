"""The handover meetings as pages: which there are, the calling of more, and one of them as it stands."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from app.access.policy import Action, ever
from app.access.service import InSession, LookedIn, require
from app.access.sessions import Entered
from app.db import Transaction
from app.errors import Problem
from app.meetings.api import call_meetings, get_minutes, list_meetings
from app.meetings.schemas import CallMeetings, MeetingInList
from app.paging import Cursor
from app.web.forms.fields import Field, fields_of
from app.web.forms.reading import Filled, body_of
from app.web.meeting_page import live_part, meeting_page
from app.web.meeting_screen import InAddress
from app.web.rendering import page
from app.web.sending import Sent, on_to
from workflows.meeting import State

router = APIRouter(prefix="/moeder", include_in_schema=False)

_PAGE: Final = 50
_COMING: Final = frozenset({State.PLANNED, State.OPEN})


@router.get("")
def meetings(request: Request, session: Transaction, now: InSession, fra: Cursor = None) -> Response:
    """Those to come by when they are, and those that were, the latest first."""
    found = list_meetings(session, now.caller, cursor=fra, limit=_PAGE)
    return page(
        request, "meeting_list.html", now,
        coming=sorted((one for one in found.items if one.state in _COMING), key=_when),
        past=sorted((one for one in found.items if one.state not in _COMING), key=_when, reverse=True),
        following=found.next_cursor, first=fra is None, may_hold=ever(now.caller.role, Action.HOLD_MEETING),
    )  # fmt: skip


def _when(one: MeetingInList) -> Any:
    return one.starts_at


@router.get("/indkald")
def ask_to_call(request: Request, session: Transaction, now: InSession) -> Response:
    """The meetings of the rhythm, or one beside it."""
    require(now.caller, Action.HOLD_MEETING)
    return _call_page(request, now, Filled())


@router.post("/indkald")
def call(sent: Sent) -> Response:
    """Those that are called already are not called again."""
    body, filled = body_of(CallMeetings, _call_fields(), sent.form.values)
    try:
        if body is not None:
            sent.carry_out(lambda session, now: call_meetings(session, now.caller, body))  # type: ignore[arg-type]  # body_of gives what it was asked for
            return on_to("/moeder", "indkaldt")
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _call_again(sent, filled, problem)
    return _call_again(sent, filled, None)


def _call_again(sent: Sent, filled: Filled, problem: Problem | None) -> Response:
    with sent.working() as (_, now):
        return _call_page(sent.request, now, filled, problem)


def _call_page(request: Request, now: Entered, filled: Filled, problem: Problem | None = None) -> Response:
    status = problem.status if problem else 422 if filled.errors else 200
    return page(
        request, "meeting_call.html", now, status=status, filled=filled, problem=problem,
        fields={one.name: one for one in _call_fields()},
    )  # fmt: skip


def _call_fields() -> list[Field]:
    return fields_of(CallMeetings)


@router.get("/{meeting_id}")
def meeting(request: Request, session: Transaction, now: InSession, meeting_id: UUID, wanted: InAddress) -> Response:
    """Before it opens its agenda, while it is open the screen of the room, and then what came of it."""
    return meeting_page(request, session, now, meeting_id, wanted)


@router.get("/{meeting_id}/live/{version}")
def live(
    request: Request, session: Transaction, now: LookedIn, meeting_id: UUID,
    version: Annotated[str, Path(pattern="^[0-9a-f]{32}$")], wanted: InAddress,
) -> Response:  # fmt: skip
    """Asked for by the screen itself every other second. It does not keep the one who is logged in logged in."""
    return live_part(request, session, now, meeting_id, wanted, version)


@router.get("/{meeting_id}/referat")
def minutes(session: Transaction, now: InSession, meeting_id: UUID) -> Response:
    """The minutes as PDF."""
    return get_minutes(session, now.caller, meeting_id)

"""One form for each move of a meeting, and what is sent from it; who comes and goes is sent from the screen."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app import clock
from app.access.policy import Action
from app.access.service import InSession, require
from app.access.sessions import Entered
from app.db import Transaction
from app.errors import NotFound, Problem
from app.meetings.api import get_meeting, move_meeting
from app.meetings.schemas import MeetingMoveView, MeetingWithAgenda
from app.web.forms.fields import Field, fields_of
from app.web.forms.reading import Filled, body_of, values_of
from app.web.meeting_asks import Ask, roles_at_the_table
from app.web.meeting_operations import BY_NAME, MeetingOperation
from app.web.meeting_page import meeting_page, results_of
from app.web.meeting_screen import Wanted, who
from app.web.rendering import page
from app.web.sending import Sending, Sent, on_to

router = APIRouter(prefix="/moeder/{meeting_id}/goer", include_in_schema=False)

_DONE = {"aflys": "aflyst", "flyt": "gemt", "ingen-liste": "gemt", "listen-kommer": "gemt", "luk": "lukket"}


@router.get("/{name}")
def ask(request: Request, session: Transaction, now: InSession, meeting_id: UUID, name: str) -> Response:
    """The form for a move, or why it cannot be made now."""
    operation = _operation(name)
    require(now.caller, Action.HOLD_MEETING)
    meeting = get_meeting(session, now.caller, meeting_id)
    filled = Filled(values_of(_at_first(operation, now)))
    return _form(request, now, operation, meeting, filled)


@router.post("/{name}")
def move(sent: Sent, meeting_id: UUID, name: str) -> Response:
    """Makes the move; when it cannot be made, the form comes back with what was written and why."""
    operation = _operation(name)
    try:
        with sent.working() as (session, now):
            fields = _fields(operation, now.caller.municipality_code)
            body, filled = body_of(operation.body, fields, sent.form.values)
            if body is not None and not sent.form.text("_mere"):
                sent.check()
                move_meeting(session, now.caller, meeting_id, body, sent.form.key)  # type: ignore[arg-type]  # each is one of the moves
                return on_to(f"/moeder/{meeting_id}", _DONE.get(name, ""))
    except Problem as problem:
        if problem.status in (401, 403, 404):
            raise
        return _again(sent, meeting_id, operation, Filled(sent.form.values), problem)
    return _again(sent, meeting_id, operation, filled, None)


def _again(
    sent: Sending, meeting_id: UUID, operation: MeetingOperation, filled: Filled, problem: Problem | None
) -> Response:
    status = problem.status if problem else 422
    with sent.working() as (session, now):
        if operation.event in ("arrive", "leave"):
            wanted = Wanted(ask=Ask.ARRIVE if operation.event == "arrive" else None)
            return meeting_page(
                sent.request, session, now, meeting_id, wanted, filled=filled, problem=problem, status=status
            )
        meeting = get_meeting(session, now.caller, meeting_id)
        return _form(sent.request, now, operation, meeting, filled, problem, status)


def _form(
    request: Request, now: Entered, operation: MeetingOperation, meeting: MeetingWithAgenda, filled: Filled,
    problem: Problem | None = None, status: int = 200,
) -> Response:  # fmt: skip
    move = _move_of(meeting, operation)
    return page(
        request, "meeting_opening.html" if operation.event == "open" else "meeting_form.html", now, status=status,
        meeting=meeting, operation=operation, move=move, filled=filled, problem=problem, who_is=who,
        fields=_fields(operation, now.caller.municipality_code), key=clock.new_id().hex,
        roles=_rows_of(now), **results_of(meeting, by=now.caller),
    )  # fmt: skip


def _operation(name: str) -> MeetingOperation:
    if name not in BY_NAME:
        raise NotFound()
    return BY_NAME[name]


def _move_of(meeting: MeetingWithAgenda, operation: MeetingOperation) -> MeetingMoveView:
    """Raises NotFound for what cannot come of the meeting as it stands, or is not the caller's to do."""
    found = next((one for one in meeting.moves or () if one.event == operation.event), None)
    if found is None:
        raise NotFound("Det kan ikke gøres med mødet, som det står nu.")
    return found


def _fields(operation: MeetingOperation, municipality_code: str) -> list[Field]:
    """When somebody came is now, where nothing else is said; who leaves is chosen on the screen."""
    roles = roles_at_the_table(municipality_code)
    return fields_of(operation.body, {"role": roles, "participants.role": roles})


def _at_first(operation: MeetingOperation, now: Entered) -> dict[str, Any]:
    """At the opening there is a line for each who usually sits there."""
    if operation.event != "open":
        return {}
    return {"participants": [{"role": one.value} for one, _ in _rows_of(now)]}


def _rows_of(now: Entered) -> list[Any]:
    """Whoever opens the meeting is there already; another of the same role may be."""
    own = now.caller.role.value
    found = [(one, one.value == own) for one in roles_at_the_table(now.caller.municipality_code)]
    return sorted(found, key=lambda one: one[1])

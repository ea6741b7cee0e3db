"""One meeting as a page, as it stands: planned, open on the screen of the room, or over."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.access.sessions import Entered
from app.caller import Caller
from app.errors import Problem
from app.meetings.api import get_meeting
from app.meetings.schemas import MeetingMoveView, MeetingWithAgenda, ParticipantView
from app.meetings.stamp import stamp_of
from app.web.forms.reading import Filled
from app.web.meeting_asks import fields_for, fields_for_several
from app.web.meeting_operations import MOVES, MeetingOperation
from app.web.meeting_screen import Refused, Screen, Wanted, decided, place_of, who
from app.web.operations.operation import Place
from app.web.rendering import page
from workflows.meeting import Outcome, State

_ON_THE_SCREEN: Final = frozenset({"arrive", "leave"})
"""Moves that are made on the screen itself, and have no form of their own beside it."""


def meeting_page(
    request: Request, session: Session, now: Entered, meeting_id: UUID, wanted: Wanted | None = None, *,
    filled: Filled | None = None, refused: Sequence[Refused] = (), problem: Problem | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """The page for whoever looks; of a meeting that is open the screen, with what was refused and why."""
    meeting = get_meeting(session, now.caller, meeting_id)
    context: dict[str, Any] = {"problem": problem, "status": status, "who_is": who}
    if meeting.moves is None:
        return page(request, "meeting_bare.html", now, meeting=meeting, **context)
    context |= {"moves": moves_of(meeting), "present": present(meeting)}
    if meeting.state is State.OPEN:
        screen = screen_of(session, meeting, wanted or Wanted(), by=now.caller, filled=filled, refused=refused)
        return page(request, "meeting_open.html", now, screen=screen, **context)
    template = "meeting_planned.html" if meeting.state is State.PLANNED else "meeting_over.html"
    return page(request, template, now, meeting=meeting, **results_of(meeting, by=now.caller), **context)


def live_part(
    request: Request, session: Session, now: Entered, meeting_id: UUID, wanted: Wanted, version: str
) -> Response:
    """What has changed since ``version``, to be put into the screen; nothing (204) when nothing has."""
    if stamp_of(session, meeting_id, by=now.caller) == version:
        return Response(status_code=204)
    meeting = get_meeting(session, now.caller, meeting_id)
    if meeting.state is not State.OPEN:
        return Response(status_code=204, headers={"HX-Redirect": f"/moeder/{meeting_id}"})
    screen = screen_of(session, meeting, wanted, by=now.caller)
    return page(request, "meeting_live.html", now, screen=screen, problem=None, who_is=who, present=present(meeting))


def screen_of(
    session: Session, meeting: MeetingWithAgenda, wanted: Wanted, *, by: Caller, filled: Filled | None = None,
    refused: Sequence[Refused] = (),
) -> Screen:  # fmt: skip
    """The stamp is read first: what changes while the rest is read, is seen at the next look."""
    points = meeting.agenda or []
    place = Place(session, by)
    fields = fields_for(wanted.ask, place) if wanted.ask else fields_for_several(place) if wanted.table else ()
    return Screen(
        meeting, wanted, by.municipality_code, stamp_of(session, meeting.id, by=by), points,
        place_of(points, wanted), fields, filled or Filled(), refused,
    )  # fmt: skip


def results_of(meeting: MeetingWithAgenda, *, by: Caller) -> dict[str, Any]:
    """The agenda by what became of it."""
    points = meeting.agenda or []
    return {
        "points": points,
        "decided_points": [one for one in points if one.outcome is Outcome.DECIDED],
        "carried_over": [one for one in points if one.outcome is Outcome.CARRIED_OVER],
        "left": [one for one in points if one.outcome is None],
        "decided": lambda point: decided(point, by.municipality_code),
    }


def moves_of(meeting: MeetingWithAgenda) -> list[tuple[MeetingMoveView, MeetingOperation]]:
    """Each move that can come of the meeting as it stands, with its form."""
    return [(one, MOVES[one.event]) for one in meeting.moves or () if one.event not in _ON_THE_SCREEN]


def present(meeting: MeetingWithAgenda) -> list[ParticipantView]:
    """Who sits there now."""
    return [one for one in meeting.participants if one.left_at is None]

"""The moves of a meeting: opened, attended, closed, moved, cancelled, and what is said of its list."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.caller import Caller, Why
from app.history import service as history
from app.meetings import agenda, attendance, service, texts
from app.meetings.awaited import a_list_has_come, forget_no_list
from app.meetings.models import Meeting
from app.meetings.problems import MeetingInThePast
from app.meetings.schemas import Arrive, Leave, MeetingMove, OpenMeeting, Reschedule, SayNoList
from workflows.calendar import IsoWeek, local_date
from workflows.meeting import MEETING, Event, Facts
from workflows.profile import profile_for
from workflows.rhythm import MAY_TAKE_PART, list_due


def move(session: Session, meeting: Meeting, said: MeetingMove, *, by: Caller, why: Why) -> None:
    """One move of a meeting that is ``locked``.

    Raises Forbidden, MoveRefused, MeetingInThePast, MeetingIsThere, and what ``attendance`` does.
    """
    event = Event(said.event)
    history.advance(
        session, MEETING, meeting, event, facts_of(session, meeting), by=by, why=why, about=None,
        reason=getattr(said, "reason", None), details=_details(said),
    )  # fmt: skip
    match said:
        case OpenMeeting():
            _open(session, meeting, said, by=by)
        case Arrive():
            attendance.arrive(session, meeting, said.role, said.user, said.name, _utc(said.at, by), by=by)
        case Leave():
            attendance.leave(session, meeting, said.participant_id, _utc(said.at, by), by=by)
        case Reschedule():
            _reschedule(session, meeting, said.starts_at.astimezone(UTC), by=by)
        case SayNoList():
            meeting.no_list_at, meeting.no_list_by, meeting.no_list_reason = by.at, by.id, said.reason
    match event:
        case Event.CLOSE:
            meeting.closed_at, meeting.closed_by = by.at, by.id
            attendance.everybody_leaves(session, meeting, by=by)
        case Event.REOPEN:
            meeting.closed_at = meeting.closed_by = None
            _is_there(session, meeting, by=by)
        case Event.TAKE_BACK_NO_LIST:
            forget_no_list(meeting)
    session.flush()


def facts_of(session: Session, meeting: Meeting) -> Facts:
    """As it stands."""
    return Facts(
        every_entry_decided_or_carried_over=agenda.left(session, meeting) == 0,
        participants_recorded=bool(attendance.of_meeting(session, meeting)),
        another_meeting_is_open=service.another_is_open(session, meeting),
        a_list_has_come=a_list_has_come(session, meeting),
        said_that_no_list_comes=meeting.no_list_at is not None,
    )


def _open(session: Session, meeting: Meeting, said: OpenMeeting, *, by: Caller) -> None:
    meeting.opened_at = by.at
    _is_there(session, meeting, by=by)
    for one in said.participants:
        attendance.arrive(session, meeting, one.role, one.user, one.name, by.at, by=by)


def _is_there(session: Session, meeting: Meeting, *, by: Caller) -> None:
    """Whoever opens the meeting takes part in it."""
    if by.role in MAY_TAKE_PART:
        attendance.arrive(session, meeting, by.role, by.id, None, by.at, by=by)


def _reschedule(session: Session, meeting: Meeting, starts_at: datetime, *, by: Caller) -> None:
    """The list is due anew, but for an alarm that was raised already."""
    if starts_at <= by.at:
        raise MeetingInThePast(texts.IN_THE_PAST)
    service.must_be_free(session, starts_at, by=by)
    profile, day = profile_for(meeting.municipality_code), local_date(starts_at)
    meeting.starts_at, meeting.moved = starts_at, True
    if meeting.extra:
        meeting.week = str(IsoWeek.of(day))
    meeting.list_due_at = list_due(day, profile.meetings, profile.closed_days)
    meeting.not_held_since = None


def _utc(at: datetime | None, by: Caller) -> datetime:
    return by.at if at is None else at.astimezone(UTC)


def _details(said: MeetingMove) -> dict[str, str]:
    """Codes and times; who came stands with the meeting."""
    match said:
        case Arrive():
            return {"role": said.role.value}
        case Leave():
            return {"participant": str(said.participant_id)}
        case Reschedule():
            return {"starts_at": said.starts_at.isoformat()}
    return {}

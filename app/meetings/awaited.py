"""The list for a meeting: whether it has come, and the alarm when it has not."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.caller import Caller, of_itself, system
from app.cases import notices
from app.db import Database
from app.history import service as history
from app.lists.models import HandoverList, ListEntry
from app.meetings import service
from app.meetings.models import Meeting
from workflows.calendar import local_date
from workflows.meeting import MEETING, Event, Facts, State
from workflows.profile import Profile, all_profiles
from workflows.roles import Role

_WATCHED = of_itself("a_deadline_has_passed")
_FOLLOWS = of_itself("a_list_has_come")
_CALLED = of_itself("the_rhythm_of_the_profile")
_ONE_WEEK = timedelta(weeks=1)


class Awaited(StrEnum):
    AWAITED = "awaited"
    COME = "come"
    MISSING = "missing"
    NO_LIST = "no_list"


def standing(meeting: Meeting, come: Collection[UUID], *, by: Caller) -> Awaited:
    """Where the list for the meeting is. Only what was said of a planned or open meeting can still change.

    ``come``: the meetings whose list has come, as ``those_whose_list_has_come`` found them.
    """
    if meeting.no_list_at is not None:
        return Awaited.NO_LIST
    if meeting.id in come:
        return Awaited.COME
    return Awaited.MISSING if meeting.list_due_at <= by.at else Awaited.AWAITED


def a_list_has_come(session: Session, meeting: Meeting) -> bool:
    """The same of one meeting."""
    return meeting.id in those_whose_list_has_come(session, [meeting])


def those_whose_list_has_come(session: Session, meetings: Sequence[Meeting]) -> set[UUID]:
    """Whatever was handed over or typed in since the meeting before, whichever week it says it is of.

    The meeting before ended then, or was to begin; before the first one it is a week. One question for all of them.
    """
    before = aliased(Meeting)
    since = func.coalesce(
        select(func.max(func.coalesce(before.closed_at, before.starts_at)))
        .where(
            before.municipality_code == Meeting.municipality_code,
            before.starts_at < Meeting.starts_at,
            before.state != State.CANCELLED.value,
        )
        .correlate(Meeting)
        .scalar_subquery(),
        Meeting.starts_at - _ONE_WEEK,
    )
    received = (
        exists()
        .where(
            HandoverList.municipality_code == Meeting.municipality_code,
            HandoverList.uploaded_at > since,
            or_(Meeting.closed_at.is_(None), HandoverList.uploaded_at <= Meeting.closed_at),
        )
        .correlate(Meeting)
    )
    typed = (
        exists()
        .where(
            ListEntry.municipality_code == Meeting.municipality_code,
            ListEntry.received_at > since,
            or_(Meeting.closed_at.is_(None), ListEntry.received_at <= Meeting.closed_at),
        )
        .correlate(Meeting)
    )
    query = select(Meeting.id).where(Meeting.id.in_([one.id for one in meetings]), or_(received, typed))
    return set(session.scalars(query))


def how_many_are_missing(session: Session, municipality_code: str, at: datetime) -> int:
    """Meetings not closed yet whose list should have come, of which nobody has said that none does."""
    query = select(Meeting).where(
        Meeting.municipality_code == municipality_code,
        Meeting.state.in_([State.PLANNED.value, State.OPEN.value]),
        Meeting.list_due_at <= at,
    )
    late = session.scalars(query).all()
    come, by = those_whose_list_has_come(session, late), system(municipality_code, at)
    return sum(standing(one, come, by=by) is Awaited.MISSING for one in late)


def go_round(database: Database, now: Callable[[], datetime] = clock.now) -> int:
    """Calls the coming meetings where the profile says so, and looks after those that are not closed."""
    done = 0
    for profile in all_profiles():
        code = profile.municipality_code
        if profile.meetings.called_by_itself:
            with database.transaction(code) as session:
                done += len(service.call_by_rhythm(session, by=system(code, now()), why=_CALLED))
        for meeting_id in _to_be_looked_after(database, code, now()):
            with database.transaction(code) as session:
                done += _look_after(session, service.locked(session, code, meeting_id), profile, now())
    return done


def _to_be_looked_after(database: Database, code: str, at: datetime) -> Sequence[UUID]:
    with database.transaction(code) as session:
        query = (
            select(Meeting.id)
            .where(
                Meeting.municipality_code == code,
                Meeting.state.in_([State.PLANNED.value, State.OPEN.value]),
                or_(Meeting.list_due_at <= at, Meeting.no_list_at.is_not(None)),
            )
            .order_by(Meeting.starts_at)
        )
        return session.scalars(query).all()


def _look_after(session: Session, meeting: Meeting, profile: Profile, at: datetime) -> int:
    """How many things were done to it. Each alarm is raised once."""
    by, done = system(meeting.municipality_code, at), 0
    if State(meeting.state) not in {State.PLANNED, State.OPEN}:
        return 0
    come = those_whose_list_has_come(session, [meeting])
    if meeting.no_list_at is not None and come:
        take_back_no_list(session, meeting, by=by)
        done += 1
    if meeting.list_missing_since is None and standing(meeting, come, by=by) is Awaited.MISSING:
        meeting.list_missing_since = at
        _alarm(session, meeting, "list_missing", notices.Kind.LIST_MISSING, by=by)
        done += 1
    day_has_passed = local_date(meeting.starts_at) < local_date(at)
    if meeting.state == State.PLANNED.value and meeting.not_held_since is None and day_has_passed:
        meeting.not_held_since = at
        _alarm(session, meeting, "not_held", notices.Kind.MEETING_NOT_HELD, by=by)
        done += 1
    session.flush()
    return done


def take_back_no_list(session: Session, meeting: Meeting, *, by: Caller) -> None:
    """A list came after all: nobody says any more that none does."""
    facts = Facts(said_that_no_list_comes=True)
    history.advance(session, MEETING, meeting, Event.TAKE_BACK_NO_LIST, facts, by=by, why=_FOLLOWS, about=None)
    forget_no_list(meeting)
    session.flush()


def forget_no_list(meeting: Meeting) -> None:
    meeting.no_list_at = meeting.no_list_by = meeting.no_list_reason = None


def _alarm(session: Session, meeting: Meeting, event: str, kind: notices.Kind, *, by: Caller) -> None:
    """Whoever calls the meetings is told (Fredericia: the coordinator)."""
    history.record(session, MEETING.name, meeting, event, meeting.state, by=by, case_id=None)
    history.log(session, MEETING.name, meeting, event, by=by, why=_WATCHED, about=None)
    notices.write_of_meeting(session, meeting.id, kind, Role.COORDINATOR, by=by)

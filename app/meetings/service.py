"""Finding a meeting, and calling those that the rhythm says, each once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.caller import Caller, Why
from app.errors import NotFound
from app.history import service as history
from app.meetings import texts
from app.meetings.models import Meeting
from app.meetings.problems import MeetingInThePast, MeetingIsThere
from workflows.calendar import IsoWeek, local_date
from workflows.meeting import MEETING, State
from workflows.profile import profile_for
from workflows.rhythm import list_due, planned_from


def found(session: Session, meeting_id: UUID, *, by: Caller) -> Meeting:
    """To be read. Raises NotFound."""
    row = session.get(Meeting, (by.municipality_code, meeting_id))
    if row is None:
        raise NotFound()
    return row


def locked(session: Session, municipality_code: str, meeting_id: UUID) -> Meeting:
    """Locked until the transaction ends; before any entry, as everybody does. Raises NotFound."""
    query = (
        select(Meeting)
        .where(Meeting.municipality_code == municipality_code, Meeting.id == meeting_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound()
    return row


def call_by_rhythm(session: Session, *, weeks: int | None = None, by: Caller, why: Why) -> list[Meeting]:
    """Calls the meetings of the coming weeks that are not called yet, and gives those.

    One that was moved or cancelled is there already, and is not called anew.
    """
    profile = profile_for(by.municipality_code)
    wanted = list(planned_from(by.at, weeks or profile.meetings.weeks_ahead, profile.meetings, profile.closed_days))
    _one_at_a_time(session, by.municipality_code)
    query = select(Meeting.week).where(
        Meeting.municipality_code == by.municipality_code,
        Meeting.week.in_([str(one.week) for one in wanted]),
        Meeting.extra.is_(False),
    )
    there = set(session.scalars(query))
    return [
        _call(session, one.week, one.starts_at, one.list_due_at, extra=False, moved=one.moved, by=by, why=why)
        for one in wanted
        if str(one.week) not in there
    ]


def call_extra(session: Session, starts_at: datetime, *, by: Caller, why: Why) -> Meeting:
    """One beside the rhythm. Raises MeetingInThePast and MeetingIsThere."""
    profile = profile_for(by.municipality_code)
    if starts_at <= by.at:
        raise MeetingInThePast(texts.IN_THE_PAST)
    _one_at_a_time(session, by.municipality_code)
    must_be_free(session, starts_at, by=by)
    day = local_date(starts_at)
    due = max(list_due(day, profile.meetings, profile.closed_days), by.at)
    return _call(session, IsoWeek.of(day), starts_at, due, extra=True, moved=False, by=by, why=why)


def must_be_free(session: Session, starts_at: datetime, *, by: Caller) -> None:
    """Raises MeetingIsThere."""
    query = select(Meeting.id).where(
        Meeting.municipality_code == by.municipality_code,
        Meeting.starts_at == starts_at,
        Meeting.state != State.CANCELLED.value,
    )
    if (there := session.scalar(query)) is not None:
        raise MeetingIsThere(texts.ANOTHER_AT_THAT_TIME, meeting_id=str(there))


def page(session: Session, state: State | None, after: UUID | None, limit: int, *, by: Caller) -> Sequence[Meeting]:
    """The latest called first, ``limit`` + 1 at most."""
    query = select(Meeting).where(Meeting.municipality_code == by.municipality_code)
    if state is not None:
        query = query.where(Meeting.state == state.value)
    if after is not None:
        query = query.where(Meeting.id < after)
    return session.scalars(query.order_by(Meeting.id.desc()).limit(limit + 1)).all()


def is_open(meeting: Meeting) -> bool:
    return meeting.state == State.OPEN.value


def another_is_open(session: Session, meeting: Meeting) -> bool:
    query = select(Meeting.id).where(
        Meeting.municipality_code == meeting.municipality_code,
        Meeting.state == State.OPEN.value,
        Meeting.id != meeting.id,
    )
    return session.scalar(query.limit(1)) is not None


def _one_at_a_time(session: Session, municipality_code: str) -> None:
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("ssp.meetings"), int(municipality_code))))


def _call(
    session: Session,
    week: IsoWeek,
    starts_at: datetime,
    list_due_at: datetime,
    *,
    extra: bool,
    moved: bool,
    by: Caller,
    why: Why,
) -> Meeting:
    row = Meeting(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        week=str(week),
        extra=extra,
        state=MEETING.initial.value,
        starts_at=starts_at,
        moved=moved,
        called_at=by.at,
        called_by=by.id,
        list_due_at=list_due_at,
    )
    session.add(row)
    session.flush()
    history.record(session, MEETING.name, row, "called", None, by=by, case_id=None)
    audit.record(session, "meeting.called", by=by, why=why, subjects=[None], object_id=row.id, fields=["meeting"])
    return row

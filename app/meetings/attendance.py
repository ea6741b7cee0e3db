"""Who is at the table, in which role, from when to when."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller
from app.errors import NotFound
from app.meetings import texts
from app.meetings.models import Meeting, Participant
from app.meetings.problems import AlreadyPresent, NobodyNamed, NotPresent, WrongTime
from workflows.agenda import Present
from workflows.roles import Role


def of_meeting(session: Session, meeting: Meeting) -> list[Participant]:
    """Everybody who was there, in the order in which they came."""
    query = (
        select(Participant)
        .where(Participant.municipality_code == meeting.municipality_code, Participant.meeting_id == meeting.id)
        .order_by(Participant.arrived_at, Participant.id)
    )
    return list(session.scalars(query))


def present(rows: Sequence[Participant]) -> list[Present]:
    """Those of them who have not left."""
    return [Present(Role(one.role), one.by_user) for one in rows if one.left_at is None]


def arrive(
    session: Session, meeting: Meeting, role: Role, user: str | None, name: str | None, at: datetime, *, by: Caller
) -> Participant:
    """Raises NobodyNamed, WrongTime and AlreadyPresent."""
    if user is None and name is None:
        raise NobodyNamed(texts.WHO)
    if at > by.at:
        raise WrongTime(texts.LATER_THAN_NOW)
    there = [one for one in of_meeting(session, meeting) if one.left_at is None and one.role == role.value]
    if any((user is not None and one.by_user == user) or (user is None and one.name == name) for one in there):
        raise AlreadyPresent(texts.ALREADY_THERE)
    row = Participant(
        municipality_code=meeting.municipality_code,
        id=clock.new_id(),
        meeting_id=meeting.id,
        role=role.value,
        by_user=user,
        name=name,
        arrived_at=at,
        written_by=by.id,
    )
    session.add(row)
    session.flush()
    return row


def leave(session: Session, meeting: Meeting, participant_id: UUID, at: datetime, *, by: Caller) -> Participant:
    """Raises NotFound, NotPresent and WrongTime."""
    row = session.get(Participant, (meeting.municipality_code, participant_id), with_for_update=True)
    if row is None or row.meeting_id != meeting.id:
        raise NotFound()
    if row.left_at is not None:
        raise NotPresent(texts.NOT_THERE_ANY_MORE)
    if at > by.at or at < row.arrived_at:
        raise WrongTime(texts.LATER_THAN_NOW if at > by.at else texts.BEFORE_ARRIVING)
    row.left_at = at
    session.flush()
    return row


def everybody_leaves(session: Session, meeting: Meeting, *, by: Caller) -> None:
    """The meeting is over."""
    for one in of_meeting(session, meeting):
        if one.left_at is None:
            one.left_at = by.at
    session.flush()

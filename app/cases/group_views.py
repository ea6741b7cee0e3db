"""An ad hoc group as the coordinator of the case sees it, and as its members do."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import groups as grouped
from app.cases import sides
from app.cases.models import Case
from app.cases.rules import profile_of
from app.disclosures.service import verdict_on
from app.fields import View
from app.groups import service as groups
from app.groups.models import AdHocGroup, GroupMeeting, GroupMember
from app.people.models import Person
from workflows.ad_hoc_group import State


class GroupMemberView(View):
    id: UUID
    source: str
    function: str
    institution: str | None
    name: str | None
    user: str | None
    coordinates: bool
    ground: str
    necessity: str | None
    joined_at: datetime
    left_at: datetime | None
    ground_stands: bool
    """Whether more may be shared with them now; of one who left it is false."""


class GroupMeetingView(View):
    id: UUID
    held_at: datetime
    present: list[UUID]
    """The members who were there."""
    agreed: str | None
    next_meeting_on: date | None
    written_by: str


class GroupView(View):
    id: UUID
    state: str
    task: str | None
    set_up_at: datetime
    set_up_by: str
    next_meeting_on: date | None
    members: list[GroupMemberView]
    meetings: list[GroupMeetingView]
    ended_at: datetime | None
    because: str | None
    outcome: str | None


class FellowMember(View):
    id: UUID
    function: str
    institution: str | None
    name: str | None
    coordinates: bool


class FellowMeeting(View):
    held_at: datetime
    present: list[UUID]
    agreed: str | None


class JoinedGroupView(View):
    """What everybody in a group is shown, and nothing else: the task, who is in it, and what was agreed."""

    id: UUID
    child_name: str | None
    task: str | None
    you_coordinate: bool
    next_meeting_on: date | None
    members: list[FellowMember]
    meetings: list[FellowMeeting]


def group_view(session: Session, case: Case, subject: Person, group: AdHocGroup, *, by: Caller) -> GroupView:
    return GroupView(
        id=group.id,
        state=group.state,
        task=group.task,
        set_up_at=group.set_up_at,
        set_up_by=group.set_up_by,
        next_meeting_on=group.next_meeting_on,
        members=[_member(session, case, subject, group, row, by=by) for row in groups.members(session, group)],
        meetings=[GroupMeetingView.model_validate(row) for row in groups.meetings(session, group)],
        ended_at=group.ended_at,
        because=group.because,
        outcome=group.outcome,
    )


def joined_view(session: Session, one: grouped.Joined) -> JoinedGroupView:
    """Those who are in it now; of a meeting, those of them who were there."""
    now = [row for row in groups.members(session, one.group) if row.left_at is None]
    ids = {row.id for row in now}
    return JoinedGroupView(
        id=one.group.id,
        child_name=one.child.name,
        task=one.group.task,
        you_coordinate=one.member.coordinates,
        next_meeting_on=one.group.next_meeting_on,
        members=[FellowMember.model_validate(row) for row in now],
        meetings=[_met(row, ids) for row in groups.meetings(session, one.group)],
    )


def _met(row: GroupMeeting, ids: set[UUID]) -> FellowMeeting:
    return FellowMeeting(held_at=row.held_at, present=[one for one in row.present if one in ids], agreed=row.agreed)


def _member(
    session: Session, case: Case, subject: Person, group: AdHocGroup, row: GroupMember, *, by: Caller
) -> GroupMemberView:
    fields = {name: getattr(row, name) for name in GroupMemberView.model_fields.keys() - {"user", "ground_stands"}}
    stands = row.left_at is None and group.state == State.WORKING
    if stands:
        wanted = grouped.shown_to(session, case, subject, group, row, profile=profile_of(session, case), by=by)
        stands = verdict_on(wanted).allowed and not _has_the_other_side(session, case, row)
    return GroupMemberView(**fields, user=row.user_id, ground_stands=stands)


def _has_the_other_side(session: Session, case: Case, row: GroupMember) -> bool:
    """They came to have the case of the accused, or to be in that child's group, after they came in here."""
    who = row.user_id
    return who is not None and sides.works_with_the_accused(session, case, lambda column: column == who)

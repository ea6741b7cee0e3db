"""Showing a meeting to one caller, and writing down whom its agenda showed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.access.policy import Action, ever
from app.audit import service as audit
from app.caller import Caller, Why
from app.history.texts import messages
from app.lists.entries import log_shown, views_by_id
from app.lists.schemas import EntryView
from app.meetings import attendance, awaited, texts
from app.meetings.agenda import Point, item_for, points_of
from app.meetings.models import Meeting, Participant
from app.meetings.moving import facts_of
from app.meetings.schemas import (
    AwaitedListView,
    CarriedOver,
    Counts,
    MeetingInList,
    MeetingMoveView,
    MeetingView,
    MeetingWithAgenda,
    ParticipantView,
    PointView,
)
from app.meetings.service import is_open
from workflows.agenda import own_knowledge_is_shown, unmet
from workflows.meeting import MEETING, Outcome, State
from workflows.profile import profile_for
from workflows.roles import Role
from workflows.routing import Decision

MOST_POINTS = 500


def in_list(session: Session, meetings: Sequence[Meeting], *, by: Caller) -> list[MeetingInList]:
    """Each as it stands in the list of them; no question to the database for each."""
    come = awaited.those_whose_list_has_come(session, meetings)
    return [_in_list(one, awaited.standing(one, come, by=by), by=by) for one in meetings]


def _in_list(meeting: Meeting, row: awaited.Awaited, *, by: Caller) -> MeetingInList:
    of_list = AwaitedListView(state=row, due_at=meeting.list_due_at, missing_since=meeting.list_missing_since)
    if sees_the_agenda(by):
        of_list.reason = meeting.no_list_reason
    return MeetingInList(
        id=meeting.id,
        week=meeting.week,
        extra=meeting.extra,
        state=State(meeting.state),
        state_title=texts.STATES[State(meeting.state)],
        starts_at=meeting.starts_at,
        moved=meeting.moved,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        list=of_list,
    )


def sees_the_agenda(by: Caller) -> bool:
    """The police know when it is and who takes part; how far the meeting has come is not theirs to follow."""
    return ever(by.role, Action.HOLD_MEETING)


def meeting_view(session: Session, meeting: Meeting, *, by: Caller, why: Why) -> MeetingView:
    """Without the agenda: no child is in it."""
    shown = MeetingView(
        **dict(in_list(session, [meeting], by=by)[0]), participants=_participants(session, meeting, by=by)
    )
    if sees_the_agenda(by):
        shown.moves = _moves(session, meeting, by)
        shown.counts = counts(points_of(session, meeting))
    audit.record(session, "meeting.read", by=by, why=why, subjects=[None], object_id=meeting.id, fields=["meeting"])
    return shown


def with_agenda(session: Session, meeting: Meeting, *, by: Caller, why: Why) -> MeetingWithAgenda:
    """The whole of it, and the rows in the log of everybody whom it shows."""
    if not sees_the_agenda(by):
        return MeetingWithAgenda(**meeting_view(session, meeting, by=by, why=why).model_dump(exclude_unset=True))
    points = points_of(session, meeting)
    shown = MeetingWithAgenda(
        **dict(in_list(session, [meeting], by=by)[0]), participants=_participants(session, meeting, by=by),
        moves=_moves(session, meeting, by), counts=counts(points),
    )  # fmt: skip
    shown.agenda = _agenda(session, meeting, points[:MOST_POINTS], by=by)
    seen = [one.entry for one in shown.agenda if one.entry is not None]
    log_shown(session, seen, "meeting.agenda_read", meeting.id, by=by, why=why)
    return shown


def counts(points: list[Point]) -> Counts:
    return Counts(
        left=sum(one.is_left for one in points),
        decided=sum(one.outcome is Outcome.DECIDED for one in points),
        carried_over=sum(one.outcome is Outcome.CARRIED_OVER for one in points),
    )


def _agenda(session: Session, meeting: Meeting, points: list[Point], *, by: Caller) -> list[PointView]:
    """As it stands on the wall while the meeting is open: with what all of those at the table may see."""
    profile = profile_for(meeting.municipality_code)
    table = attendance.present(attendance.of_meeting(session, meeting)) if is_open(meeting) else None
    weeks = _weeks(session, meeting, points)
    entries = views_by_id(session, [one.entry.id for one in points], by=by)
    found = []
    for point in points:
        item = item_for(point.entry, point.case)
        lacks = unmet(item, table, profile.meetings.parties) if table is not None and point.is_left else ()
        entry = None if lacks else entries.get(point.entry.id)
        if entry is not None and table is not None and not own_knowledge_is_shown(table):
            entry.open_case_state = None
        found.append(_point(point, entry, lacks, messages(lacks, profile), weeks))
    return found


def _point(
    point: Point, entry: EntryView | None, lacks: tuple[str, ...], words: list[str], weeks: dict[object, str]
) -> PointView:
    dealt = point.dealt_with
    return PointView(
        entry_id=point.entry.id,
        entry=entry,
        outcome=point.outcome,
        outcome_title=texts.OUTCOMES[point.outcome] if point.outcome else None,
        decision=Decision(dealt.decision) if dealt is not None and dealt.decision else None,
        reason=dealt.reason if dealt is not None and entry is not None else None,
        by=dealt.by if dealt is not None else None,
        at=dealt.at if dealt is not None else None,
        carried_over=[
            CarriedOver(week=weeks[one.meeting_id], reason=one.reason if entry is not None else None)
            for one in point.earlier
        ],
        unmet=list(lacks),
        messages=words,
    )


def _weeks(session: Session, meeting: Meeting, points: list[Point]) -> dict[object, str]:
    ids = {one.meeting_id for point in points for one in point.earlier}
    rows = [session.get_one(Meeting, (meeting.municipality_code, one)) for one in ids]
    return {row.id: row.week for row in rows}


def _participants(session: Session, meeting: Meeting, *, by: Caller) -> list[ParticipantView]:
    """Who takes part is told those who come to it themselves, and nobody else."""
    if not ever(by.role, Action.UPLOAD_LIST):
        return []
    return [_participant(one) for one in attendance.of_meeting(session, meeting)]


def _participant(row: Participant) -> ParticipantView:
    return ParticipantView(
        id=row.id, role=Role(row.role), title=profile_for(row.municipality_code).titles[Role(row.role)],
        user=row.by_user, name=row.name, arrived_at=row.arrived_at, left_at=row.left_at,
    )  # fmt: skip


def _moves(session: Session, meeting: Meeting, by: Caller) -> list[MeetingMoveView]:
    profile = profile_for(meeting.municipality_code)
    return [
        MeetingMoveView(
            event=option.event.value, allowed=option.allowed, unmet=list(option.unmet),
            messages=messages(option.unmet, profile), needs=list(option.needs),
        )
        for option in MEETING.options(State(meeting.state), facts_of(session, meeting))
        if by.role in option.roles
    ]  # fmt: skip

"""Setting up an ad hoc group, following it, and ending it. On what ground somebody comes in is asked before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.caller import Caller, Why
from app.errors import Conflict, NotFound
from app.groups.models import AdHocGroup, GroupMeeting, GroupMember
from app.history import service as history
from workflows.ad_hoc_group import AD_HOC_GROUP, FEWEST, MOST, Because, Event, Facts, State
from workflows.knowledge import Source
from workflows.sharing import Ground

_NOT_IN_IT = "Den person er ikke med i gruppen."


class GroupIsAtWork(Conflict):
    """One at a time: the last one is ended first."""

    code = "group_is_at_work"
    title = "Der er allerede en ad hoc-gruppe om barnet"


class NoGroupIsAtWork(Conflict):
    code = "no_group_is_at_work"
    title = "Der er ingen ad hoc-gruppe om barnet"


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who is brought in. ``institution`` is the one a consent names; ``user_id`` the login, where they have
    one.
    """

    source: Source
    function: str
    institution: str | None
    name: str | None
    user_id: str | None
    ground: Ground
    necessity: str


def of_case(session: Session, municipality_code: str, case_id: UUID) -> list[AdHocGroup]:
    """Oldest first."""
    query = (
        select(AdHocGroup)
        .where(AdHocGroup.municipality_code == municipality_code, AdHocGroup.case_id == case_id)
        .order_by(AdHocGroup.set_up_at, AdHocGroup.id)
    )
    return list(session.scalars(query))


def at_work(session: Session, municipality_code: str, case_id: UUID) -> AdHocGroup | None:
    return next((row for row in of_case(session, municipality_code, case_id) if row.state == State.WORKING), None)


def members(session: Session, group: AdHocGroup) -> list[GroupMember]:
    """In the order in which they came, those who left too."""
    query = (
        select(GroupMember)
        .where(GroupMember.municipality_code == group.municipality_code, GroupMember.group_id == group.id)
        .order_by(GroupMember.position)
    )
    return list(session.scalars(query))


def in_it(session: Session, group: AdHocGroup) -> list[GroupMember]:
    """Those who are in it now."""
    return [one for one in members(session, group) if one.left_at is None]


def meetings(session: Session, group: AdHocGroup) -> list[GroupMeeting]:
    """Oldest first."""
    query = (
        select(GroupMeeting)
        .where(GroupMeeting.municipality_code == group.municipality_code, GroupMeeting.group_id == group.id)
        .order_by(GroupMeeting.held_at, GroupMeeting.written_at, GroupMeeting.id)
    )
    return list(session.scalars(query))


def set_up(
    session: Session,
    case_id: UUID,
    about: UUID,
    *,
    task: str,
    next_meeting_on: date | None,
    by: Caller,
    why: Why,
) -> AdHocGroup:
    """The group, which has no members yet. Raises GroupIsAtWork."""
    if at_work(session, by.municipality_code, case_id) is not None:
        raise GroupIsAtWork("Afslut den først, eller tag opgaven op i den.")
    group = AdHocGroup(
        municipality_code=by.municipality_code,
        id=clock.new_id(),
        case_id=case_id,
        state=AD_HOC_GROUP.initial.value,
        task=task,
        set_up_at=by.at,
        set_up_by=by.id,
        next_meeting_on=next_meeting_on,
    )
    session.add(group)
    session.flush()
    history.record(session, AD_HOC_GROUP.name, group, "set_up", None, by=by, case_id=case_id)
    history.log(session, AD_HOC_GROUP.name, group, "set_up", by=by, why=why, about=about)
    return group


def add(session: Session, group: AdHocGroup, new: NewMember, *, coordinates: bool, by: Caller) -> GroupMember:
    """One of the first, or the one whom a move brings in."""
    row = GroupMember(
        municipality_code=group.municipality_code,
        id=clock.new_id(),
        group_id=group.id,
        position=len(members(session, group)) + 1,
        source=new.source.value,
        function=new.function,
        institution=new.institution,
        name=new.name,
        user_id=new.user_id,
        coordinates=coordinates,
        ground=new.ground.value,
        necessity=new.necessity,
        joined_at=by.at,
        joined_by=by.id,
    )
    session.add(row)
    session.flush()
    return row


def bring_in(session: Session, group: AdHocGroup, new: NewMember, *, about: UUID, by: Caller, why: Why) -> GroupMember:
    """Raises MoveRefused when there is no room."""
    now = in_it(session, group)
    row = add(session, group, new, coordinates=False, by=by)
    facts = Facts(has_room=len(now) < MOST)
    _advance(session, group, Event.BRING_IN, facts, {"member": str(row.id)}, None, about=about, by=by, why=why)
    return row


def let_go(
    session: Session, group: AdHocGroup, member_id: UUID, reason: str, *, about: UUID, by: Caller, why: Why
) -> None:
    """Sees the group no more, from this transaction. Raises NotFound and MoveRefused."""
    row, now = _member(session, group, member_id), in_it(session, group)
    facts = Facts(enough_are_left=len(now) > FEWEST, coordinates=row.coordinates)
    _advance(session, group, Event.LET_GO, facts, {"member": str(row.id)}, reason, about=about, by=by, why=why)
    row.left_at = by.at
    session.flush()


def change_coordinator(
    session: Session, group: AdHocGroup, member_id: UUID, reason: str, *, about: UUID, by: Caller, why: Why
) -> None:
    """Raises NotFound and MoveRefused."""
    new = _member(session, group, member_id)
    former = next(one for one in in_it(session, group) if one.coordinates)
    details = {"from": str(former.id), "to": str(new.id)}
    facts = Facts(coordinates=new.coordinates)
    _advance(session, group, Event.CHANGE_COORDINATOR, facts, details, reason, about=about, by=by, why=why)
    former.coordinates = False
    session.flush()  # one at a time
    new.coordinates = True
    session.flush()


def meet(
    session: Session,
    group: AdHocGroup,
    *,
    held_at: datetime,
    present: Sequence[UUID],
    agreed: str,
    next_meeting_on: date | None,
    about: UUID,
    by: Caller,
    why: Why,
) -> list[GroupMember]:
    """Gives those who were present. Raises NotFound when one was no member, and MoveRefused."""
    could_be = {one.id: one for one in members(session, group) if one.left_at is None or one.left_at >= held_at}
    if not could_be.keys() >= set(present):
        raise NotFound(_NOT_IN_IT)
    those = [could_be[one] for one in dict.fromkeys(present)]
    facts = Facts(several_took_part=len(those) >= FEWEST, has_begun=held_at <= by.at)
    row = GroupMeeting(
        municipality_code=group.municipality_code,
        id=clock.new_id(),
        group_id=group.id,
        held_at=held_at,
        present=[one.id for one in those],
        agreed=agreed,
        next_meeting_on=next_meeting_on,
        written_at=by.at,
        written_by=by.id,
    )
    _advance(session, group, Event.MEET, facts, {"meeting": str(row.id)}, None, about=about, by=by, why=why)
    session.add(row)
    session.flush()
    group.next_meeting_on = meetings(session, group)[-1].next_meeting_on  # one that is written down late agreed before
    session.flush()
    return those


def end(
    session: Session, group: AdHocGroup, because: Because, outcome: str | None, *, about: UUID, by: Caller, why: Why
) -> None:
    """Nobody in it sees it any more."""
    with session.no_autoflush:  # the state and why are written together
        details = {"because": because.value}
        _advance(session, group, Event.END, Facts(), details, None, about=about, by=by, why=why)
        group.ended_at, group.ended_by, group.because, group.outcome = by.at, by.id, because.value, outcome
        group.next_meeting_on = None
    session.flush()


def of_the_case(session: Session, municipality_code: str, case_id: UUID) -> AdHocGroup:
    """The one that works, locked. Raises NoGroupIsAtWork."""
    query = (
        select(AdHocGroup)
        .where(
            AdHocGroup.municipality_code == municipality_code, AdHocGroup.case_id == case_id,
            AdHocGroup.state == State.WORKING.value,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )  # fmt: skip
    group = session.scalar(query)
    if group is None:
        raise NoGroupIsAtWork("Nedsæt den først.")
    return group


def _member(session: Session, group: AdHocGroup, member_id: UUID) -> GroupMember:
    found = next((one for one in in_it(session, group) if one.id == member_id), None)
    if found is None:
        raise NotFound(_NOT_IN_IT)
    return found


def _advance(
    session: Session,
    group: AdHocGroup,
    event: Event,
    facts: Facts,
    details: dict[str, str],
    reason: str | None,
    *,
    about: UUID,
    by: Caller,
    why: Why,
) -> None:
    history.advance(
        session, AD_HOC_GROUP, group, event, facts, by=by, why=why, about=about, case_id=group.case_id, reason=reason,
        details=details,
    )  # fmt: skip

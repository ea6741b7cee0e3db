"""The ad hoc group of a case: on what ground each member learns of the child, who sees it now, and when it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.access.policy import Resource
from app.caller import Caller, Why, system
from app.cases import sides
from app.cases.knowledge import DayHasPassed
from app.cases.models import Case
from app.cases.standing import section_115_stands, standing_of
from app.disclosures.service import Wanted, disclose, record_what_left, verdict_on
from app.errors import Conflict, NotFound, Unprocessable
from app.groups import service as groups
from app.groups.models import AdHocGroup, GroupMember
from app.groups.service import NewMember
from app.people.models import Person
from workflows.ad_hoc_group import Because, State, one_coordinates
from workflows.calendar import local_date
from workflows.casework import COORDINATOR_STATES
from workflows.casework import State as CaseState
from workflows.knowledge import PARTY_OF, SCOPE_OF, Source
from workflows.profile import Profile
from workflows.sharing import SOURCE_OF, DataKind, Ground, Purpose, Way

_ASKED = (DataKind.IDENTITY, DataKind.POLICE_CONTACT)
"""What somebody learns who is asked to take part."""
_SHARED = (DataKind.IDENTITY, DataKind.KNOWLEDGE)
"""What the members tell each other, and what they see of it."""


class NoGroupsHere(Conflict):
    """The municipality's profile has switched it off."""

    code = "not_used_here"
    title = "Det bruger kommunen ikke"


class NotWithTheCoordinator(Conflict):
    code = "not_with_the_coordinator"
    title = "Sagen er ikke på det forebyggende spor"


class OneCoordinates(Unprocessable):
    code = "one_coordinates"
    title = "Ét af medlemmerne koordinerer gruppen"


class InTheGroupAlready(Conflict):
    """One login, one member: whoever is let go would still be in it as the other."""

    code = "in_the_group_already"
    title = "Den bruger er allerede med i gruppen"


class MemberWithoutGround(Conflict):
    """``members`` are those of whom something is missing: their number, the reason and the paragraph."""

    code = "member_without_ground"
    title = "Et medlem kan ikke inddrages på det grundlag"


@dataclass(frozen=True, slots=True)
class Joined:
    """A group that somebody is in, and as whom."""

    group: AdHocGroup
    member: GroupMember
    case: Case
    child: Person


def set_up(
    session: Session,
    case: Case,
    subject: Person,
    *,
    task: str,
    members: Sequence[tuple[NewMember, bool]],
    next_meeting_on: date | None,
    profile: Profile,
    by: Caller,
    why: Why,
) -> AdHocGroup:
    """Each member with whether they coordinate.

    Raises NoGroupsHere, NotWithTheCoordinator, OneCoordinates, DayHasPassed, GroupIsAtWork, InTheGroupAlready,
    MemberWithoutGround and OnTheOtherSide.
    """
    if not profile.ad_hoc_groups.enabled:
        raise NoGroupsHere("Kommunen nedsætter ikke ad hoc-grupper. Det er besluttet i kommunens profil.")
    if CaseState(case.state) not in COORDINATOR_STATES:
        raise NotWithTheCoordinator("En ad hoc-gruppe nedsættes, når sagen er fordelt til det forebyggende spor.")
    if not one_coordinates([coordinates for _, coordinates in members]):
        raise OneCoordinates("Sæt coordinates på præcis ét af medlemmerne.")
    if next_meeting_on is not None and next_meeting_on < local_date(by.at):
        raise DayHasPassed("Vælg i dag eller en senere dag.")
    group = groups.set_up(session, case.id, subject.id, task=task, next_meeting_on=next_meeting_on, by=by, why=why)
    _ask(session, case, subject, group, [new for new, _ in members], profile=profile, by=by, why=why)
    for new, coordinates in members:
        groups.add(session, group, new, coordinates=coordinates, by=by)
    return group


def bring_in(
    session: Session,
    case: Case,
    subject: Person,
    group: AdHocGroup,
    new: NewMember,
    *,
    profile: Profile,
    by: Caller,
    why: Why,
) -> None:
    """Raises InTheGroupAlready, MemberWithoutGround, OnTheOtherSide and MoveRefused."""
    _ask(session, case, subject, group, [new], profile=profile, by=by, why=why)
    groups.bring_in(session, group, new, about=subject.id, by=by, why=why)


def meet(
    session: Session,
    case: Case,
    subject: Person,
    group: AdHocGroup,
    *,
    held_at: datetime,
    present: Sequence[UUID],
    agreed: str,
    next_meeting_on: date | None,
    profile: Profile,
    by: Caller,
    why: Why,
) -> None:
    """What was said at it has been said: the ledger has it of each who was present, whatever their ground is now.

    Raises NotFound, MoveRefused, and DayHasPassed when they are to meet again before they met.
    """
    if next_meeting_on is not None and next_meeting_on < local_date(held_at):
        raise DayHasPassed("Næste møde ligger efter det, der er holdt.")
    there = groups.meet(
        session, group, held_at=held_at, present=present, agreed=agreed, next_meeting_on=next_meeting_on,
        about=subject.id, by=by, why=why,
    )  # fmt: skip
    for one in there:
        wanted = _wanted(session, case, subject, group, _as_new(one), Way.GROUP, _SHARED, profile=profile, by=by)
        record_what_left(session, wanted, about=subject.id, case_id=case.id, by=by, why=why)


def shown_to(
    session: Session, case: Case, subject: Person, group: AdHocGroup, row: GroupMember, *, profile: Profile, by: Caller
) -> Wanted:
    """What it is to let a member see the group, as it is asked for and written down."""
    return _wanted(session, case, subject, group, _as_new(row), Way.GROUP, _SHARED, profile=profile, by=by)


def left_behind(session: Session, case: Case, *, by: Caller, why: Why) -> None:
    """The case is no longer what the group was set up around: its members have no need to know any more."""
    group = groups.at_work(session, case.municipality_code, case.id)
    if group is not None:
        acting = system(case.municipality_code, by.at)
        groups.end(session, group, Because.CASE_LEFT, None, about=case.person_id, by=acting, why=why)


def joined(session: Session, *, by: Caller, group_id: UUID | None = None, most: int = 200) -> list[Joined]:
    """The groups at work that ``by`` is in with a login, but on the other side of the incident; or that one."""
    query = (
        select(AdHocGroup, GroupMember, Case, Person)
        .join(
            GroupMember,
            and_(
                GroupMember.municipality_code == AdHocGroup.municipality_code, GroupMember.group_id == AdHocGroup.id
            ),
        )
        .join(Case, and_(Case.municipality_code == AdHocGroup.municipality_code, Case.id == AdHocGroup.case_id))
        .join(Person, and_(Person.municipality_code == Case.municipality_code, Person.id == Case.person_id))
        .where(
            AdHocGroup.municipality_code == by.municipality_code,
            AdHocGroup.state == State.WORKING.value,
            GroupMember.user_id == by.id,
            GroupMember.left_at.is_(None),
            ~sides.has_the_accused(Case, lambda column: column == by.id),
        )
        .order_by(AdHocGroup.set_up_at, AdHocGroup.id, GroupMember.coordinates.desc(), GroupMember.position)
        .limit(most)
    )  # fmt: skip
    if group_id is not None:
        query = query.where(AdHocGroup.id == group_id)
    found = [Joined(*row) for row in session.execute(query)]
    return list({one.group.id: one for one in reversed(found)}.values())[::-1]


def case_of(session: Session, group_id: UUID, *, by: Caller) -> UUID:
    """The case to be locked before it is asked whether ``by`` may: the ledger's row of the look holds the case too, and
    two who have looked would wait for each other. Raises NotFound.
    """
    case_id = session.scalar(
        select(AdHocGroup.case_id).where(
            AdHocGroup.municipality_code == by.municipality_code, AdHocGroup.id == group_id
        )
    )
    if case_id is None:
        raise NotFound()
    return case_id


def as_member(one: Joined) -> Resource:
    """The group as decide() sees it when one who was found to be in it asks."""
    return Resource(one.group.municipality_code, is_group=True, caller_coordinates=one.member.coordinates)


def _ask(
    session: Session,
    case: Case,
    subject: Person,
    group: AdHocGroup,
    members: Sequence[NewMember],
    *,
    profile: Profile,
    by: Caller,
    why: Why,
) -> None:
    """To ask somebody to take part is to tell them of the child: all are asked for their ground, or nobody is told."""
    logins = [one.user_id for one in groups.in_it(session, group) if one.user_id]
    logins += [one.user_id for one in members if one.user_id]
    if len(set(logins)) < len(logins):
        raise InTheGroupAlready("Skriv hver bruger ét sted.")
    missing, wanted = [], []
    for number, one in enumerate(members, start=1):
        if one.user_id is not None:
            sides.must_not_have_the_other_side(session, case, one.user_id)
        asked = _wanted(session, case, subject, group, one, Way.QUESTION, _ASKED, profile=profile, by=by)
        verdict = verdict_on(asked)
        if not verdict.allowed:
            missing.append({"number": number, "reason": verdict.reason.value, "source": SOURCE_OF[verdict.reason]})
        wanted.append(asked)
    if missing:
        said = " ".join(f"Medlem {one['number']}: grundlaget bærer det ikke, se {one['source']}." for one in missing)
        raise MemberWithoutGround(said, members=missing)
    for asked in wanted:
        disclose(session, asked, about=subject.id, case_id=case.id, by=by, why=why)


def _wanted(
    session: Session,
    case: Case,
    subject: Person,
    group: AdHocGroup,
    who: NewMember,
    way: Way,
    kinds: Sequence[DataKind],
    *,
    profile: Profile,
    by: Caller,
) -> Wanted:
    scope = SCOPE_OF.get(who.source) if who.ground is Ground.CONSENT else None
    consent = standing_of(session, case, subject, scope, who.institution or who.function, profile=profile, by=by)
    said = ", ".join(one for one in (who.function, who.institution, who.user_id) if one)
    return Wanted(
        way, kinds, PARTY_OF[who.source], said, Purpose.CRIME_PREVENTION, who.ground, who.necessity, consent,
        section_115_stands(case, profile, by.at), object_id=group.id,
    )  # fmt: skip


def _as_new(row: GroupMember) -> NewMember:
    return NewMember(
        Source(row.source),
        row.function,
        row.institution,
        row.name,
        row.user_id,
        Ground(row.ground),
        row.necessity or "",
    )

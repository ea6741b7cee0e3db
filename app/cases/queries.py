"""Selecting cases: the SQL twin of decide(), and the queue page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select, tuple_
from sqlalchemy.orm import Session

from app.access.policy import Action, Resource, decide, ever
from app.caller import Caller, Why
from app.cases import break_glass, sides
from app.cases.models import Case
from app.people.models import Person
from workflows.casework import State, Track
from workflows.roles import Role


def visible(by: Caller) -> ColumnElement[bool]:
    """The cases that decide() lets ``by`` read, as a condition. A test holds the two together."""
    own = Case.municipality_code == by.municipality_code
    if not ever(by.role, Action.BREAK_GLASS):
        return and_(own, _has_a_part_in(by))
    return and_(own, or_(_has_a_part_in(by), break_glass.is_broken(Case, by=by)))


def _has_a_part_in(by: Caller) -> ColumnElement[bool]:
    coordinators, authoritys = Case.track == Track.COORDINATOR.value, Case.track == Track.AUTHORITY.value
    at_the_meeting = Case.track.is_(None)
    match by.role:
        case Role.COORDINATOR:
            return or_(coordinators, at_the_meeting)
        case Role.TEAM_LEADER:
            return or_(authoritys, at_the_meeting)
        case Role.CASEWORKER:
            return and_(authoritys, Case.caseworker == by.id, ~sides.has_the_accused(Case, by.id))
        case Role.INTEGRATION:
            return and_(authoritys, Case.integration_client == by.id)
        case Role.LOCAL_LEADER:
            return and_(coordinators, Case.local_leader == by.id, ~sides.has_the_accused(Case, by.id))
    return false()


_OF_ONE_SIDE = frozenset({Role.CASEWORKER, Role.LOCAL_LEADER})


def resource_of(session: Session, case: Case, *, by: Caller) -> Resource:
    """The case as decide() sees it when ``by`` asks. Broken glass is looked for when nothing else lets them in."""
    one_sided = by.role in _OF_ONE_SIDE and by.id in (case.caseworker, case.local_leader)
    resource = replace(
        _by_its_row(case),
        caller_works_with_the_accused=one_sided and sides.works_with_the_accused(session, case, by.id),
    )
    if decide(by, Action.READ_CASE, resource).allowed:
        return resource
    return replace(resource, glass_broken_until=break_glass.standing_until(session, case, by=by))


def whys_listed(session: Session, listed: Sequence[Case], *, by: Caller) -> list[Why]:
    """Why each case that ``visible`` let through is ``by``'s to see; no question to the database for each of them."""
    broken = break_glass.broken_among(session, listed, by=by)
    resources = (resource_of(session, one, by=by) if one.id in broken else _by_its_row(one) for one in listed)
    return [decide(by, Action.READ_CASE, resource).why for resource in resources]


def _by_its_row(case: Case) -> Resource:
    return Resource(
        municipality_code=case.municipality_code,
        is_case=True,
        track=Track(case.track) if case.track else None,
        caseworker=case.caseworker,
        local_leader=case.local_leader,
        integration_client=case.integration_client,
    )


@dataclass(frozen=True, slots=True)
class Filters:
    state: State | None = None
    track: Track | None = None
    mine: bool = False
    overdue: bool = False


def page(
    session: Session, filters: Filters, after: tuple[datetime, UUID] | None, limit: int, *, by: Caller
) -> list[tuple[Case, Person]]:
    """``limit`` + 1 cases at most, those most urgent first; open ones unless a closing state is asked for."""
    query = (
        select(Case, Person)
        .join(Person, and_(Person.municipality_code == Case.municipality_code, Person.id == Case.person_id))
        .where(visible(by))
        .order_by(Case.due_at, Case.id)
        .limit(limit + 1)
    )
    if filters.state is None:
        query = query.where(Case.closed_at.is_(None))
    else:
        query = query.where(Case.state == filters.state.value)
    if filters.track is not None:
        query = query.where(Case.track == filters.track.value)
    if filters.mine:
        query = query.where(_mine(by))
    if filters.overdue:
        query = query.where(Case.closed_at.is_(None), Case.due_at <= by.at)
    if after is not None:
        query = query.where(tuple_(Case.due_at, Case.id) > after)
    return [(case, person) for case, person in session.execute(query)]


def _mine(by: Caller) -> ColumnElement[bool]:
    """What waits for the caller: their own cases, or for those with a track, the whole of it."""
    match by.role:
        case Role.COORDINATOR:
            return or_(Case.track == Track.COORDINATOR.value, Case.state == State.RECEIVED.value)
        case Role.TEAM_LEADER:
            return Case.state == State.WITH_TEAM_LEADER.value
    return or_(Case.caseworker == by.id, Case.integration_client == by.id, Case.local_leader == by.id)

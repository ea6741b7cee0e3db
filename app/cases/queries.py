"""Selecting cases: the SQL twin of decide()."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import Session

from app.access.policy import Action, Resource, decide, ever
from app.caller import Caller, Why
from app.cases import break_glass, covers, sides
from app.cases.models import Case
from workflows.casework import Track
from workflows.roles import Role


def visible(by: Caller) -> ColumnElement[bool]:
    """The cases that decide() lets ``by`` read, as a condition. A test holds the two together."""
    own = Case.municipality_code == by.municipality_code
    if not ever(by.role, Action.BREAK_GLASS):
        return and_(own, _has_a_part_in(by))
    return and_(own, or_(_has_a_part_in(by), break_glass.is_broken(Case, by=by)))


def theirs(by: Caller) -> ColumnElement[bool]:
    """The same without those behind broken glass, through which nothing is changed."""
    return and_(Case.municipality_code == by.municipality_code, _has_a_part_in(by))


def _has_a_part_in(by: Caller) -> ColumnElement[bool]:
    coordinators, authoritys = Case.track == Track.COORDINATOR.value, Case.track == Track.AUTHORITY.value
    at_the_meeting = Case.track.is_(None)
    match by.role:
        case Role.COORDINATOR:
            return or_(coordinators, at_the_meeting)
        case Role.TEAM_LEADER:
            return or_(authoritys, at_the_meeting)
        case Role.CASEWORKER:
            return and_(authoritys, _is_theirs(Case.caseworker, by), ~sides.has_the_accused(Case, _whose(by)))
        case Role.INTEGRATION:
            return and_(authoritys, Case.integration_client == by.id)
        case Role.LOCAL_LEADER:
            return and_(coordinators, _is_theirs(Case.local_leader, by), ~sides.has_the_accused(Case, _whose(by)))
    return false()


def _is_theirs(column: Any, by: Caller) -> ColumnElement[bool]:
    """That it is somebody's is said too: the indexes of whose cases are open have only those."""
    return and_(column.is_not(None), covers.is_of(column, by=by))


def _whose(by: Caller) -> sides.Whose:
    """Theirs, and of those they stand in for."""
    return lambda column: covers.is_of(column, by=by)


_OF_ONE_SIDE = frozenset({Role.CASEWORKER, Role.LOCAL_LEADER})


def resource_of(session: Session, case: Case, *, by: Caller) -> Resource:
    """The case as decide() sees it when ``by`` asks. Broken glass is looked for when nothing else lets them in."""
    one_sided = by.role in _OF_ONE_SIDE
    covered = covers.covered_by(session, by=by) if one_sided else frozenset()
    theirs = one_sided and not {case.caseworker, case.local_leader}.isdisjoint({by.id, *covered})
    resource = replace(
        _by_its_row(case),
        caller_stands_in_for=covered,
        caller_works_with_the_accused=theirs and sides.works_with_the_accused(session, case, _whose(by)),
    )
    if decide(by, Action.READ_CASE, resource).allowed:
        return resource
    return replace(resource, glass_broken_until=break_glass.standing_until(session, case, by=by))


def as_participant(case: Case) -> Resource:
    """The case as decide() sees it when a participant asks, who was found among those that may see the plan."""
    return replace(_by_its_row(case), caller_takes_part=True)


def whys_listed(session: Session, listed: Sequence[Case], *, by: Caller) -> list[Why]:
    """Why each case that ``visible`` let through is ``by``'s to see; no question to the database for each of them."""
    broken = break_glass.broken_among(session, listed, by=by)
    covered = covers.covered_by(session, by=by) if by.role in _OF_ONE_SIDE else frozenset()
    resources = (
        resource_of(session, one, by=by)
        if one.id in broken
        else replace(_by_its_row(one), caller_stands_in_for=covered)
        for one in listed
    )
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

"""The lists that somebody works from: one's own, the team's, what is late, what is due, and what waits for others."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import covers, queries
from app.cases.models import Case, Knowledge
from app.consents.models import Consent
from app.fields import Flag, Request
from app.people.models import Person
from workflows.calendar import COPENHAGEN, IsoWeek, local_date
from workflows.casework import CASEWORK, COORDINATOR_STATES, State, Track
from workflows.consent import State as Consented
from workflows.roles import Role
from workflows.work import AWAITED_BY, SOURCE_OF, Awaited


class Filters(Request):
    """The terms of a list of cases; all that are given hold. No words of anybody's are among them."""

    state: State | None = None
    track: Track | None = None
    mine: Flag = False
    unassigned: Flag = False
    overdue: Flag = False
    due_this_week: Flag = False
    new_incident: Flag = False
    waits_for: Awaited | None = None


LISTS: Mapping[str, Filters] = {
    "open": Filters(),
    "unassigned": Filters(unassigned=True),
    "overdue": Filters(overdue=True),
    "due_this_week": Filters(due_this_week=True),
    "new_incident": Filters(new_incident=True),
}
"""Those that everybody has, beside one for each whom a case can wait for."""


class Listed(NamedTuple):
    case: Case
    person: Person
    waits_for: frozenset[Awaited]


class Counted(NamedTuple):
    """How many of a list are the caller's, and how many they see at all."""

    mine: int
    all: int


def page(
    session: Session, filters: Filters, after: tuple[datetime, UUID] | None, limit: int, *, by: Caller
) -> list[Listed]:
    """``limit`` + 1 cases at most, those most urgent first; open ones unless a closing state is asked for."""
    wanted = [meets(filters, by=by)]
    if after is not None:
        wanted.append(tuple_(Case.due_at, Case.id) > after)
    return listed(session, wanted, [Case.due_at, Case.id], limit, by=by)


def listed(
    session: Session,
    wanted: Sequence[ColumnElement[bool]],
    order: Sequence[SQLColumnExpression[Any]],
    limit: int,
    *,
    by: Caller,
) -> list[Listed]:
    """``limit`` + 1 at most of the cases that ``by`` may see."""
    awaited = sorted(AWAITED_BY.get(by.role, frozenset()))
    query = (
        select(Case, Person, *(waits_for(one, by=by) for one in awaited))
        .join(Person, and_(Person.municipality_code == Case.municipality_code, Person.id == Case.person_id))
        .where(queries.visible(by), *wanted)
        .order_by(*order)
        .limit(limit + 1)
    )
    return [
        Listed(case, person, frozenset(one for one, waits in zip(awaited, rest, strict=True) if waits))
        for case, person, *rest in session.execute(query)
    ]


def counts(session: Session, lists: Sequence[Filters], *, by: Caller) -> list[Counted]:
    """Of each list, all in one question to the database."""
    if not lists:
        return []
    on = [meets(one, by=by).label(f"on_{place}") for place, one in enumerate(lists)]
    states = {one.state for one in lists}
    # Each is asked of a case once (so "offset"), and then counted twice; cases that can be on none are not read.
    each = (
        select(_mine(by).label("is_mine"), *on)
        .where(queries.visible(by), or_(*(_in_state(one) for one in states)))
        .offset(0)
        .subquery()
    )
    columns = [
        func.count().filter(condition)
        for place in range(len(lists))
        for condition in (and_(each.c[f"on_{place}"], each.c.is_mine), each.c[f"on_{place}"])
    ]
    found = session.execute(select(*columns).select_from(each)).one()
    return [Counted(*found[at : at + 2]) for at in range(0, len(found), 2)]


def meets(filters: Filters, *, by: Caller) -> ColumnElement[bool]:
    """Whether a case is on the list, as a condition."""
    is_open = Case.closed_at.is_(None)
    wanted: list[ColumnElement[bool]] = [_in_state(filters.state)]
    if filters.track is not None:
        wanted.append(Case.track == filters.track.value)
    if filters.mine:
        wanted.append(_mine(by))
    if filters.unassigned:
        wanted += [is_open, Case.responsible.is_(None), Case.state != State.RECEIVED.value]
    if filters.overdue:
        wanted += [is_open, Case.due_at <= by.at]
    if filters.due_this_week:
        wanted += [is_open, Case.due_at > by.at, Case.due_at <= _end_of_week(by.at)]
    if filters.new_incident:
        wanted.append(Case.incident_awaits_reassessment.is_(True))
    if filters.waits_for is not None:
        wanted.append(waits_for(filters.waits_for, by=by))
    return and_(*wanted)


def _in_state(state: State | None) -> ColumnElement[bool]:
    """In none in particular: open."""
    return Case.closed_at.is_(None) if state is None else Case.state == state.value


def waits_for(who: Awaited, *, by: Caller) -> ColumnElement[bool]:
    """Whether an open case waits for them; never, where the caller's role is not told so."""
    if who not in AWAITED_BY.get(by.role, frozenset()):
        return false()
    is_open = Case.closed_at.is_(None)
    match who:
        case Awaited.FAMILY:
            return and_(is_open, or_(_consent_is_asked(), _question_is_asked(who) if _asks(by) else false()))
        case Awaited.CASEWORKER:
            return Case.state.in_(
                [state.value for state, one in CASEWORK.waits.items() if one.owner == Role.CASEWORKER]
            )
        case Awaited.HANDOVER_MEETING:
            return and_(is_open, Case.entries_awaiting_decision > 0)
        case Awaited.OTHER_MUNICIPALITY:
            return and_(is_open, Case.offered_to.is_not(None))
    return _question_is_asked(who)


def _asks(by: Caller) -> bool:
    """What was asked of whom is the coordinator's own work."""
    return SOURCE_OF.keys() <= AWAITED_BY.get(by.role, frozenset())


def _consent_is_asked() -> ColumnElement[bool]:
    return exists().where(
        Consent.municipality_code == Case.municipality_code,
        Consent.case_id == Case.id,
        Consent.state == Consented.ASKED.value,
    )


def _question_is_asked(who: Awaited) -> ColumnElement[bool]:
    return and_(
        Case.state.in_([state.value for state in COORDINATOR_STATES]),
        exists().where(
            Knowledge.municipality_code == Case.municipality_code,
            Knowledge.case_id == Case.id,
            Knowledge.source == SOURCE_OF[who].value,
            Knowledge.outcome.is_(None),
        ),
    )


def _end_of_week(at: datetime) -> datetime:
    following = IsoWeek.of(local_date(at)).monday + timedelta(days=7)
    return datetime.combine(following, time(), COPENHAGEN)


def _mine(by: Caller) -> ColumnElement[bool]:
    """What waits for the caller, or for one they stand in for. Of a track, what nobody has is everybody's."""
    theirs = covers.is_of(Case.responsible, by=by)
    match by.role:
        case Role.COORDINATOR:
            nobodys_or_theirs = or_(Case.responsible.is_(None), theirs)
            return or_(
                and_(Case.track == Track.COORDINATOR.value, nobodys_or_theirs), Case.state == State.RECEIVED.value
            )
        case Role.TEAM_LEADER:
            nobodys = and_(Case.responsible.is_(None), Case.state == State.WITH_TEAM_LEADER.value)
            return and_(Case.track == Track.AUTHORITY.value, or_(nobodys, theirs))
        case Role.CASEWORKER:
            return covers.is_of(Case.caseworker, by=by)
        case Role.LOCAL_LEADER:
            return covers.is_of(Case.local_leader, by=by)
        case Role.INTEGRATION:
            return Case.integration_client == by.id
    return false()

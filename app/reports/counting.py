"""Counting in the database: each figure one question, whose answer names nobody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, case, cast, func, or_, select, true
from sqlalchemy.orm import Session

from app.caller import Caller
from app.cases import queries
from app.cases.models import Case, Placement
from app.lists.entries import on_the_agenda_or_own
from app.lists.models import HandoverList, ListEntry
from app.obligations.models import Obligation
from workflows.calendar import COPENHAGEN, IsoWeek
from workflows.casework import State, Track
from workflows.figures import AGE_BANDS, AgeBand, opened_since
from workflows.incidents import LIST_ROLES, IncidentRole
from workflows.informing import SATISFIED
from workflows.informing import State as Informed
from workflows.routing import Decision

_TO_A_TRACK = (Decision.TO_COORDINATOR.value, Decision.TO_TEAM_LEADER.value)
_ROLES = tuple(role.value for role in LIST_ROLES)
_OWED = tuple(state.value for state in (Informed.DUE, Informed.DELIVERY_FAILED))


@dataclass(frozen=True, slots=True)
class OpenCase:
    """What an open case is counted by."""

    state: State
    band: AgeBand
    overdue: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """On which scale, and which of its steps; both None of a case that is on no step."""

    scale_version: str | None
    level: int | None


@dataclass(frozen=True, slots=True)
class Telling:
    """Children on one week's lists. The days are from the list to the first of the family who was told."""

    told: int = 0
    not_told: int = 0
    median: float | None = None
    p90: float | None = None


def open_cases(session: Session, *, whole: bool, by: Caller) -> Counter[OpenCase]:
    ages = [
        (Case.opened_at >= since, place) for place, band in enumerate(AGE_BANDS) if (since := opened_since(band, by.at))
    ]
    band = case(*ages, else_=len(AGE_BANDS) - 1).label("band")
    overdue = (Case.due_at <= by.at).label("overdue")
    query = (
        select(Case.state, band, overdue, func.count())
        .where(_counted(whole=whole, by=by), Case.closed_at.is_(None))
        .group_by(Case.state, band, overdue)
    )
    found: Counter[OpenCase] = Counter()
    for state, place, is_overdue, count in session.execute(query):
        found[OpenCase(State(state), AGE_BANDS[place], is_overdue)] += count
    return found


def placed(session: Session, *, whole: bool, by: Caller) -> Counter[Placed]:
    """Open cases on the coordinator's track, by the newest placement of each: looked up for those, not for all that
    ever were.
    """
    newest = (
        select(Placement.scale_version, Placement.step)
        .where(Placement.municipality_code == by.municipality_code, Placement.case_id == Case.id)
        .order_by(Placement.at.desc(), Placement.id.desc())
        .limit(1)
        .lateral("newest")
    )
    query = (
        select(newest.c.scale_version, newest.c.step, func.count())
        .select_from(Case)
        .outerjoin(newest, true())
        .where(_counted(whole=whole, by=by), Case.closed_at.is_(None), Case.track == Track.COORDINATOR.value)
        .group_by(newest.c.scale_version, newest.c.step)
    )
    return Counter({Placed(version, level): count for version, level, count in session.execute(query)})


def entries(
    session: Session, weeks: Sequence[IsoWeek], *, whole: bool, by: Caller
) -> Counter[tuple[IsoWeek, IncidentRole]]:
    """Those that stand: what an amended list has replaced counts once, as it is now."""
    query = (
        _entries(select(HandoverList.week, ListEntry.role, func.count()), weeks, whole=whole, by=by)
        .where(ListEntry.superseded_by.is_(None))
        .group_by(HandoverList.week, ListEntry.role)
    )
    return Counter({(IsoWeek.parse(week), IncidentRole(role)): count for week, role, count in session.execute(query)})


def telling(session: Session, weeks: Sequence[IsoWeek], *, whole: bool, by: Caller) -> Mapping[IsoWeek, Telling]:
    """A child is counted once a week: from the first of its entries that was received, to the first telling of one
    that was given to a track. What was told before that was of something else.
    """
    stands = ListEntry.superseded_by.is_(None)
    given = and_(stands, ListEntry.decision.in_(_TO_A_TRACK))
    undecided = and_(stands, ListEntry.decision.is_(None))
    child = func.coalesce(ListEntry.case_id, ListEntry.id)
    # The open ones are few, and looked through once; each entry's own case would be looked up for each.
    is_open = Case.closed_at.is_(None)
    opens = select(Case.id).where(Case.municipality_code == by.municipality_code, is_open).subquery("opens")
    columns = select(
        HandoverList.week.label("week"),
        child.label("case_id"),
        func.min(ListEntry.received_at).label("received_at"),
        func.min(ListEntry.decided_at).filter(given).label("given_at"),
        func.bool_or(or_(ListEntry.case_id.is_(None), opens.c.id.is_not(None))).label("is_open"),
    )
    children = (
        _entries(columns, weeks, whole=whole, by=by)
        .outerjoin(opens, opens.c.id == ListEntry.case_id)
        .group_by(HandoverList.week, child)
        .having(func.bool_or(or_(given, undecided)))
        .cte("children")
    )
    family = _told(children.c.case_id, children.c.given_at, by)
    told_at = family.c.told_at
    each = (
        select(
            children.c.week,
            # Of a child that nobody was told about there are none: greatest() would make a number of no number.
            case((told_at.is_not(None), func.greatest(_day(told_at) - _day(children.c.received_at), 0))).label("days"),
            and_(children.c.is_open, ~family.c.is_exempt).label("is_owed"),
        )
        .select_from(children)
        .join(family, true())
        .cte("each")
        .prefix_with("materialized")  # else the days are counted anew wherever they are named
    )
    days, was_told = each.c.days, each.c.days.is_not(None)
    query = select(
        each.c.week,
        func.count().filter(was_told),
        func.count().filter(~was_told, each.c.is_owed),
        func.percentile_cont(0.5).within_group(days).filter(was_told),
        func.percentile_cont(0.9).within_group(days).filter(was_told),
    ).group_by(each.c.week)
    return {IsoWeek.parse(week): Telling(*measured) for week, *measured in session.execute(query)}


def _told(case_id: ColumnElement[object], given_at: ColumnElement[object], by: Caller) -> Any:
    """Of one child's case, in one look at what was owed in it: when the first of the family was told (``told_at``), and
    whether somebody wrote why nobody is told, and nobody else is to be told (``is_exempt``). What was met before the
    incident was given was about something else.
    """
    met = and_(Obligation.state.in_(state.value for state in SATISFIED), Obligation.settled_at >= given_at)
    told = and_(met, Obligation.state == Informed.TOLD.value)
    any_met = func.coalesce(func.bool_or(met), False)
    any_owed = func.coalesce(func.bool_or(Obligation.state.in_(_OWED)), False)
    return (
        select(
            func.min(Obligation.told_at).filter(told).label("told_at"),
            and_(any_met, ~any_owed).label("is_exempt"),
        )
        .where(Obligation.municipality_code == by.municipality_code, Obligation.case_id == case_id)
        .lateral("family")
    )


def _entries(columns: Any, weeks: Sequence[IsoWeek], *, whole: bool, by: Caller) -> Any:
    """Of the police's lists of these weeks, and of what they told at the meeting; a concern comes by no list."""
    query = (
        columns.select_from(ListEntry)
        .join(
            HandoverList,
            and_(HandoverList.municipality_code == ListEntry.municipality_code, HandoverList.id == ListEntry.list_id),
        )
        .where(
            ListEntry.municipality_code == by.municipality_code,
            ListEntry.role.in_(_ROLES),
            HandoverList.week.in_([str(week) for week in weeks]),
        )
    )
    if whole:
        return query
    of_it = and_(Case.municipality_code == ListEntry.municipality_code, Case.id == ListEntry.case_id)
    return query.outerjoin(Case, of_it).where(on_the_agenda_or_own(by))


def _counted(*, whole: bool, by: Caller) -> ColumnElement[bool]:
    """The cases that are counted: the whole municipality's, or those that the caller may see without breaking glass."""
    return Case.municipality_code == by.municipality_code if whole else queries.theirs(by)


def _day(instant: ColumnElement[object]) -> ColumnElement[object]:
    """The date in Copenhagen; the difference of two is whole days."""
    return cast(func.timezone(COPENHAGEN.key, instant), Date)

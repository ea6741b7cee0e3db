"""Midnight by midnight over the odd days of the year, with the clock set back at each: no deadline is lost or doubled.

At every midnight, and the second before it, children come; of those who were there two turn 15 and 18 as it strikes.
"""

from calendar import isleap
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import Any

import psycopg

from app.worker import follow_each_birthday, watch_deadlines
from tests.caller import Service
from tests.cases.stations import at, type_in
from tests.drill.form import times
from tests.drill.reporting import Tell
from tests.handover import enter_custody_holder, give
from workflows.calendar import COPENHAGEN

_ODD = (
    date(2026, 12, 28),
    date(2027, 3, 1),
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2028, 2, 29),
    date(2028, 3, 1),
)
"""Week 53 of 2026, who was born on 29 February, both nights the clock changes, and 29 February itself."""
_AROUND = times(0, 6)
_LONG_BEFORE = timedelta(days=30)
"""Who must be told is asked of the last day on which they should be: it is not near a birthday."""
_THIRTEEN = date(2013, 6, 5)
_SECOND, _HOUR = timedelta(seconds=1), timedelta(hours=1)
_LATE = """
    select d.kind, d.target_at, d.fatal_at, array_agg((s.kind, s.at)::text order by s.kind)
    from deadlines d left join signals s
        on (s.municipality_code, s.deadline_id) = (d.municipality_code, d.id)
    where d.met_at is null group by d.municipality_code, d.id, d.kind, d.target_at, d.fatal_at
    having count(s.id) <> 2
        or not bool_and(s.at = case s.kind when 'reminder' then d.target_at else d.fatal_at end)
"""
_MOMENTS = "select unnest(array[target_at, fatal_at]) from deadlines where met_at is null"


def test_no_deadline_is_lost_or_doubled_on_the_odd_days(service: Service, url: str, tell: Tell) -> None:
    days = {day + timedelta(days=by) for day in _ODD for by in range(-_AROUND, _AROUND + 1)}
    agenda = [_midnight(day) for day in sorted(days)]
    done, turned = set[datetime](), 0
    _come(service, agenda[0] - _LONG_BEFORE, [birth for day in days for birth in _births(day)])
    with psycopg.connect(url, autocommit=True) as owner:
        agenda = sorted({*agenda, *_moments(owner)})
        while agenda:
            midnight = heappop(agenda)
            if midnight in done:
                continue
            done.add(midnight)
            day = midnight.astimezone(COPENHAGEN).date()
            births = _births(day) if day in days else []
            if day in days:
                _come(service, midnight - _SECOND, [_THIRTEEN])
            for moment in (midnight - _HOUR, midnight - _SECOND):
                assert _look(service, moment) == 0, (moment, "nothing happens before its midnight")
            if day in days:
                _come(service, midnight, [_THIRTEEN])
            changed = _look(service, midnight)
            assert changed == len(births), (day, births)
            turned += changed
            for moment in (midnight - _HOUR, midnight):
                assert _look(service, moment) == 0, (moment, "and never twice")
            for moment in _moments(owner):
                heappush(agenda, moment)
        assert owner.execute(_LATE).fetchall() == [], "each one reminder and one escalation, at its midnight"
        (deadlines,) = owner.execute("select count(*) from deadlines where met_at is null").fetchone() or (0,)
    assert deadlines
    tell("15", "midnights around week 53, both changes of the clock and 29 February, each met twice", len(done))
    tell("15", "deadlines that passed, each with one reminder and one escalation at its midnight", deadlines)
    tell("15", "deadlines lost or doubled, or signalled at another moment", 0, at_most=0)
    tell("15", "children who turned 15 or 18 at such a midnight, followed there and once", turned)


def _moments(owner: psycopg.Connection[Any]) -> list[datetime]:
    """When the deadlines that run will pass: at midnights."""
    found = [moment.astimezone(UTC) for (moment,) in owner.execute(_MOMENTS)]
    assert {moment.astimezone(COPENHAGEN).time() for moment in found} <= {time()}
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COPENHAGEN).astimezone(UTC)


def _births(day: date) -> list[date]:
    """Of those who turn 15 or 18 as that day begins."""
    found = []
    for year in (day.year - 15, day.year - 18):
        if (day.month, day.day) != (2, 29) or isleap(year):
            found.append(day.replace(year=year))
        if (day.month, day.day) == (3, 1) and isleap(year) and not isleap(day.year):
            found.append(date(year, 2, 29))
    return found


def _come(service: Service, moment: datetime, births: list[date]) -> None:
    """One whose case stays with the meeting, and those whose family is to be told."""
    coordinator = at(service, moment.isoformat()).coordinator
    type_in(coordinator)
    for birth in births:
        case_id = give(coordinator, type_in(coordinator, birth_date=birth.isoformat()), "to_coordinator")
        enter_custody_holder(coordinator, case_id)


def _look(service: Service, moment: datetime) -> int:
    """What the worker does by the clock; gives how many young people it followed."""
    followed = follow_each_birthday(service.workers_database, lambda: moment)
    watch_deadlines(service.workers_database, lambda: moment)
    return followed

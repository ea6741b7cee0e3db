"""Time as the process counts it: Copenhagen dates, ISO weeks, Danish working days, ages and terms.

Every instant comes in as an argument and must know its time zone; a naive one raises ValueError,
for it would be read in the machine's own zone.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

import holidays
from pydantic import BaseModel, ConfigDict, Field, model_validator

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_ISO_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_A_LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True, order=True)
class IsoWeek:
    """A week by ISO 8601. Raises ValueError for week 53 in a year that has only 52."""

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 7)

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the written form, ``2026-W47``. Raises ValueError for anything else."""
        if (match := _ISO_WEEK.fullmatch(text)) is None:
            raise ValueError("a week is written as 2026-W47")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 7)

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.number:02}"


class MonthDay(NamedTuple):
    """A day that comes back every year, as a municipality's own closed days do."""

    month: int
    day: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the written form, ``12-24``. Raises ValueError when no year has that day."""
        if (match := _MONTH_DAY.fullmatch(text)) is None:
            raise ValueError("a day of the year is written as 12-24, the month first")
        day = date(_A_LEAP_YEAR, int(match[1]), int(match[2]))
        return cls(day.month, day.day)


class Term(BaseModel):
    """How long something may take: ``target`` is when it should be done, ``fatal`` when it must be.

    Days are whole days after the day it began, the first day being the next one that counts. Hours are counted from
    the instant itself, at night and on holidays too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: int = Field(ge=1, le=3660)
    fatal: int = Field(ge=1, le=3660)
    unit: Literal["working_days", "calendar_days", "hours"]

    @model_validator(mode="after")
    def _target_comes_first(self) -> Self:
        if self.fatal < self.target:
            raise ValueError("the fatal date may not come before the target")
        return self


@dataclass(frozen=True, slots=True)
class Due:
    """The two instants of a deadline, in UTC: each is the midnight that ends its last day in Copenhagen, but for a
    term in hours.
    """

    target: datetime
    fatal: datetime


def local_date(instant: datetime) -> date:
    """The date in Copenhagen at that instant."""
    if instant.utcoffset() is None:
        raise ValueError("an instant must know its time zone")
    return instant.astimezone(COPENHAGEN).date()


def age_on(birth_date: date, day: date) -> int:
    """Age in whole years. Whoever is born on 29 February turns a year older on 1 March in other years.

    Raises ValueError for a day before the birth.
    """
    if day < birth_date:
        raise ValueError("the day lies before the birth")
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def is_working_day(day: date, closed_days: Collection[MonthDay] = ()) -> bool:
    """Not a weekend, not a public holiday in Denmark, and not one of the municipality's closed days."""
    if day.weekday() >= _SATURDAY or day in _public_holidays(day.year):
        return False
    return MonthDay(day.month, day.day) not in closed_days


def end_of_working_day_after(instant: datetime, days: int, closed_days: Collection[MonthDay] = ()) -> datetime:
    """The end, in UTC, of the ``days``-th working day after the instant's date in Copenhagen."""
    _must_count_forward(days)
    day = local_date(instant)
    for _ in range(days):
        day += _ONE_DAY
        while not is_working_day(day, closed_days):
            day += _ONE_DAY
    return _end_of(day)


def end_of_day_after(instant: datetime, days: int) -> datetime:
    """The end, in UTC, of the ``days``-th day after the instant's date in Copenhagen."""
    _must_count_forward(days)
    return _end_of(local_date(instant) + timedelta(days=days))


def due(start: datetime, term: Term, closed_days: Collection[MonthDay] = ()) -> Due:
    """When something that began at ``start`` should be done, and when it must be."""
    if term.unit == "hours":
        begun = start.astimezone(UTC)
        return Due(begun + timedelta(hours=term.target), begun + timedelta(hours=term.fatal))
    if term.unit == "calendar_days":
        return Due(end_of_day_after(start, term.target), end_of_day_after(start, term.fatal))
    return Due(
        end_of_working_day_after(start, term.target, closed_days),
        end_of_working_day_after(start, term.fatal, closed_days),
    )


def due_on(day: date, term: Term, closed_days: Collection[MonthDay] = ()) -> Due:
    """When something should be done that is to be done on ``day``, and when it must be: as long after it as the
    ``term`` gives between its two dates.
    """
    target = _end_of(day)
    more = term.fatal - term.target
    if more == 0:
        return Due(target, target)
    if term.unit == "hours":
        return Due(target, target + timedelta(hours=more))
    last = last_day_of(target)
    noon = datetime.combine(last, time(12), COPENHAGEN)
    if term.unit == "calendar_days":
        return Due(target, end_of_day_after(noon, more))
    return Due(target, end_of_working_day_after(noon, more, closed_days))


def last_day_of(end: datetime) -> date:
    """The day that ends at ``end``, an instant of a Due: the date to write in a letter or on a screen."""
    return local_date(end - timedelta(microseconds=1))


def _end_of(day: date) -> datetime:
    """Midnight in Copenhagen, so that a day of 23 or 25 hours ends where the clock on the wall says."""
    return datetime.combine(day + _ONE_DAY, time(), COPENHAGEN).astimezone(UTC)


def _must_count_forward(days: int) -> None:
    if days < 1:
        raise ValueError("a term is at least one day")


@cache
def _public_holidays(year: int) -> frozenset[date]:
    """Public holidays by law; store bededag is among them up to 2023 (abolished by lov nr. 214 of 2023)."""
    return frozenset(holidays.country_holidays("DK", years=year))

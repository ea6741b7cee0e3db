"""When the handover meeting is: a weekday and a time, moved within its week where the offices are shut.

Source: Fredericia, the coordinator's tasks ("Indkalde til SSP overleveringsmøder hver uge"); Slagelse's weekly list.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator

from workflows.calendar import COPENHAGEN, IsoWeek, MonthDay, is_working_day
from workflows.roles import Role

_ONE_WEEK = timedelta(weeks=1)
MAY_TAKE_PART = frozenset({Role.POLICE, Role.TEAM_LEADER, Role.COORDINATOR, Role.CASEWORKER})
"""The first three by Fredericia's concept; the caseworker goes through the list with the consultant in Faxe."""


class Weekday(StrEnum):
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"


class MeetingTerms(BaseModel):
    """What a municipality decides about its handover meetings. Times are the clock's on the wall in Copenhagen.

    ``list_due_days``: so many working days before the meeting the list is to have come, by ``list_due_at``.
    ``parties``: for whom everything on the list is; who else takes part is a guest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    called_by_itself: bool
    weekday: Weekday
    at: time
    every_weeks: int = Field(ge=1, le=8)
    weeks_ahead: int = Field(ge=1, le=26)
    list_due_days: int = Field(ge=0, le=5)
    list_due_at: time
    parties: frozenset[Role]

    @field_validator("at", "list_due_at")
    @classmethod
    def _is_on_the_wall(cls, at: time) -> time:
        if at.tzinfo is not None:
            raise ValueError("a time of day has no time zone: it is Copenhagen's")
        return at

    @field_validator("parties")
    @classmethod
    def _are_known_parties(cls, parties: frozenset[Role]) -> frozenset[Role]:
        if not {Role.COORDINATOR, Role.TEAM_LEADER} <= parties <= MAY_TAKE_PART:
            raise ValueError("names the coordinator, the team leader and at most the police and caseworkers beside")
        return parties


@dataclass(frozen=True, slots=True)
class Planned:
    """One meeting of the rhythm. ``moved`` says that its usual day is one on which nobody meets."""

    week: IsoWeek
    day: date
    starts_at: datetime
    list_due_at: datetime
    moved: bool


def usual_day(week: IsoWeek, terms: MeetingTerms) -> date:
    return week.monday + timedelta(days=list(Weekday).index(terms.weekday))


def is_a_meeting_week(week: IsoWeek, terms: MeetingTerms) -> bool:
    """Every so many weeks, counted through the years: a year of 53 weeks does not put it out of step."""
    return (week.monday.toordinal() // 7) % terms.every_weeks == 0


def meeting_day(week: IsoWeek, terms: MeetingTerms, closed_days: Collection[MonthDay] = ()) -> date | None:
    """The usual day; else the first working day after it in the same week, else the last before it.

    None in a week without a working day: what is on the list then waits for the next meeting.
    """
    usual = usual_day(week, terms)
    days = [week.monday + timedelta(days=number) for number in range(5)]
    open_days = [day for day in days if is_working_day(day, closed_days)]
    later = [day for day in open_days if day >= usual]
    return next(iter(later), None) or next(reversed(open_days), None)


def planned(week: IsoWeek, terms: MeetingTerms, closed_days: Collection[MonthDay] = ()) -> Planned | None:
    """The week's meeting; None when it has none."""
    day = meeting_day(week, terms, closed_days) if is_a_meeting_week(week, terms) else None
    if day is None:
        return None
    due = list_due(day, terms, closed_days)
    return Planned(week, day, _instant(day, terms.at), due, day != usual_day(week, terms))


def planned_from(
    at: datetime, weeks: int, terms: MeetingTerms, closed_days: Collection[MonthDay] = ()
) -> Iterator[Planned]:
    """Those of this week and the ``weeks`` after it that have not begun at the instant ``at``."""
    monday = IsoWeek.of(at.astimezone(COPENHAGEN).date()).monday
    for number in range(weeks + 1):
        found = planned(IsoWeek.of(monday + number * _ONE_WEEK), terms, closed_days)
        if found is not None and found.starts_at > at:
            yield found


def list_due(day: date, terms: MeetingTerms, closed_days: Collection[MonthDay] = ()) -> datetime:
    """When the list for the meeting on ``day`` is to have come; it may be in the week before."""
    for _ in range(terms.list_due_days):
        day -= timedelta(days=1)
        while not is_working_day(day, closed_days):
            day -= timedelta(days=1)
    return _instant(day, terms.list_due_at)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, COPENHAGEN).astimezone(UTC)

"""When the meetings are: a property over many years, and the weeks that holidays break."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workflows.calendar import COPENHAGEN, IsoWeek, MonthDay, is_working_day
from workflows.profile import all_profiles, profile_for
from workflows.rhythm import MeetingTerms, Weekday, list_due, meeting_day, planned, planned_from, usual_day

EVES = (MonthDay(6, 5), MonthDay(12, 24), MonthDay(12, 31))


def terms(**more: object) -> MeetingTerms:
    usual = profile_for("607").meetings.model_dump()
    return MeetingTerms.model_validate(usual | more)


@given(
    year=st.integers(2024, 2045), weekday=st.sampled_from(Weekday), at=st.times().map(lambda t: t.replace(tzinfo=None)),
    every=st.integers(1, 4), due_days=st.integers(0, 5), due_at=st.times(time(8), time(16)),
)  # fmt: skip
def test_a_year_of_meetings_has_one_a_week_on_a_day_that_somebody_works(
    year: int, weekday: Weekday, at: time, every: int, due_days: int, due_at: time
) -> None:
    own = terms(weekday=weekday, at=at, every_weeks=every, list_due_days=due_days, list_due_at=due_at)
    start = datetime(year, 1, 1, tzinfo=UTC)
    found = list(planned_from(start, 52, own, EVES))
    assert len({str(one.week) for one in found}) == len(found), "one a week"
    assert abs(len(found) - 53 / every) <= 1, "and no week without, for none is all holidays"
    for one in found:
        assert is_working_day(one.day, EVES)
        assert IsoWeek.of(one.day) == one.week, "moved within its week"
        wall = one.starts_at.astimezone(COPENHAGEN)
        # In the hour that the clock skips in spring there is no such time; that is on a Sunday, and nobody meets.
        assert (wall.date(), wall.time()) == (one.day, at)
        assert one.moved is (one.day != usual_day(one.week, own))
        if not one.moved:
            assert one.day.weekday() == list(Weekday).index(weekday)
        else:
            assert not is_working_day(usual_day(one.week, own), EVES), "never moved without a holiday"
        due = one.list_due_at.astimezone(COPENHAGEN)
        assert is_working_day(due.date(), EVES)
        assert due.date() <= one.day
        assert (
            sum(is_working_day(due.date() + timedelta(days=n + 1), EVES) for n in range((one.day - due.date()).days))
            == due_days
        )
    for earlier, later in pairwise(found):
        assert timedelta(days=3) <= later.day - earlier.day
        assert later.week.monday - earlier.week.monday == timedelta(weeks=every), "also over a year of 53 weeks"


@pytest.mark.parametrize("profile", all_profiles(), ids=lambda profile: profile.name)
def test_each_profile_meets_every_week_of_its_year(profile: object) -> None:
    own = profile_for(profile.municipality_code)  # type: ignore[attr-defined]  # a profile
    found = list(planned_from(datetime(2025, 12, 29, tzinfo=UTC), 52, own.meetings, own.closed_days))
    assert len(found) == 53, "2026 has 53 weeks"


@pytest.mark.parametrize(
    ("week", "weekday", "day"),
    [
        ("2026-W47", "tuesday", date(2026, 11, 17)),
        ("2026-W15", "monday", date(2026, 4, 7)),  # Easter Monday: the day after
        ("2026-W14", "friday", date(2026, 4, 1)),  # Good Friday, and Maundy Thursday before it: the last before
        ("2026-W23", "friday", date(2026, 6, 4)),  # Grundlovsdag
        ("2026-W52", "friday", date(2026, 12, 23)),  # Christmas
        ("2026-W53", "friday", date(2026, 12, 30)),  # New Year's Day, and the eve
    ],
)
def test_a_meeting_on_a_holiday_is_moved_within_its_week(week: str, weekday: str, day: date) -> None:
    assert meeting_day(IsoWeek.parse(week), terms(weekday=weekday), EVES) == day


def test_a_week_in_which_nobody_works_has_no_meeting() -> None:
    closed = {*EVES, *(MonthDay(7, day) for day in range(13, 18))}
    assert planned(IsoWeek.parse("2026-W29"), terms(), closed) is None


def test_a_meeting_is_at_the_same_time_on_the_wall_in_summer_and_winter() -> None:
    summer, winter = (planned(IsoWeek.parse(week), terms(), EVES) for week in ("2026-W30", "2026-W47"))
    assert summer
    assert winter
    assert (summer.starts_at.hour, winter.starts_at.hour) == (7, 8)


def test_the_list_is_due_on_a_working_day_before() -> None:
    own = terms(list_due_days=1, list_due_at=time(12))
    assert list_due(date(2026, 4, 7), own, EVES) == datetime(2026, 4, 1, 10, tzinfo=UTC), "over the whole of Easter"


def test_a_meeting_that_has_begun_is_not_called() -> None:
    begun = datetime(2026, 11, 24, 8, tzinfo=UTC)
    found = list(planned_from(begun, 1, terms(), EVES))
    assert [one.day for one in found] == [date(2026, 12, 1)]


@pytest.mark.parametrize(
    "wrong",
    [{"parties": ["police"]}, {"parties": ["coordinator", "team_leader", "local_leader"]}, {"weekday": "sunday"},
     {"at": "09:00:00+01:00"}, {"every_weeks": 0}, {"soon": True}],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        terms(**wrong)

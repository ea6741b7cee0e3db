"""Copenhagen dates, ISO weeks, working days and ages, checked against what a wall calendar says."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workflows.calendar import (
    COPENHAGEN,
    IsoWeek,
    MonthDay,
    Term,
    age_on,
    due,
    end_of_day_after,
    end_of_working_day_after,
    is_working_day,
    last_day_of,
    local_date,
)

CLOSED = frozenset({MonthDay(6, 5), MonthDay(12, 24), MonthDay(12, 31)})

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
instants = st.datetimes(datetime(1990, 1, 1), datetime(2090, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 (the zone comes beside)


def at(text: str) -> datetime:
    """An instant by the clock on a wall in Copenhagen."""
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


# The local date


def test_half_past_eleven_at_night_in_utc_is_already_tomorrow_in_copenhagen() -> None:
    assert local_date(datetime(2026, 11, 16, 23, 30, tzinfo=UTC)) == date(2026, 11, 17)


def test_the_zone_an_instant_is_written_in_does_not_matter() -> None:
    assert local_date(datetime(2026, 11, 16, 19, tzinfo=timezone(timedelta(hours=-5)))) == date(2026, 11, 17)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="must know its time zone"):
        local_date(datetime(2026, 11, 16, 12))  # noqa: DTZ001 (the very thing refused)


# Weeks


def test_a_week_is_read_and_written_alike() -> None:
    week = IsoWeek.parse("2026-W47")
    assert (week.year, week.number, str(week)) == (2026, 47, "2026-W47")
    assert (week.monday, week.sunday) == (date(2026, 11, 16), date(2026, 11, 22))


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-47", "2026-W7", "2026-W00", "2026-W54", "2026W47", "2026-w47", " 2026-W47", "2026-W47\n",
     "0000-W01", "9999-W53", "२०२६-W47"],
)  # fmt: skip
def test_what_is_not_a_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)week|year"):
        IsoWeek.parse(text)


@given(days)
def test_every_day_lies_in_the_week_it_is_said_to_lie_in(day: date) -> None:
    week = IsoWeek.of(day)
    assert week.monday <= day <= week.sunday
    assert IsoWeek.parse(str(week)) == week


@given(st.integers(1990, 2090))
def test_week_53_exists_in_the_years_that_begin_or_end_on_a_thursday_and_in_no_others(year: int) -> None:
    has_53 = date(year, 1, 1).isoweekday() == 4 or date(year, 12, 31).isoweekday() == 4
    if has_53:
        assert IsoWeek(year, 53).sunday + timedelta(days=1) == IsoWeek(year + 1, 1).monday
    else:
        with pytest.raises(ValueError, match="week"):
            IsoWeek(year, 53)


@given(days, days)
def test_weeks_stand_in_the_order_of_their_mondays(one: date, other: date) -> None:
    assert (IsoWeek.of(one) < IsoWeek.of(other)) == (IsoWeek.of(one).monday < IsoWeek.of(other).monday)


def test_new_years_day_2027_lies_in_week_53_of_2026() -> None:
    assert str(IsoWeek.of(date(2027, 1, 1))) == "2026-W53"


# Ages


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2011, 11, 15), 0), (date(2026, 11, 14), 14), (date(2026, 11, 15), 15), (date(2026, 11, 16), 15)],
)
def test_one_turns_a_year_older_on_the_birthday(day: date, age: int) -> None:
    assert age_on(date(2011, 11, 15), day) == age


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2027, 2, 28), 14), (date(2027, 3, 1), 15), (date(2028, 2, 28), 15), (date(2028, 2, 29), 16)],
)
def test_a_child_of_29_february_turns_on_1_march_in_other_years(day: date, age: int) -> None:
    assert age_on(date(2012, 2, 29), day) == age


@given(days, st.integers(0, 40_000))
def test_an_age_never_falls_and_rises_by_one_at_most_from_one_day_to_the_next(birth: date, lived: int) -> None:
    day = birth + timedelta(days=lived)
    assert age_on(birth, day + timedelta(days=1)) - age_on(birth, day) in (0, 1)


def test_nobody_has_an_age_before_the_birth() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age_on(date(2026, 11, 16), date(2026, 11, 15))


# Working days


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 14), "Saturday"),
        (date(2026, 11, 15), "Sunday"),
        (date(2026, 1, 1), "New Year's Day"),
        (date(2026, 4, 2), "Maundy Thursday"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 5, 14), "Ascension Day"),
        (date(2026, 5, 25), "Whit Monday"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2023, 5, 5), "store bededag, while there was one"),
        (date(2026, 6, 5), "Grundlovsdag, closed"),
        (date(2026, 12, 24), "Christmas Eve, closed"),
        (date(2026, 12, 31), "New Year's Eve, closed"),
    ],
)
def test_no_work_is_done(day: date, why: str) -> None:
    assert not is_working_day(day, CLOSED), why


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 16), "a Monday"),
        (date(2024, 4, 26), "the Friday that was store bededag until it was abolished"),
        (date(2026, 5, 15), "the Friday after Ascension Day"),
        (date(2026, 12, 23), "the day before Christmas Eve"),
    ],
)
def test_work_is_done(day: date, why: str) -> None:
    assert is_working_day(day, CLOSED), why


def test_christmas_eve_is_a_working_day_where_the_municipality_does_not_close() -> None:
    assert is_working_day(date(2026, 12, 24))


@given(st.integers(1990, 2090))
def test_easter_is_free_from_thursday_to_monday(year: int) -> None:
    easter = gauss_easter(year)
    assert not any(is_working_day(easter + timedelta(days=offset)) for offset in (-3, -2, -1, 0, 1))


# The end of a working day


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-16 10:00", 2, "2026-11-19 00:00"),
        ("2026-11-16 00:00", 1, "2026-11-18 00:00"),
        ("2026-11-16 23:59", 1, "2026-11-18 00:00"),
        ("2026-11-20 10:00", 1, "2026-11-24 00:00"),
        ("2026-11-21 10:00", 1, "2026-11-24 00:00"),
        ("2026-03-31 10:00", 2, "2026-04-08 00:00"),  # Wednesday 1 April, then Tuesday after Easter
        ("2026-12-22 10:00", 2, "2026-12-29 00:00"),  # Wednesday 23, then Monday 28: Christmas between
        ("2026-12-30 10:00", 1, "2027-01-05 00:00"),  # New Year's Eve closed, the day, a weekend
        ("2026-06-04 10:00", 1, "2026-06-09 00:00"),  # Grundlovsdag is a Friday
    ],
)
def test_the_nth_working_day_ends_at_midnight(start: str, count: int, end: str) -> None:
    assert end_of_working_day_after(at(start), count, CLOSED) == at(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-28 12:00", datetime(2026, 3, 29, 22, tzinfo=UTC)),  # the night to summer time: a day of 23 hours
        ("2026-10-24 12:00", datetime(2026, 10, 25, 23, tzinfo=UTC)),  # the night to winter time: 25 hours
    ],
)
def test_a_day_ends_by_the_clock_on_the_wall_when_the_clock_has_changed(start: str, end: datetime) -> None:
    assert end_of_day_after(at(start), 1) == end


def test_both_hours_between_two_and_three_on_the_night_to_winter_time_are_the_same_day() -> None:
    first, second = at("2026-10-25 02:30").replace(fold=0), at("2026-10-25 02:30").replace(fold=1)
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
    assert end_of_working_day_after(first, 1) == end_of_working_day_after(second, 1) == at("2026-10-27 00:00")


@given(instants, st.integers(1, 30))
def test_a_term_ends_at_a_midnight_after_a_working_day_in_utc(start: datetime, count: int) -> None:
    end = end_of_working_day_after(start, count, CLOSED)
    assert end.tzinfo is UTC
    assert end.astimezone(COPENHAGEN).time() == time()
    assert is_working_day(last_day_of(end), CLOSED)


@given(instants, st.integers(1, 30))
def test_a_term_spans_exactly_so_many_working_days(start: datetime, count: int) -> None:
    first, last = local_date(start), last_day_of(end_of_working_day_after(start, count, CLOSED))
    between = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    assert sum(is_working_day(day, CLOSED) for day in between) == count


@given(instants, st.integers(1, 30))
def test_all_instants_of_a_day_have_the_same_end(start: datetime, count: int) -> None:
    morning = datetime.combine(local_date(start), time(), COPENHAGEN)
    assert end_of_working_day_after(morning, count) == end_of_working_day_after(start, count)


@pytest.mark.parametrize("count", [0, -1])
def test_a_term_of_no_days_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        end_of_working_day_after(at("2026-11-16 10:00"), count)
    with pytest.raises(ValueError, match="at least one day"):
        end_of_day_after(at("2026-11-16 10:00"), count)


# Terms and what is written as a month and a day


def test_a_term_in_working_days_passes_over_the_weekend_and_one_in_calendar_days_does_not() -> None:
    start = at("2026-11-20 10:00")
    working = due(start, Term(target=1, fatal=2, unit="working_days"), CLOSED)
    calendar = due(start, Term(target=1, fatal=2, unit="calendar_days"), CLOSED)
    assert (last_day_of(working.target), last_day_of(working.fatal)) == (date(2026, 11, 23), date(2026, 11, 24))
    assert (last_day_of(calendar.target), last_day_of(calendar.fatal)) == (date(2026, 11, 21), date(2026, 11, 22))


def test_the_fatal_date_may_not_come_before_the_target() -> None:
    with pytest.raises(ValidationError, match="fatal date"):
        Term(target=3, fatal=2, unit="working_days")


@pytest.mark.parametrize("text", ["24-12", "12-32", "02-30", "1-1", "", "12/24"])
def test_what_is_no_day_of_any_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day|month"):
        MonthDay.parse(text)


def test_a_day_of_the_year_is_written_with_the_month_first() -> None:
    assert MonthDay.parse("12-24") == MonthDay(12, 24)
    assert MonthDay.parse("02-29") == MonthDay(2, 29)


def gauss_easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian computus, so that the library is checked by something else."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    leap = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * leap) // 451
    month, day = divmod(h + leap - 7 * m + 114, 31)
    return date(year, month, day + 1)

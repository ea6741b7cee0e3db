"""When a letter is tried again, and when it is given up."""

from datetime import UTC, datetime, timedelta

from workflows.retrying import GIVE_UP_AFTER, next_try

BEGAN = datetime(2026, 11, 27, 16, tzinfo=UTC)


def test_it_waits_longer_each_time_and_never_more_than_six_hours() -> None:
    waits = [found - BEGAN for tries in range(1, 40) if (found := next_try(tries, BEGAN, BEGAN)) is not None]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)


def test_a_weekend_and_a_day_are_waited_for_and_then_somebody_is_told() -> None:
    assert next_try(30, BEGAN + timedelta(days=3), BEGAN) is not None
    assert next_try(30, BEGAN + GIVE_UP_AFTER, BEGAN) is None

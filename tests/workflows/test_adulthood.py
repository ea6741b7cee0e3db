"""Coming of age: from which instant, of whom, and what the municipality calls its work with them."""

from datetime import UTC, date, datetime

import pytest

from workflows.adulthood import came_of_age_at, comes_of_age
from workflows.profile import all_profiles, profile_for


@pytest.mark.parametrize(
    ("born", "at"),
    [
        (date(2008, 12, 14), datetime(2026, 12, 13, 23, tzinfo=UTC)),
        (date(2008, 7, 1), datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (date(2008, 2, 29), datetime(2026, 2, 28, 23, tzinfo=UTC)),
    ],
)
def test_it_is_midnight_in_copenhagen_and_of_a_leap_day_the_first_of_march(born: date, at: datetime) -> None:
    assert came_of_age_at(born, 18) == at


def test_whoever_was_of_age_when_the_case_was_opened_does_not_come_of_age_in_it() -> None:
    born, day_before, birthday = date(2008, 12, 14), date(2026, 12, 13), date(2026, 12, 14)
    assert comes_of_age(born, day_before, birthday, 18)
    assert not comes_of_age(born, day_before, day_before, 18)
    assert not comes_of_age(born, birthday, date(2026, 12, 20), 18)


def test_fredericia_alone_names_its_work_with_those_over_eighteen() -> None:
    assert profile_for("607").adult_track.name == "+18 år"
    assert [one.name for one in all_profiles() if one.adult_track.name] == ["Fredericia"]
    assert not any(one.adult_track.tell for one in all_profiles()), "no source says who is told"

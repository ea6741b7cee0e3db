"""Three incidents within six weeks: by their own days, each counted once, by the municipality's own numbers."""

from datetime import date

import pytest

from workflows.profile import ProfileRejected, all_profiles, read_profile
from workflows.repeated import Repeated, close_together

RULE = Repeated(count=3, weeks=6)
FIRST, SECOND, THIRD = date(2026, 9, 1), date(2026, 9, 20), date(2026, 10, 13)
"""The first and the third lie six weeks apart to the day."""


def test_three_within_six_weeks_to_the_day_ask() -> None:
    assert close_together([THIRD, FIRST, SECOND], THIRD, RULE) == (FIRST, SECOND, THIRD)


def test_a_day_more_and_they_do_not() -> None:
    late = date(2026, 10, 14)
    assert close_together([FIRST, SECOND, late], late, RULE) == ()
    assert close_together([FIRST, SECOND], SECOND, RULE) == ()


def test_one_that_is_heard_of_late_counts_by_the_day_it_happened() -> None:
    assert close_together([FIRST, THIRD, SECOND], SECOND, RULE) == (FIRST, SECOND, THIRD)
    old = date(2026, 1, 1)
    assert close_together([FIRST, SECOND, THIRD, old], old, RULE) == (), "the old one comes close upon nothing"


def test_each_counts_once() -> None:
    fourth, fifth, sixth = date(2026, 10, 14), date(2026, 10, 15), date(2026, 10, 16)
    days = [FIRST, SECOND, THIRD, fourth]
    assert close_together(days, fourth, RULE, THIRD) == ()
    assert close_together([*days, fifth, sixth], sixth, RULE, THIRD) == (fourth, fifth, sixth)


def test_three_on_one_day_ask() -> None:
    assert close_together([FIRST] * 3, FIRST, RULE) == (FIRST,) * 3


def test_how_many_and_how_long_is_the_municipalitys_to_say() -> None:
    assert {(one.repeated_incidents.count, one.repeated_incidents.weeks) for one in all_profiles()} == {(3, 6)}
    assert close_together([FIRST, SECOND], SECOND, Repeated(count=2, weeks=3)) == (FIRST, SECOND)
    with pytest.raises(ProfileRejected, match=r"repeated_incidents\.count"):
        read_profile('municipality_code = "999"\nname = "Prøveby"\n[repeated_incidents]\ncount = 1')

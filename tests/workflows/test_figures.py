"""How the figures are counted: weeks by the clock in Copenhagen, and bands that every case falls into once."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.caller import instant
from workflows.calendar import local_date
from workflows.figures import AGE_BANDS, AgeBand, opened_since, weeks_up_to

NOW = instant("2026-11-26T09:00:00+01:00")


def test_the_bands_follow_each_other_without_a_gap() -> None:
    assert AGE_BANDS[0].from_weeks == 0
    for band, following in pairwise(AGE_BANDS):
        assert band.to_weeks is not None
        assert following.from_weeks == band.to_weeks + 1
    assert AGE_BANDS[-1].to_weeks is None
    assert [band.name for band in AGE_BANDS] == ["0–1", "2–4", "5–8", "9–13", "over 13"]


@pytest.mark.parametrize("band", AGE_BANDS[:-1], ids=lambda band: band.name)
def test_a_band_ends_at_a_midnight_in_copenhagen_summer_time_or_not(band: AgeBand) -> None:
    since = opened_since(band, NOW)
    assert since is not None
    assert band.to_weeks is not None
    assert (local_date(NOW) - local_date(since)).days // 7 == band.to_weeks
    assert (local_date(NOW) - local_date(since - timedelta(microseconds=1))).days // 7 == band.to_weeks + 1


def test_the_weeks_end_with_the_one_that_it_is_in_copenhagen() -> None:
    late_on_sunday, monday = instant("2027-01-03T23:59:00+01:00"), instant("2027-01-04T00:00:00+01:00")
    assert [str(week) for week in weeks_up_to(late_on_sunday, 3)] == ["2026-W51", "2026-W52", "2026-W53"]
    assert [str(week) for week in weeks_up_to(monday, 3)] == ["2026-W52", "2026-W53", "2027-W01"]

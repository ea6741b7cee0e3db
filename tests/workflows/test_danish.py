"""Days, moments and lists as they are said, and the municipalities by their codes."""

from datetime import date, datetime

import pytest

from workflows.danish import day_said, listed, moment_said
from workflows.municipalities import MUNICIPALITIES, said
from workflows.profile import all_profiles


def test_a_day_and_a_moment_are_said_by_the_clock_in_copenhagen() -> None:
    assert day_said(date(2026, 11, 16)) == "16. november 2026"
    assert moment_said(datetime.fromisoformat("2026-12-01T09:00:00+00:00")) == "tirsdag den 1. december 2026 kl. 10.00"


@pytest.mark.parametrize(
    ("words", "whole"), [([], ""), (["a"], "a"), (["a", "b"], "a og b"), (["a", "b", "c", "a"], "a, b og c")]
)
def test_each_word_is_listed_once(words: list[str], whole: str) -> None:
    assert listed(words) == whole


def test_there_are_98_municipalities_and_each_profile_has_the_name_of_its_code() -> None:
    assert len(MUNICIPALITIES) == 98
    assert {profile.municipality_code: profile.name for profile in all_profiles()}.items() <= MUNICIPALITIES.items()
    assert (said("101"), said("630")) == ("Københavns Kommune", "Vejle Kommune")
    with pytest.raises(KeyError):
        said("999")

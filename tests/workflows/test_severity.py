"""The severity scale: whose it is, which levels may end, and what a scale may not say."""

from typing import Any

import pytest
from pydantic import ValidationError

from workflows.profile import ProfileRejected, all_profiles, read_profile
from workflows.severity import Factor, Level, SeverityScale, UnknownLevel


def a_level(level: int = 1, *, may_end: bool = True) -> Level:
    return Level(level=level, title="Niveau", description="Et niveau.", may_end=may_end)


def a_scale(*levels: Level, **more: Any) -> SeverityScale:
    said = {"version": "Prøveby-1", "vendor_default": False, "notice": "", "factors": (Factor(code="a", title="A"),)}
    return SeverityScale(levels=levels, **said | more)


def test_the_scale_is_the_vendors_in_every_municipality_and_says_so() -> None:
    for profile in all_profiles():
        assert profile.severity.vendor_default
        assert "leverandørens" in profile.severity.notice
        assert [one.may_end for one in profile.severity.levels] == [True, True, False, False]


def test_a_level_is_found_or_is_said_not_to_be_there() -> None:
    scale = a_scale(a_level(1), a_level(3, may_end=False))
    assert scale.level(3).may_end is False
    with pytest.raises(UnknownLevel) as unknown:
        scale.level(2)
    assert (unknown.value.version, unknown.value.level) == ("Prøveby-1", 2)


def test_the_factors_that_a_scale_does_not_have_are_named() -> None:
    assert a_scale(a_level()).unknown_factors(["b", "a", "c"]) == ("b", "c")


@pytest.mark.parametrize(
    ("levels", "more", "fault"),
    [
        ((a_level(2), a_level(1)), {}, "rising order"),
        ((a_level(1), a_level(1)), {}, "rising order"),
        ((), {}, "at least 1"),
        ((a_level(1, may_end=False), a_level(2)), {}, "where a milder one may not"),
        ((a_level(),), {"vendor_default": True}, "must say so"),
        ((a_level(),), {"factors": (Factor(code="a", title="A"), Factor(code="a", title="B"))}, "stand once"),
        ((a_level(),), {"factors": ()}, "at least 1"),
    ],
)
def test_a_scale_may_not_contradict_itself(levels: tuple[Level, ...], more: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        a_scale(*levels, **more)


def test_a_municipality_gives_the_whole_of_its_own_scale() -> None:
    text = 'municipality_code = "999"\nname = "Prøveby"\n[ages]\nminimum = 0\nmaximum = 18\n[severity]\nversion = "x"'
    with pytest.raises(ProfileRejected) as rejected:
        read_profile(text)
    assert {f"severity.{part} is missing" for part in ("levels", "factors")} <= set(rejected.value.faults)

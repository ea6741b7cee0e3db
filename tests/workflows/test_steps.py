"""The step scale: the vendor's default, and what each step asks for."""

import pytest
from pydantic import ValidationError

from workflows.calendar import Term
from workflows.profile import profile_for
from workflows.steps import Grounds, Requirement, Scale, Step, UnknownStep, unmet_requirements

ONE = Requirement.KNOWLEDGE_FROM_ONE_SOURCE
TWO = Requirement.KNOWLEDGE_FROM_TWO_SOURCES
CONCERN = Requirement.CONCERN_RAISED

SCALE = profile_for("607").steps


def a_step(level: int = 1, *requires: Requirement) -> Step:
    return Step(level=level, title="Trin", description="Et trin.", requires=frozenset(requires))


def a_scale(*steps: Step, vendor_default: bool = False, notice: str = "") -> Scale:
    return Scale(version="1", vendor_default=vendor_default, notice=notice, steps=steps)


@pytest.mark.parametrize(
    ("level", "requires", "allows_course", "review_days"),
    [
        (0, set(), False, 14),
        (1, {ONE}, False, 90),
        (2, {TWO}, True, 56),
        (3, {TWO, CONCERN}, True, None),
        (4, {CONCERN}, False, None),
    ],
)
def test_the_default_scale(
    level: int, requires: set[Requirement], allows_course: bool, review_days: int | None
) -> None:
    step = SCALE.step(level)
    assert step.requires == requires
    assert step.allows_course is allows_course
    assert (step.review and step.review.target) == review_days


def test_the_default_scale_says_that_it_is_not_the_municipalitys() -> None:
    assert SCALE.vendor_default
    assert "leverandørens" in SCALE.notice
    assert "ikke kommunens" in SCALE.notice


def test_a_step_that_the_scale_does_not_have_is_unknown() -> None:
    with pytest.raises(UnknownStep, match="no step 5") as caught:
        SCALE.step(5)
    assert (caught.value.version, caught.value.level) == (SCALE.version, 5)


@pytest.mark.parametrize(
    ("requires", "sources", "concern", "unmet"),
    [
        ((), 0, False, ()),
        ((ONE,), 0, True, (ONE,)),
        ((ONE,), 1, False, ()),
        ((ONE,), 2, False, ()),
        ((TWO,), 1, True, (TWO,)),
        ((TWO,), 2, False, ()),
        ((CONCERN,), 9, False, (CONCERN,)),
        ((CONCERN,), 0, True, ()),
        ((CONCERN, TWO), 0, False, (TWO, CONCERN)),
        ((CONCERN, TWO), 2, True, ()),
    ],
)
def test_what_a_step_asks_for_and_does_not_get(
    requires: tuple[Requirement, ...], sources: int, concern: bool, unmet: tuple[Requirement, ...]
) -> None:
    assert unmet_requirements(a_step(1, *requires), Grounds(sources, concern)) == unmet


@pytest.mark.parametrize("requirement", Requirement)
def test_every_requirement_is_unmet_by_nothing_and_met_by_plenty(requirement: Requirement) -> None:
    step = a_step(1, requirement)
    assert unmet_requirements(step, Grounds(answered_sources=0, concern_raised=False)) == (requirement,)
    assert unmet_requirements(step, Grounds(answered_sources=9, concern_raised=True)) == ()


@pytest.mark.parametrize("levels", [(1, 0), (1, 1), ()])
def test_a_scale_has_each_level_once_in_rising_order(levels: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError):
        a_scale(*(a_step(level) for level in levels))


def test_the_vendors_scale_may_not_keep_quiet_about_it() -> None:
    with pytest.raises(ValidationError, match="must say so"):
        a_scale(a_step(), vendor_default=True, notice=" ")


def test_a_municipalitys_own_scale_needs_no_notice() -> None:
    assert a_scale(a_step()).step(1).review is None


def test_a_step_may_have_a_review_of_its_own() -> None:
    term = Term(target=14, fatal=21, unit="calendar_days")
    assert Step(level=0, title="Trin", description="Et trin.", review=term).review == term

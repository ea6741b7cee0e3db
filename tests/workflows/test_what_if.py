"""What a draft would have changed: each question by itself."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from workflows.calendar import due
from workflows.deadlines import Deadline
from workflows.profile import Profile, profile_for, read_profile
from workflows.routing import AuthorityCase, Route, RoutingInputs
from workflows.steps import Grounds
from workflows.what_if import (
    Limit,
    Ran,
    Turned,
    deadlines_turned,
    is_by_the_profile,
    placement_fails,
    recipients_differ,
    suggestion_moves,
)

FREDERICIA = profile_for("607")
_OWN = (Path(__file__).parents[2] / "workflows" / "profiles" / "fredericia.toml").read_text(encoding="utf-8")
MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+01:00")
SHORTER = "[deadlines]\ninform_family = { target = 1, fatal = 2, unit = 'working_days' }\n"


def draft(*, above: str = "", below: str = "") -> Profile:
    return read_profile(f"{above}\n{_OWN}\n{below}")


def _ran(kind: Deadline, met: datetime | None) -> Ran:
    when = due(MONDAY, FREDERICIA.deadlines[kind], FREDERICIA.closed_days)
    return Ran(kind, MONDAY, when.target, when.fatal, met)


@pytest.mark.parametrize(
    ("met_after_days", "turned"),
    [
        (1, set()),
        (2, {(Limit.TARGET, True)}),
        (3, {(Limit.FATAL, True)}),
        (10, set()),
    ],
)
def test_a_shorter_term_breaks_what_was_kept_and_no_more(met_after_days: int, turned: set[tuple[Limit, bool]]) -> None:
    """Kept by 2 and 5 working days; by 1 and 2 it would not have been."""
    ran = _ran(Deadline.INFORM_FAMILY, MONDAY + timedelta(days=met_after_days))
    found = deadlines_turned(ran, draft(below=SHORTER), MONDAY + timedelta(days=30))
    assert {(one.limit, one.would_be_broken) for one in found} == turned


def test_what_runs_still_is_held_against_now() -> None:
    ran = _ran(Deadline.INFORM_FAMILY, None)
    (turned,) = deadlines_turned(ran, draft(below=SHORTER), MONDAY + timedelta(days=2))
    assert turned == Turned(Deadline.INFORM_FAMILY, Limit.TARGET, True)


def test_a_longer_term_keeps_what_was_broken() -> None:
    longer = "[deadlines]\nclose = { target = 60, fatal = 90, unit = 'working_days' }\n"
    found = deadlines_turned(_ran(Deadline.CLOSE, MONDAY + timedelta(days=50)), draft(below=longer), MONDAY)
    assert {(one.limit, one.would_be_broken) for one in found} == {(Limit.TARGET, False), (Limit.FATAL, False)}


def test_a_date_that_the_term_alone_does_not_give_is_not_compared() -> None:
    ran = _ran(Deadline.HOLD_MEETING, None)
    assert is_by_the_profile(ran, FREDERICIA)
    assert not is_by_the_profile(replace(ran, target_at=ran.target_at + timedelta(days=1)), FREDERICIA)


def test_a_stricter_scale_says_what_was_missing() -> None:
    assert placement_fails(2, Grounds(2, False), FREDERICIA) == ()
    assert placement_fails(2, Grounds(1, False), FREDERICIA) == ("knowledge_from_two_sources",)
    assert placement_fails(9, Grounds(9, True), FREDERICIA) == ("no_such_step",)


def test_other_age_bounds_suggest_another_way() -> None:
    young = RoutingInputs(AuthorityCase.UNKNOWN, 14, True, None, False)
    narrow = FREDERICIA.model_copy(update={"ages": FREDERICIA.ages.model_copy(update={"minimum": 15})})
    assert suggestion_moves(young, Route.COORDINATOR, narrow) is Route.DROP
    assert suggestion_moves(young, Route.COORDINATOR, FREDERICIA) is None


@pytest.mark.parametrize(
    ("born", "change"),
    [
        ("2012-11-24", ("+young_person",)),
        ("2012-11-25", ("+young_person",)),
        ("2012-11-26", ()),
        ("2008-11-25", ()),
        ("2011-11-25", ()),
    ],
)
def test_a_lower_age_tells_the_young_person_too(born: str, change: tuple[str, ...]) -> None:
    lower = draft(above="young_person_from = 14")
    on = date(2026, 11, 25)
    assert recipients_differ(date.fromisoformat(born), on, FREDERICIA, lower) == change


def test_a_later_majority_tells_the_parents_of_those_between() -> None:
    later = draft(above="adult_from = 21")
    assert recipients_differ(date(2007, 1, 1), date(2026, 11, 25), FREDERICIA, later) == ("+custody_holder",)

"""What would have been otherwise under another profile: past deadlines, placements, suggestions and recipients.

Pure: each question takes what was stored and the draft, and gives what would differ, or None when nothing would.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from workflows.calendar import age_on, due
from workflows.deadlines import Deadline
from workflows.profile import Profile
from workflows.routing import RULE_SET_VERSION, Route, RoutingInputs, suggest
from workflows.steps import Grounds, UnknownStep, unmet_requirements


class Limit(StrEnum):
    TARGET = "target"
    FATAL = "fatal"


@dataclass(frozen=True, slots=True)
class Ran:
    """A deadline as it ran. ``met_at`` None: it runs still."""

    kind: Deadline
    started_at: datetime
    target_at: datetime
    fatal_at: datetime
    met_at: datetime | None


@dataclass(frozen=True, slots=True)
class Turned:
    """One of a deadline's two dates would have been broken and was kept, or the other way round."""

    kind: Deadline
    limit: Limit
    would_be_broken: bool


def is_by_the_profile(ran: Ran, profile: Profile) -> bool:
    """Whether the deadline's dates follow from the profile's own term alone.

    They do not where the step itself sets the review, where a meeting lay ahead, or where the terms have
    changed since; then the draft's term says nothing of it.
    """
    by_now = due(ran.started_at, profile.deadlines[ran.kind], profile.closed_days)
    return (by_now.target, by_now.fatal) == (ran.target_at, ran.fatal_at)


def deadlines_turned(ran: Ran, draft: Profile, now: datetime) -> tuple[Turned, ...]:
    """Against when it was met, or against ``now`` while it runs."""
    until = ran.met_at or now
    then = due(ran.started_at, draft.deadlines[ran.kind], draft.closed_days)
    pairs = ((Limit.TARGET, ran.target_at, then.target), (Limit.FATAL, ran.fatal_at, then.fatal))
    return tuple(
        Turned(ran.kind, limit, until > would_be)
        for limit, was, would_be in pairs
        if (until > was) != (until > would_be)
    )


def placement_fails(level: int, grounds: Grounds, draft: Profile) -> tuple[str, ...]:
    """What the draft's scale asks for that was not there; ``no_such_step`` when it does not have the step."""
    try:
        step = draft.steps.step(level)
    except UnknownStep:
        return ("no_such_step",)
    return tuple(one.value for one in unmet_requirements(step, grounds))


def suggestion_moves(
    inputs: RoutingInputs, route: Route, draft: Profile, version: str = RULE_SET_VERSION
) -> Route | None:
    """Where the entry would be suggested to go instead. Raises UnknownRuleSet."""
    within = None if inputs.age is None else draft.ages.include(inputs.age)
    there = suggest(replace(inputs, within_age_bounds=within), version).route
    return None if there is route else there


def recipients_differ(birth_date: date, on: date, profile: Profile, draft: Profile) -> tuple[str, ...]:
    """Who would be told that was not, and who would not be: ``+young_person``, ``-custody_holder``."""
    age = age_on(birth_date, on)
    told, would_be = _told(age, profile), _told(age, draft)
    return (*(f"+{one}" for one in sorted(would_be - told)), *(f"-{one}" for one in sorted(told - would_be)))


def _told(age: int, profile: Profile) -> frozenset[str]:
    if age >= profile.adult_from:
        return frozenset({"young_person"})
    return frozenset({"custody_holder"} | ({"young_person"} if age >= profile.young_person_from else set()))

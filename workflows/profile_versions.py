"""What an open case goes by: a municipality's decisions as they were when the case was opened.

A case is fair to those it is about when the rules do not change under it. What is pinned are the terms, the scales,
the ages, and which moves there are; what the municipality is called, and where it is found, is always today's.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from workflows.calendar import due
from workflows.casework import State
from workflows.deadlines import Deadline
from workflows.own_moves import Casework
from workflows.profile import Profile, restored
from workflows.what_if import Ran, is_by_the_profile

OF_TODAY = frozenset(
    {
        "municipality_code",
        "name",
        "course_name",
        "titles",
        "contact",
        "list",
        "meetings",
        "oversight",
        "case_index_lookup",
        "case_index",
    }
)
"""What a case does not go by, or what has to be right today: where to call, what somebody is called."""


def content_of(profile: Profile) -> dict[str, Any]:
    """What is pinned, as JSON has it."""
    dumped = profile.model_dump(mode="json", exclude=set(OF_TODAY))
    return {name: dumped[name] for name in sorted(dumped)}


def digest_of(content: Mapping[str, Any], casework: str, routing: str) -> str:
    """32 hexadecimal digits that are the same for the same content, whatever the order of what is in it."""
    whole = json.dumps([_in_order(content), casework, routing], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def profile_of(content: Mapping[str, Any], today: Profile) -> Profile:
    """The profile as it was; of what there was no decision then, today's."""
    return restored(today, content)


_PROMISED = frozenset(
    {
        Deadline.INFORM_FAMILY,
        Deadline.SUMMON,
        Deadline.ANSWER_KNOWLEDGE,
        Deadline.ASSESS_CONCERN,
        Deadline.HOLD_CONCERN_TALK,
    }
)
"""Somebody outside was given a day, or is owed it since a day, or the law's hours have begun: that stands."""


class Why(StrEnum):
    """Why an open case cannot go on by the newer version."""

    STATE_IS_LEFT_OUT = "state_is_left_out"


@dataclass(frozen=True, slots=True)
class Moved:
    """A running deadline, and its dates by the newer version. ``is_over``: the target has passed by them."""

    kind: Deadline
    before: datetime
    target: datetime
    fatal: datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What following the newer version means for one open case. ``stays``: why it cannot."""

    stays: Why | None
    deadlines: tuple[Moved, ...] = ()


def plan_for(
    state: State, running: Iterable[Ran], before: Profile, after: Profile, casework: Casework, now: datetime
) -> Plan:
    """``running`` are the case's deadlines that are not met. One whose dates do not follow from the profile's own
    term (the review that a step sets, a meeting that lies ahead) stays as it is.
    """
    if state in casework.left_out:
        return Plan(Why.STATE_IS_LEFT_OUT)
    moved = []
    for ran in running:
        if ran.kind in _PROMISED or not is_by_the_profile(ran, before):
            continue
        then = due(ran.started_at, after.deadlines[ran.kind], after.closed_days)
        if (then.target, then.fatal) != (ran.target_at, ran.fatal_at):
            moved.append(Moved(ran.kind, ran.target_at, then.target, then.fatal, then.target <= now))
    return Plan(None, tuple(moved))


def differences(before: Profile, after: Profile) -> tuple[str, ...]:
    """Where two versions differ, by the names that a profile's file has: ``deadlines.place``, ``steps``."""
    old, new = content_of(before), content_of(after)
    return tuple(sorted(_differing("", old, new)))


def _differing(place: str, old: Any, new: Any) -> Iterable[str]:
    if _in_order(old) == _in_order(new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and place.count(".") < 2:
        for name in old.keys() | new.keys():
            yield from _differing(f"{place}{name}.", old.get(name), new.get(name))
        return
    yield place.rstrip(".")


def _in_order(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _in_order(one) for name, one in value.items()}
    if isinstance(value, list) and not all(isinstance(one, int) for one in value):  # but a day of the year is one
        return sorted((_in_order(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value

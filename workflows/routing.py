"""To whom an entry of the list should go, as a suggestion with its reason; the handover meeting decides.

Source: Fredericia, "SSP overleveringsmøde": with an active case in the authority it is the team
leader's, without one the coordinator's.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from workflows.casework import Event, Track
from workflows.incidents import IncidentRole

RULE_SET_VERSION = "1"
"""The rule set that holds. A rule, its place or its words of a traffic accident change by a new version beside the
old, never in the old: each suggestion is stored with its version, and can be computed again."""

_OLDEST_IN_AN_ACCIDENT = 18
_ACCIDENT_WORDS = ("færdselsuheld", "trafikuheld", "trafikulykke", "færdselsulykke")


class AuthorityCase(StrEnum):
    """What is known of an active case in the authority. A no from outside is *unconfirmed* until a person confirms."""

    YES = "yes"
    NO_CONFIRMED = "no_confirmed"
    NO_UNCONFIRMED = "no_unconfirmed"
    UNKNOWN = "unknown"


class Route(StrEnum):
    TEAM_LEADER = "team_leader"
    COORDINATOR = "coordinator"
    DROP = "drop"


class Decision(StrEnum):
    """What the handover meeting decides on an entry."""

    TO_COORDINATOR = "to_coordinator"
    TO_TEAM_LEADER = "to_team_leader"
    DROP = "drop"
    TO_OTHER_MUNICIPALITY = "to_other_municipality"


@dataclass(frozen=True, slots=True)
class RoutingInputs:
    """What the rules look at. ``age`` in whole years; None where it is not known."""

    authority_case: AuthorityCase
    age: int | None
    within_age_bounds: bool | None
    open_case_track: Track | None
    """The track of the person's open case here; None when there is none, or it is still undecided."""
    traffic_accident: bool
    """See ``looks_like_a_traffic_accident``."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``counterfactual`` is ``<route>_if_<change>``: where it would go instead, if what decided it were otherwise."""

    route: Route
    rule: str
    rule_set_version: str
    inputs: RoutingInputs
    counterfactual: str
    confirm_first: bool
    """Nobody has confirmed whether there is an active case: ask before the entry is given away."""


def the_authority_has_an_active_case(inputs: RoutingInputs) -> bool:
    return inputs.authority_case is AuthorityCase.YES


def the_open_case_is_with_the_authority(inputs: RoutingInputs) -> bool:
    """A new incident joins the open case."""
    return inputs.open_case_track is Track.AUTHORITY


def the_open_case_is_with_the_coordinator(inputs: RoutingInputs) -> bool:
    return inputs.open_case_track is Track.COORDINATOR


def a_child_in_a_traffic_accident(inputs: RoutingInputs) -> bool:
    """Some lists have every 0–18-year-old in a traffic accident (Slagelse's weekly list)."""
    return inputs.traffic_accident and inputs.age is not None and inputs.age <= _OLDEST_IN_AN_ACCIDENT


def outside_the_ages_ssp_is_for(inputs: RoutingInputs) -> bool:
    return inputs.within_age_bounds is False


def no_active_case_is_confirmed(inputs: RoutingInputs) -> bool:
    return inputs.authority_case is AuthorityCase.NO_CONFIRMED


def whether_there_is_a_case_is_unknown(inputs: RoutingInputs) -> bool:
    """The coordinator's until somebody finds an active case; an unconfirmed no counts as unknown."""
    return inputs.authority_case in {AuthorityCase.NO_UNCONFIRMED, AuthorityCase.UNKNOWN}


def active_authority_case(inputs: RoutingInputs) -> RoutingInputs:
    return replace(inputs, authority_case=AuthorityCase.YES)


def no_active_authority_case(inputs: RoutingInputs) -> RoutingInputs:
    track = None if inputs.open_case_track is Track.AUTHORITY else inputs.open_case_track
    return replace(inputs, authority_case=AuthorityCase.NO_CONFIRMED, open_case_track=track)


def within_the_target_group(inputs: RoutingInputs) -> RoutingInputs:
    """Of the ages SSP is for, and more than a traffic accident."""
    return replace(inputs, traffic_accident=False, within_age_bounds=True)


class UnknownRuleSet(Exception):
    """No rule set has this version."""

    def __init__(self, version: str) -> None:
        super().__init__(f"no rule set has version {version!r}; there are: {', '.join(RULE_SETS)}")
        self.version = version


@dataclass(frozen=True, slots=True)
class Rule:
    holds: Callable[[RoutingInputs], bool]
    route: Route
    change: Callable[[RoutingInputs], RoutingInputs]


_FIRST_RULES = (
    Rule(the_authority_has_an_active_case, Route.TEAM_LEADER, no_active_authority_case),
    Rule(the_open_case_is_with_the_authority, Route.TEAM_LEADER, no_active_authority_case),
    Rule(the_open_case_is_with_the_coordinator, Route.COORDINATOR, active_authority_case),
    Rule(a_child_in_a_traffic_accident, Route.DROP, within_the_target_group),
    Rule(outside_the_ages_ssp_is_for, Route.DROP, within_the_target_group),
    Rule(no_active_case_is_confirmed, Route.COORDINATOR, active_authority_case),
    Rule(whether_there_is_a_case_is_unknown, Route.COORDINATOR, active_authority_case),
)


RULE_SETS: Mapping[str, Sequence[Rule]] = {RULE_SET_VERSION: _FIRST_RULES}
"""Every version that a suggestion was ever made by. In each the first rule that holds decides."""


def suggest(inputs: RoutingInputs, version: str = RULE_SET_VERSION) -> Suggestion:
    """What the first rule that holds says. The rules leave no inputs without an answer. Raises UnknownRuleSet."""
    if version not in RULE_SETS:
        raise UnknownRuleSet(version)
    rules = RULE_SETS[version]
    rule = _first(rules, inputs)
    return Suggestion(
        route=rule.route,
        rule=rule.holds.__name__,
        rule_set_version=version,
        inputs=inputs,
        counterfactual=f"{_first(rules, rule.change(inputs)).route}_if_{rule.change.__name__}",
        confirm_first=whether_there_is_a_case_is_unknown(inputs),
    )


def looks_like_a_traffic_accident(offence_text: str, role: IncidentRole) -> bool:
    """A hint from the list's own words. Never for somebody charged or suspected: that is more than an accident."""
    if role in {IncidentRole.CHARGED, IncidentRole.SUSPECTED}:
        return False
    return any(word in offence_text.casefold() for word in _ACCIDENT_WORDS)


def case_event(decisions: Collection[Decision | None]) -> Event | None:
    """What the decisions on all entries of a case that is still received do to it; None: it waits.

    ``decisions`` has None for each entry that is undecided. One entry given away moves the case at
    once; to end it takes all of them. The team leader goes before the coordinator, for then there
    is an active case.
    """
    if Decision.TO_TEAM_LEADER in decisions:
        return Event.GIVE_TO_TEAM_LEADER
    if Decision.TO_COORDINATOR in decisions:
        return Event.GIVE_TO_COORDINATOR
    if not decisions or None in decisions:
        return None
    return Event.SEND_ELSEWHERE if Decision.TO_OTHER_MUNICIPALITY in decisions else Event.DROP


def _first(rules: Sequence[Rule], inputs: RoutingInputs) -> Rule:
    return next(rule for rule in rules if rule.holds(inputs))

"""Where an entry is suggested to go, why, and what the meeting's decisions do to the case."""

from dataclasses import replace
from itertools import product

import pytest

from workflows.casework import Event, Track
from workflows.incidents import IncidentRole
from workflows.routing import (
    RULE_SET_VERSION,
    AuthorityCase,
    Decision,
    Route,
    RoutingInputs,
    case_event,
    looks_like_a_traffic_accident,
    suggest,
)

PLAIN = RoutingInputs(
    authority_case=AuthorityCase.NO_CONFIRMED,
    age=14,
    within_age_bounds=True,
    open_case_track=None,
    traffic_accident=False,
)
ACTIVE = replace(PLAIN, authority_case=AuthorityCase.YES)
UNKNOWN = replace(PLAIN, authority_case=AuthorityCase.UNKNOWN)

EVERY_INPUT = [
    RoutingInputs(*values)
    for values in product(AuthorityCase, (None, 0, 14, 18, 19, 30), (None, True, False), (None, *Track), (True, False))
]

IF_ACTIVE = "team_leader_if_active_authority_case"
IF_NOT_ACTIVE = "coordinator_if_no_active_authority_case"
IF_IN_GROUP = "coordinator_if_within_the_target_group"


@pytest.mark.parametrize(
    ("inputs", "route", "rule", "counterfactual"),
    [
        (ACTIVE, Route.TEAM_LEADER, "the_authority_has_an_active_case", IF_NOT_ACTIVE),
        (
            replace(ACTIVE, open_case_track=Track.COORDINATOR),
            Route.TEAM_LEADER,
            "the_authority_has_an_active_case",
            IF_NOT_ACTIVE,
        ),
        (
            replace(ACTIVE, traffic_accident=True),
            Route.TEAM_LEADER,
            "the_authority_has_an_active_case",
            "drop_if_no_active_authority_case",
        ),
        (
            replace(UNKNOWN, open_case_track=Track.AUTHORITY),
            Route.TEAM_LEADER,
            "the_open_case_is_with_the_authority",
            IF_NOT_ACTIVE,
        ),
        (
            replace(PLAIN, open_case_track=Track.COORDINATOR, traffic_accident=True),
            Route.COORDINATOR,
            "the_open_case_is_with_the_coordinator",
            IF_ACTIVE,
        ),
        (replace(PLAIN, traffic_accident=True), Route.DROP, "a_child_in_a_traffic_accident", IF_IN_GROUP),
        (replace(PLAIN, age=18, traffic_accident=True), Route.DROP, "a_child_in_a_traffic_accident", IF_IN_GROUP),
        (
            replace(PLAIN, age=19, traffic_accident=True),
            Route.COORDINATOR,
            "no_active_case_is_confirmed",
            IF_ACTIVE,
        ),
        (
            replace(PLAIN, age=None, traffic_accident=True),
            Route.COORDINATOR,
            "no_active_case_is_confirmed",
            IF_ACTIVE,
        ),
        (replace(PLAIN, within_age_bounds=False), Route.DROP, "outside_the_ages_ssp_is_for", IF_IN_GROUP),
        (
            replace(PLAIN, age=None, within_age_bounds=None),
            Route.COORDINATOR,
            "no_active_case_is_confirmed",
            IF_ACTIVE,
        ),
        (PLAIN, Route.COORDINATOR, "no_active_case_is_confirmed", IF_ACTIVE),
        (UNKNOWN, Route.COORDINATOR, "whether_there_is_a_case_is_unknown", IF_ACTIVE),
        (
            replace(PLAIN, authority_case=AuthorityCase.NO_UNCONFIRMED),
            Route.COORDINATOR,
            "whether_there_is_a_case_is_unknown",
            IF_ACTIVE,
        ),
    ],
)
def test_the_first_rule_that_holds_decides(inputs: RoutingInputs, route: Route, rule: str, counterfactual: str) -> None:
    suggestion = suggest(inputs)
    assert (suggestion.route, suggestion.rule, suggestion.counterfactual) == (route, rule, counterfactual)


def test_a_suggestion_is_kept_with_its_inputs_and_the_version_of_the_rules() -> None:
    assert suggest(PLAIN).inputs == PLAIN
    assert suggest(PLAIN).rule_set_version == RULE_SET_VERSION


@pytest.mark.parametrize(
    ("authority_case", "confirm_first"),
    [
        (AuthorityCase.YES, False),
        (AuthorityCase.NO_CONFIRMED, False),
        (AuthorityCase.NO_UNCONFIRMED, True),
        (AuthorityCase.UNKNOWN, True),
    ],
)
def test_a_no_from_outside_is_unknown_until_a_person_confirms(
    authority_case: AuthorityCase, confirm_first: bool
) -> None:
    assert suggest(replace(PLAIN, authority_case=authority_case)).confirm_first is confirm_first


def test_an_unconfirmed_no_is_treated_just_as_unknown_whatever_else_is_so() -> None:
    for inputs in EVERY_INPUT:
        unconfirmed = suggest(replace(inputs, authority_case=AuthorityCase.NO_UNCONFIRMED))
        unknown = suggest(replace(inputs, authority_case=AuthorityCase.UNKNOWN))
        assert (unconfirmed.route, unconfirmed.rule) == (unknown.route, unknown.rule)


def test_every_input_has_a_suggestion_whose_counterfactual_is_another_route() -> None:
    for inputs in EVERY_INPUT:
        suggestion = suggest(inputs)
        other, _, change = suggestion.counterfactual.partition("_if_")
        assert Route(other) is not suggestion.route
        assert change in {"active_authority_case", "no_active_authority_case", "within_the_target_group"}


def test_an_active_case_always_goes_to_the_team_leader() -> None:
    for inputs in EVERY_INPUT:
        assert suggest(replace(inputs, authority_case=AuthorityCase.YES)).route is Route.TEAM_LEADER


def test_nobody_with_an_open_case_is_suggested_to_be_dropped() -> None:
    for inputs in EVERY_INPUT:
        assert inputs.open_case_track is None or suggest(inputs).route is not Route.DROP


# The hint


@pytest.mark.parametrize(
    ("text", "role", "accident"),
    [
        ("Antruffet i forbindelse med færdselsuheld", IncidentRole.ENCOUNTERED, True),
        ("FÆRDSELSUHELD med personskade", IncidentRole.VICTIM, True),
        ("Trafikulykke", IncidentRole.VICTIM, True),
        ("Færdselsuheld", IncidentRole.CHARGED, False),
        ("Færdselsuheld", IncidentRole.SUSPECTED, False),
        ("Uheld med fyrværkeri", IncidentRole.ENCOUNTERED, False),
        ("Butikstyveri", IncidentRole.VICTIM, False),
        ("", IncidentRole.ENCOUNTERED, False),
    ],
)
def test_the_lists_own_words_hint_at_a_traffic_accident(text: str, role: IncidentRole, accident: bool) -> None:
    assert looks_like_a_traffic_accident(text, role) is accident


# From decisions to the case

COORDINATOR, TEAM_LEADER = Decision.TO_COORDINATOR, Decision.TO_TEAM_LEADER
DROP, ELSEWHERE = Decision.DROP, Decision.TO_OTHER_MUNICIPALITY


@pytest.mark.parametrize(
    ("decisions", "event"),
    [
        ([], None),
        ([None], None),
        ([COORDINATOR], Event.GIVE_TO_COORDINATOR),
        ([TEAM_LEADER], Event.GIVE_TO_TEAM_LEADER),
        ([COORDINATOR, None, None], Event.GIVE_TO_COORDINATOR),
        ([DROP, TEAM_LEADER, None], Event.GIVE_TO_TEAM_LEADER),
        ([COORDINATOR, TEAM_LEADER], Event.GIVE_TO_TEAM_LEADER),
        ([DROP], Event.DROP),
        ([DROP, DROP], Event.DROP),
        ([DROP, None], None),
        ([ELSEWHERE], Event.SEND_ELSEWHERE),
        ([ELSEWHERE, DROP], Event.SEND_ELSEWHERE),
        ([ELSEWHERE, None], None),
    ],
)
def test_what_the_decisions_do_to_a_case_that_is_still_received(
    decisions: list[Decision | None], event: Event | None
) -> None:
    assert case_event(decisions) is event
    assert case_event(list(reversed(decisions))) is event

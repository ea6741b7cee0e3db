"""A suggestion can be computed again, by its own version of the rules, and is put in words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import product
from typing import Any

import pytest

from workflows import routing
from workflows.casework import Track
from workflows.profile import all_profiles
from workflows.routing import RULE_SETS, AuthorityCase, Route, RoutingInputs, Rule, suggest
from workflows.routing_replay import moves, replay
from workflows.routing_words import CHANGES, RULES, explained

EVERY_INPUT = [
    RoutingInputs(*values)
    for values in product(AuthorityCase, (None, 0, 14, 18, 19, 30), (None, True, False), (None, *Track), (True, False))
]
WHAT_EACH_VERSION_SAYS = {"1": "0a43a7db4392ba12c364fb0b9ae2961b60d91185ab6b5c4e2ec7ecb51a30c448"}
"""SHA-256 of what each version of the rules says to every input. A version that suggestions were made by is never
changed: a rule that changes makes a new version, and a new line here."""


def _stored(looked_at: RoutingInputs, /, **changed: Any) -> dict[str, Any]:
    return {**asdict(suggest(looked_at)), **changed}


def _said(version: str) -> str:
    lines = []
    for inputs in EVERY_INPUT:
        said = suggest(inputs, version)
        lines.append(f"{said.route} {said.rule} {said.counterfactual} {said.confirm_first}")
    return sha256("\n".join(lines).encode()).hexdigest()


def test_no_version_of_the_rules_says_anything_else_than_it_did() -> None:
    assert {version: _said(version) for version in RULE_SETS} == WHAT_EACH_VERSION_SAYS


def test_what_is_stored_is_what_is_said_again() -> None:
    assert all(replay(_stored(inputs)).is_the_same for inputs in EVERY_INPUT)


def test_what_was_stored_otherwise_is_named_field_by_field() -> None:
    found = replay(_stored(EVERY_INPUT[0], route="drop", confirm_first=None))
    said = suggest(EVERY_INPUT[0])
    assert found.differs == {"route": ("drop", said.route.value), "confirm_first": (None, said.confirm_first)}
    assert not found.is_the_same


def test_another_version_says_who_would_have_gone_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    turned: Sequence[Rule] = tuple(
        replace(rule, route=Route.DROP) if rule.route is Route.COORDINATOR else rule for rule in RULE_SETS["1"]
    )
    monkeypatch.setattr(routing, "RULE_SETS", {**RULE_SETS, "2": turned})
    found = [replay(_stored(inputs), "2") for inputs in EVERY_INPUT]
    before = Counter(suggest(inputs).route for inputs in EVERY_INPUT)
    assert moves(found) == {"coordinator -> drop": before[Route.COORDINATOR]}


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"rule_set_version": "0"}, "no rule set has version '0'; there are: 1"),
        ({"inputs": {"age": "old"}}, "the stored inputs cannot be read"),
    ],
)
def test_what_cannot_be_computed_is_said_and_not_guessed(changed: dict[str, Any], fault: str) -> None:
    found = replay(_stored(EVERY_INPUT[0], **changed))
    assert (found.fault, found.is_the_same) == (fault, False)


def test_every_suggestion_that_can_be_made_has_its_words_in_every_municipality() -> None:
    made = {(said.rule, said.counterfactual) for said in map(suggest, EVERY_INPUT)}
    for profile in all_profiles():
        for rule, counterfactual in made:
            words = explained(rule, counterfactual, titles=profile.titles)
            assert "_" not in words, words
            assert "{" not in words, words
    assert {rule for rule, _ in made} == RULES.keys()
    assert {counterfactual.partition("_if_")[2] for _, counterfactual in made} == CHANGES.keys()


def test_the_words_say_why_and_what_would_change_it() -> None:
    (fredericia,) = [profile for profile in all_profiles() if profile.municipality_code == "607"]
    said = explained("no_active_case_is_confirmed", "team_leader_if_active_authority_case", titles=fredericia.titles)
    assert said == (
        "Det er bekræftet, at der ikke er en aktiv sag i myndighed."
        " Hvis der er en aktiv sag i myndighed, går den til teamleder i myndighed."
    )
    gone = explained("a_rule_of_old", "drop_if_whatever", titles=fredericia.titles)
    assert gone == "Reglen er a_rule_of_old. Modsat: drop_if_whatever."

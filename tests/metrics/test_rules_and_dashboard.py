"""The alert rules and the dashboard ask for figures that are given, and every figure of ours is looked at."""

import re
from typing import Any

import pytest
from prometheus_client import generate_latest

from app.metrics.answers import answered, with_answers
from app.metrics.figures import NOWHERE, figures_of_all
from app.metrics.process import of_process
from app.metrics.spans import NOT_TAKEN, SENT, TOO_MANY
from tests.caller import Service
from tests.cases.stations import on_monday, reach
from tests.given_up.giving_up import give_up
from tests.metrics.asked import dashboard, labels_in, names_in, questions, rules
from tests.metrics.reading import Read
from workflows.casework import State
from workflows.deadlines import Deadline

Given = dict[str, set[str]]
OF_PROMETHEUS = {"up": {"job", "instance"}}
ADDED_BY_PROMETHEUS = {"job", "instance", "le"}


@pytest.fixture
def given(service: Service) -> Given:
    """Each figure that a server and a worker give in a town where something has happened, with its labels."""
    case_id = reach(on_monday(service), State.WITH_COORDINATOR)
    give_up(service, case_id=case_id)
    answered("GET", "/v1/cases", 200, 0.1)
    web = with_answers(of_process("web", service.database))
    found: Given = dict(OF_PROMETHEUS)
    for registry in (web, figures_of_all(service.workers_database, ["file"])):
        for family in Read(generate_latest(registry).decode()).families:
            for sample in family.samples:
                found.setdefault(sample.name, set()).update({*sample.labels, *ADDED_BY_PROMETHEUS})
    return found


def test_what_is_asked_for_is_given(given: Given) -> None:
    asked = {(where, name) for where, question in questions() for name in names_in(question)}
    assert {(where, name) for where, name in asked if name not in given} == set()
    assert len({name for _, name in asked}) > 20, "the names were found"


def test_what_it_is_told_apart_by_is_a_label_of_it(given: Given) -> None:
    wrong = [
        (where, label, names)
        for where, question in questions()
        for names, labels in labels_in(question)
        for label in labels
        if not any(label in given[name] for name in names)
    ]
    assert wrong == []


def test_every_figure_of_ours_is_on_the_dashboard(given: Given) -> None:
    shown = {
        name for panel in dashboard()["panels"] for one in panel.get("targets", []) for name in names_in(one["expr"])
    }
    ours = {name for name in given if name.startswith("ssp_") and not name.endswith("_created")}
    assert ours - shown == set()


def test_a_state_or_kind_that_is_asked_for_is_one_that_there_is() -> None:
    """A rule for a kind of deadline that is called otherwise would be silent for ever."""
    known = {"state": {"waiting", "put_off", "doing"}, "past": {"target", "fatal"}, "sink": {NOWHERE}}
    known |= {"kind": {kind.value for kind in Deadline}, "status": {f"{first}xx" for first in range(1, 6)}}
    known |= {"method": {"GET", "POST"}, "job": {"ssp-web", "ssp-worker"}}
    known |= {"outcome": {SENT, NOT_TAKEN, TOO_MANY}}
    for where, question in questions():
        for label, value in re.findall(r'([a-z]+)!?="([^"]*)"', question):
            assert value in known[label], (where, label, value)


def test_each_rule_says_what_is_wrong_and_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names)) > 15
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"].keys() == {"summary", "action"}, rule["alert"]


def test_the_dashboard_fits_together() -> None:
    panels: list[Any] = dashboard()["panels"]
    ids = [panel["id"] for panel in panels]
    assert len(ids) == len(set(ids))
    places = [(p["gridPos"]["x"], p["gridPos"]["y"]) for p in panels]
    assert len(places) == len(set(places))
    assert all(p["gridPos"]["x"] + p["gridPos"]["w"] <= 24 for p in panels)

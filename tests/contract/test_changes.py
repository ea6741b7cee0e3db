"""What was released still holds; and each kind of change that would break a program is named."""

import copy
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from tests.contract.changes import breaking
from tests.contract.released import RELEASED
from tests.openapi.document import Operation, document, operations

Part = Any
TODAY = date(2026, 11, 16)


def test_what_was_released_still_holds() -> None:
    found = breaking(json.loads(RELEASED.read_text(encoding="utf-8")), document(), clock.now().date())
    assert found == [], "this breaks programs of others: put it under /v2, or deprecate what there is first"


def _moves(d: Part) -> Part:
    return d["paths"]["/v1/cases/{case_id}/moves"]["post"]


def _of(name: str, d: Part) -> Part:
    return d["components"]["schemas"][name]


_BREAKING: list[tuple[Callable[[Part], object], str]] = [
    (lambda d: d["paths"].pop("/v1/links"), "GET /v1/links is gone"),
    (lambda d: _moves(d)["parameters"].pop(1), "the parameter If-Match is gone"),
    (lambda d: _moves(d)["parameters"][1].update(required=True), "the parameter If-Match must be sent"),
    (lambda d: _moves(d)["parameters"][2]["schema"].update(maxLength=20), "Idempotency-Key: maxLength is 20"),
    (lambda d: _of("MakeLink", d).update(required=["reference", "why"]), "body: why must be sent"),
    (lambda d: _of("MakeLink", d)["properties"].pop("reference"), "body: reference is gone"),
    (
        lambda d: _of("MakeLink", d)["properties"]["reference"].update(pattern="^A$"),
        "reference: the pattern is another",
    ),
    (lambda d: _of("Attendee", d)["enum"].remove("police"), "['police'] are no longer taken"),
    (lambda d: _of("CaseView", d)["properties"].pop("moves"), "200: moves is gone"),
    (lambda d: _of("CaseView", d)["required"].remove("version"), "version may now be absent"),
    (lambda d: _of("CaseView", d)["properties"].update(version={"type": "string"}), "version: it may now be string"),
    (
        lambda d: _of("CaseView", d)["properties"].update(version={"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        "version: it may now be null",
    ),
    (lambda d: _of("CaseView", d)["properties"]["id"].pop("format"), "id: the format is None and no longer uuid"),
    (lambda d: _moves(d)["responses"].update({"202": _moves(d)["responses"].pop("200")}), "it answers ['202']"),
    (lambda d: _moves(d)["responses"]["200"]["headers"].pop("ETag"), "the header ETag of 200 is gone"),
    (lambda d: d["paths"]["/healthz"]["get"].update(security=[{"HTTPBearer": []}]), "GET /healthz asks for a token"),
]


@pytest.mark.parametrize(("change", "said"), _BREAKING, ids=[said for _, said in _BREAKING])
def test_a_breaking_change_is_named(change: Callable[[Part], object], said: str) -> None:
    changed = copy.deepcopy(document())
    change(changed)
    found = breaking(document(), changed, TODAY)
    assert any(said in one for one in found), found


_ADDED: list[Callable[[Part], object]] = [
    lambda d: d["paths"].update({"/v1/new": d["paths"]["/v1/links"]}),
    lambda d: _moves(d)["parameters"].append({"in": "query", "name": "dry", "schema": {"type": "boolean"}}),
    lambda d: _of("MakeLink", d)["properties"].update(why={"type": "string"}),
    lambda d: _of("CaseView", d)["properties"].update(more={"type": "string"}),
    lambda d: _of("CaseView", d)["required"].append("moves"),
    lambda d: _of("Attendee", d)["enum"].append("neighbour"),
    lambda d: _of("CaseState", d)["enum"].append("resting"),
    lambda d: _moves(d)["parameters"][2]["schema"].update(maxLength=500),
    lambda d: _moves(d)["responses"]["200"]["headers"].update(Sunset={"schema": {"type": "string"}}),
]


@pytest.mark.parametrize("change", _ADDED)
def test_what_is_added_breaks_nothing(change: Callable[[Part], object]) -> None:
    changed = copy.deepcopy(document())
    change(changed)
    assert changed != document()
    assert breaking(document(), changed, TODAY) == []


def test_what_was_said_to_go_may_be_gone_on_its_day_and_not_before() -> None:
    said, gone = copy.deepcopy(document()), copy.deepcopy(document())
    said["paths"]["/v1/links"]["get"] |= {"deprecated": True, "x-sunset": TODAY.isoformat()}
    del gone["paths"]["/v1/links"]
    assert breaking(said, gone, TODAY - timedelta(days=1)) == ["GET /v1/links is gone before 2026-11-16"]
    assert breaking(said, gone, TODAY) == []
    assert breaking(document(), said, TODAY) == []


def _of_answers_and_bodies() -> list[tuple[str, str]]:
    """Every field of every shape that something is sent or answered with, by the shape's name."""
    shapes = document()["components"]["schemas"]
    met: set[str] = set()
    waiting = [document()["paths"]]
    while waiting:
        found = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(waiting.pop()))) - met
        met |= found
        waiting += [shapes[name] for name in found]
    return sorted((name, field) for name in met for field in shapes[name].get("properties", ()))


@given(where=st.sampled_from(_of_answers_and_bodies()))
@settings(max_examples=15, deadline=None)
def test_whatever_field_is_taken_away_it_is_missed(where: tuple[str, str]) -> None:
    name, field = where
    changed = copy.deepcopy(document())
    del _of(name, changed)["properties"][field]
    assert breaking(document(), changed, TODAY) != [], where


@given(operation=st.sampled_from(operations()))
@settings(max_examples=15, deadline=None)
def test_whatever_operation_is_taken_away_it_is_missed(operation: Operation) -> None:
    changed = copy.deepcopy(document())
    del changed["paths"][operation.path][operation.method.lower()]
    assert breaking(document(), changed, TODAY) == [f"{operation.method} {operation.path} is gone"]

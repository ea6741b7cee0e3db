"""Nothing on the pages is without a Danish word, and nothing that the API can do is without a page."""

import importlib
import pkgutil
import re
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

import app
from app.access.relations import Relation
from app.web.forms.fields import Field, fields_of
from app.web.history import SAID
from app.web.log_words import THINGS, action, footing
from app.web.operations.beside import BESIDE
from app.web.operations.of_a_case import OPERATIONS
from app.web.operations.operation import Operation
from app.web.titles import TITLES
from app.web.words import is_known
from tests.openapi.document import operations
from workflows.catalogue import WORKFLOWS
from workflows.deadlines import Deadline
from workflows.roles import AccessPurpose, Role

ALL = {**OPERATIONS, **BESIDE}
NOT_BY_PAGE = {
    "take_receipt": "the carrier's own system brings receipts",
    "decide_entry": "entries are decided at the meeting, one or many at a time",
    "make_link": "a system says itself which case of its own it is",
    "remove_link": "the same",
    "make_moves": "a system's moves; people move many by move_cases",
    "register_webhook": "a system says itself where it is told of events",
    "change_secret": "only the system that signs by it may have it",
    "remove_webhook": "the system's own",
    "receive_list": "a page hands a list over with what was mended in it, by the same import_file",
}
"""Of what can be done by the API: what people do not do in a browser, and why."""


@pytest.mark.parametrize("kind", sorted(TITLES, key=str), ids=str)
def test_every_value_of_an_enum_has_a_word(kind: type[Enum]) -> None:
    assert is_known(kind)


def test_deadlines_purposes_and_roles_are_among_them() -> None:
    assert {Deadline, AccessPurpose, Role} <= TITLES.keys()


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_field_that_is_asked_for_is_called_something_and_can_be_filled_in(name: str) -> None:
    operation = ALL[name]
    assert operation.title
    for one in _all(fields_of(operation.body)) if operation.body else ():
        assert one.label[:1].isupper()
        assert "_" not in one.label + one.hint


def test_what_happens_in_a_case_is_said_in_danish() -> None:
    in_a_case = {name: flow for name, flow in WORKFLOWS.items() if name not in ("handover_list", "meeting")}
    moves = {(name, move.event.value) for name, flow in in_a_case.items() for move in flow.moves}
    assert moves - SAID.keys() == set()


def test_everything_that_the_api_can_do_can_be_done_from_a_page() -> None:
    """Each operation's function is one that the pages call."""
    changing = [
        route
        for route in _routes()
        if route.path.startswith("/v1/") and not (route.methods or set()) <= {"GET", "HEAD"}
    ]
    assert len(changing) == len([one for one in operations() if one.method != "GET"])
    called = {id(found) for module in _modules("app.web") for found in vars(module).values()}
    without = {one.endpoint.__name__ for one in changing if id(one.endpoint) not in called}
    assert without == NOT_BY_PAGE.keys()


def _routes() -> list[APIRoute]:
    """Each where its router stands."""
    found: dict[int, APIRoute] = {}
    for module in _modules("app"):
        for router in vars(module).values():
            if isinstance(router, APIRouter):
                found |= {id(route): route for route in router.routes if isinstance(route, APIRoute)}
    return list(found.values())


def _modules(name: str) -> list[Any]:
    package = importlib.import_module(name)
    names = [one.name for one in pkgutil.walk_packages(package.__path__, f"{name}.")]
    return [importlib.import_module(one) for one in names if not one.endswith("__main__")]


def _all(fields: list[Field]) -> list[Field]:
    return [one for field in fields for one in (field, *_all(list(field.rows)))]


def test_an_operation_of_the_case_is_one_of_its_moves() -> None:
    events = {one.event for one in ALL.values() if isinstance(one, Operation) and one.event}
    assert events == {move.event.value for move in WORKFLOWS["casework"].moves}


def test_whatever_is_written_in_the_log_has_words() -> None:
    """As the code names it where it is written, and what each workflow calls itself."""
    code = "\n".join(file.read_text() for file in Path(app.__file__).parent.rglob("*.py"))
    written = re.findall(r'audit\.record\(\s*session,\s*"([a-z_]+)\.', code)
    looked = re.findall(r'"([a-z_]+)\.(?:read|listed|searched)"', code)
    assert len(written) > 30
    assert {*written, *looked, *WORKFLOWS} - THINGS.keys() == set()
    assert {footing(one.value) for one in Relation} & {"Følger af sagens gang"} == set()
    assert action("case.read") == "Sag: åbnet"
    assert action("consent.withdraw") == "Samtykke: samtykke tilbagekaldt"


def test_the_log_does_not_say_that_something_was_changed_where_it_was_only_seen_or_asked() -> None:
    only_seen = (
        "log.status", "log.exported", "break_glass.sought", "case_index.asked", "custody.asked", "list.tried",
        "routing.replayed", "answer.replayed", "what_if.asked", "versions.planned", "consent.paper_read",
    )  # fmt: skip
    for code in only_seen:
        assert "skrevet eller ændret" not in action(code), code

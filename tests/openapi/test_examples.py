"""Every answer has an example that the service really gave, of the shape it promises, and about nobody."""

import json
import re
from collections.abc import Iterator
from typing import Any

from jsonschema_rs import Draft202012Validator

from app.access.tokens import DemoIssuer
from app.db import Database
from app.people.encryption import Vault
from tests.caller import LISTS
from tests.openapi.document import document, operations
from tests.openapi.record import EXAMPLES, record
from tests.openapi.recording import text_of
from workflows.casework import CASEWORK
from workflows.letter_kinds import PLACEHOLDERS

_HOW = "let tests/openapi/walk.py meet it, and run `python -m tests.openapi.record` and `make openapi`"
_CPR_NUMBER = re.compile(r"(?<![0-9a-zA-Z-])([0-9]{2})(0[1-9]|1[0-2])[0-9]{2}-?[0-9]{4}(?![0-9a-zA-Z-])")


def _contents() -> Iterator[tuple[str, dict[str, Any]]]:
    for one in operations():
        for status, content_type, content in one.answers():
            if content_type is not None:
                yield f"{one.name} {status} {content_type}", content


def _validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": document()["components"]}, validate_formats=True)


def test_each_answer_of_each_operation_has_an_example() -> None:
    without = [name for name, content in _contents() if "example" not in content]
    assert without == [], _HOW


def test_an_example_is_of_the_shape_that_is_promised() -> None:
    wrong = [
        f"{name} at {list(error.instance_path)}: {error.message}"
        for name, content in _contents()
        for error in _validator(content["schema"]).iter_errors(content["example"])
    ]
    assert wrong == []


def test_an_example_of_what_is_sent_is_of_the_shape_that_is_taken() -> None:
    seen = 0
    for one in operations():
        for content in one.described.get("requestBody", {}).get("content", {}).values():
            for title, example in content.get("examples", {}).items():
                seen += 1
                errors = list(_validator(content["schema"]).iter_errors(example["value"]))
                assert errors == [], (one.name, title)
    assert seen > 30


def test_an_operation_with_a_json_body_shows_one() -> None:
    for one in operations():
        for content_type in one.body_types():
            if content_type == "application/json":
                assert one.described["requestBody"]["content"][content_type].get("examples"), f"{one.name}: {_HOW}"


def test_the_moves_that_are_made_in_a_case_each_have_an_example() -> None:
    content = next(one for one in operations() if one.described["operationId"] == "move_case")
    shown = set(content.described["requestBody"]["content"]["application/json"]["examples"])
    # These are made by deciding on an entry or by a hand-over, or need a second list.
    elsewhere = {"give_to_team_leader", "give_to_coordinator", "drop", "send_elsewhere", "transfer", "reassess"}
    assert {move.event.value for move in CASEWORK.moves} - shown == elsewhere


def test_the_examples_are_what_the_service_answers_today(database: Database, vault: Vault, issuer: DemoIssuer) -> None:
    recorded = text_of(record(database, vault, issuer))
    assert recorded == EXAMPLES.read_text(encoding="utf-8"), "run `python -m tests.openapi.record` and `make openapi`"


def test_an_example_says_its_own_status() -> None:
    for name, content in _contents():
        if "problem+json" in name:
            assert content["example"]["status"] == int(name.split()[2]), name
            assert content["example"]["type"] == f"urn:ssp:problem:{content['example']['code']}", name


def test_no_example_has_a_cpr_number_that_somebody_could_have() -> None:
    text = json.dumps(document(), ensure_ascii=False)
    found = _CPR_NUMBER.findall(text)
    assert len(found) > 1, "the pattern finds those that are there"
    assert [day for day, _ in found if int(day) <= 60] == []


def test_the_people_in_the_examples_are_those_of_the_invented_list() -> None:
    known = (LISTS / "fredericia-2026-W47.csv").read_text(encoding="cp1252")
    names = re.findall(r'"(?:name|child_name)": "([^"]+)"', EXAMPLES.read_text(encoding="utf-8"))
    people = {name for name in names if " " in name and not name.startswith(("Opdigtet", "Karla", "Poul"))}
    people -= set(PLACEHOLDERS.values())
    assert people
    assert [name for name in people if name not in known] == []

"""The committed document is the one that is served, and it reads well."""

import json
import re
from collections import Counter
from pathlib import Path

from app.main import openapi_text
from tests.caller import Service
from tests.openapi.document import OPEN_TO_ALL, document, operations

COMMITTED = Path(__file__).parents[2] / "openapi" / "openapi.json"


def test_the_committed_document_is_current() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == openapi_text(), "run `make openapi`, and commit what it writes"


def test_the_document_is_what_the_service_serves_to_anybody(service: Service) -> None:
    served = service.without_token().get("/openapi.json")
    assert served.status_code == 200
    assert served.json() == json.loads(openapi_text())


def test_each_operation_has_a_name_of_plain_words_and_no_two_the_same() -> None:
    names = Counter(one.described["operationId"] for one in operations())
    assert [name for name, times in names.items() if times > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_each_operation_stands_under_one_described_heading_with_a_summary() -> None:
    headings = {tag["name"] for tag in document()["tags"]}
    for one in operations():
        assert len(one.described["tags"]) == 1, one.name
        assert set(one.described["tags"]) <= headings, f"{one.name}: describe its tag in app/openapi.py"
        assert one.described["summary"], one.name
        english = one.described["operationId"].replace("_", " ")
        assert one.described["summary"].lower() != english, f"{one.name}: the summary is the function's name"


def test_a_token_is_asked_for_everywhere_but_where_the_machines_look() -> None:
    schemes = document()["components"]["securitySchemes"]
    assert [(one["type"], one["scheme"], one["bearerFormat"]) for one in schemes.values()] == [
        ("http", "bearer", "JWT")
    ]
    expected: list[dict[str, list[str]]] = [{name: []} for name in schemes]
    for one in operations():
        assert one.described.get("security", []) == ([] if one.path in OPEN_TO_ALL else expected), one.name


def test_nothing_says_who_runs_it_or_where() -> None:
    assert "servers" not in document()
    assert "contact" not in document()["info"]


def test_every_failure_is_a_problem_and_nothing_else() -> None:
    for one in operations():
        for status, content_type, _ in one.answers():
            if not status.startswith("2"):
                assert content_type == "application/problem+json", (one.name, status)


def test_no_parameter_may_be_null() -> None:
    for one in operations():
        for parameter in one.described.get("parameters", ()):
            assert {"type": "null"} not in parameter["schema"].get("anyOf", []), (one.name, parameter["name"])


def test_each_header_that_carries_meaning_is_described() -> None:
    for one in operations():
        headers = {status: set(answer.get("headers", {})) for status, answer in one.described["responses"].items()}
        if "401" in headers:
            assert "WWW-Authenticate" in headers["401"], one.name
        for status in ("200", "201"):
            if "Idempotency-Key" in {parameter["name"] for parameter in one.parameters("header")}:
                assert status not in headers or "Idempotent-Replayed" in headers[status], one.name
    by_id = {one.described["operationId"]: one for one in operations()}
    for name in ("get_case", "move_case"):
        assert "ETag" in by_id[name].described["responses"]["200"]["headers"]
    assert "If-Match" in {parameter["name"] for parameter in by_id["move_case"].parameters("header")}


_MOVED_BY_EVENT = (
    "change_covers", "change_filters", "correct_identity", "move_case", "move_consent", "move_letter", "move_meeting",
    "move_obligation", "move_transfer", "write_ad_hoc_group", "write_concern_talk",
)  # fmt: skip


def test_the_moves_are_told_apart_by_their_event_and_letters_by_whom_they_are_to() -> None:
    schemas = document()["components"]["schemas"]
    unions: dict[str, str] = {}
    for one in operations():
        for content in one.described.get("requestBody", {}).get("content", {}).values():
            choices = content["schema"].get("oneOf")
            if choices is None:
                continue
            told_by = content["schema"]["discriminator"]["propertyName"]
            unions[one.described["operationId"]] = told_by
            mapping = content["schema"]["discriminator"]["mapping"]
            assert {choice["$ref"] for choice in choices} == set(mapping.values()), one.name
            for said, reference in mapping.items():
                shape = schemas[reference.removeprefix("#/components/schemas/")]
                assert shape["properties"][told_by]["const"] == said
                assert told_by in shape["required"]
    assert unions.pop("write_letters") == "to"
    assert unions.pop("move_cases") == "which"
    assert unions == dict.fromkeys(_MOVED_BY_EVENT, "event")

"""An operation that is to go says so to whoever calls it."""

import json
from datetime import date

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import main
from app.edge.deprecations import Deprecation, deprecate
from app.openapi import describe
from tests.openapi.document import operations

GOES = {"old_way": Deprecation(date(2026, 12, 1), date(2027, 12, 1), "new_way")}


def small() -> FastAPI:
    app = FastAPI(generate_unique_id_function=lambda route: route.name)

    @app.get("/v1/old/{number}", tags=["Sager"], summary="Den gamle")
    def old_way(number: int) -> int:
        return number

    @app.get("/v1/new/{number}", tags=["Sager"], summary="Den nye")
    def new_way(number: int) -> int:
        return number

    return app


def test_its_answers_say_since_when_until_when_and_what_to_call_instead() -> None:
    app = small()
    deprecate(app, GOES)
    caller = TestClient(app)
    for path in ("/v1/old/1", "/v1/old/none"):
        said = caller.get(path).headers
        assert said["Deprecation"] == "@1796083200"
        assert said["Sunset"] == "Wed, 01 Dec 2027 00:00:00 GMT"
        assert said["Link"] == '</v1/new/{number}>; rel="successor-version"'
    for path in ("/v1/new/1", "/v1/none"):
        assert {"Deprecation", "Sunset", "Link"} & {*caller.get(path).headers.keys()} == set()


def test_the_document_says_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    goes = {"list_links": Deprecation(date(2026, 12, 1), date(2027, 12, 1), "list_cases")}
    monkeypatch.setattr(main, "describe", lambda app: describe(app, goes))
    paths = json.loads(main.openapi_text())["paths"]
    old, new = paths["/v1/links"]["get"], paths["/v1/cases"]["get"]
    assert (old["deprecated"], old["x-sunset"]) == (True, "2027-12-01")
    assert {"Deprecation", "Sunset", "Link"} <= old["responses"]["200"]["headers"].keys()
    assert "deprecated" not in new
    assert "Sunset" not in new["responses"]["200"]["headers"]


def test_an_operation_that_is_none_cannot_go_nor_be_what_comes_instead() -> None:
    with pytest.raises(ValueError, match="no such operation: \\['other_way'\\]"):
        deprecate(small(), {"other_way": GOES["old_way"]})
    with pytest.raises(ValueError, match="no such operation: \\['other_way'\\]"):
        deprecate(small(), {"old_way": Deprecation(date(2026, 12, 1), date(2027, 12, 1), "other_way")})


def test_whoever_calls_it_has_a_year() -> None:
    with pytest.raises(ValueError, match="a year to change"):
        Deprecation(date(2026, 12, 1), date(2027, 11, 30), "new_way")


def test_what_the_document_says_is_to_go_has_a_day() -> None:
    going = [one.described for one in operations() if one.described.get("deprecated")]
    assert [one["operationId"] for one in going if "x-sunset" not in one] == []

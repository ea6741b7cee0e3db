"""Each answer says what a browser must not do with it, whoever gives it."""

import re

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient
from httpx2 import Response as Answer

from app.edge.door import Door
from app.edge.limits import EdgeLimits
from app.edge.security_headers import SecurityHeaders
from app.edge.service import Edged, protect
from app.errors import add_handlers
from tests.caller import Service
from tests.edge.plain import ask, fine
from tests.openapi.requests import is_problem
from workflows.roles import Role

_EXPECTED = {
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def _guarded(answer: Answer) -> None:
    assert {name: answer.headers.get(name) for name in _EXPECTED} == _EXPECTED, answer.status_code
    assert "camera=()" in answer.headers["permissions-policy"]
    assert [name for name in answer.headers if name == "server" or name.startswith("access-control-")] == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/v1/entries", 401),
        ("GET", "/nowhere", 404),
        ("PUT", "/healthz", 405),
        ("TRACE", "/healthz", 405),
        ("OPTIONS", "/healthz", 405),
        ("BREW", "/healthz", 405),
        ("GET", "/" + "x" * 9000, 414),
    ],
)
def test_an_answer_to_anybody_has_them(service: Service, method: str, path: str, status: int) -> None:
    answer = TestClient(service.app).request(method, path, headers={"Origin": "https://example.org"})
    assert answer.status_code == status
    _guarded(answer)


def test_an_answer_about_a_child_and_a_refusal_have_them(service: Service) -> None:
    police = service.as_(Role.POLICE)
    for answer in (
        police.upload("fredericia-2026-W47.csv"),
        police.upload("a.csv", b"no list"),
        police.get("/v1/entries"),
    ):
        _guarded(answer)


def test_what_nobody_foresaw_has_them() -> None:
    app = _with_routes()
    answer = TestClient(app, raise_server_exceptions=False).get("/v1/broken")
    assert (answer.status_code, is_problem(answer)) == (500, True)
    _guarded(answer)


def test_a_page_keeps_a_policy_of_its_own_and_nothing_of_the_api_is_ever_kept() -> None:
    client = TestClient(_with_routes())
    page, data = client.get("/page"), client.get("/v1/kept")
    assert page.headers.get_list("content-security-policy") == ["default-src 'self'"]
    assert page.headers.get_list("cache-control") == ["max-age=60"]
    assert data.headers.get_list("cache-control") == ["no-store"]


def test_head_is_get_without_the_body(service: Service) -> None:
    coordinator = service.as_(Role.COORDINATOR)
    client = TestClient(service.app)
    read = client.get("/v1/entries", headers=coordinator._headers)
    head = client.head("/v1/entries", headers=coordinator._headers)
    assert head.status_code == 200
    assert ask(Door(fine, EdgeLimits()), method="HEAD")[2] == b""
    assert head.headers["content-length"] == read.headers["content-length"] != "0"


def test_what_is_no_request_passes() -> None:
    async def lifespan(scope: object, receive: object, send: object) -> None:
        seen.append(scope)

    seen: list[object] = []
    with pytest.raises(ValueError, match="unpack"):
        ask(SecurityHeaders(lifespan), type="lifespan")
    assert len(seen) == 1


def _with_routes() -> FastAPI:
    app = Edged()

    @app.get("/v1/broken")
    def broken() -> None:
        raise RuntimeError

    @app.get("/page")
    def page() -> Response:
        return Response("<p>", headers={"Content-Security-Policy": "default-src 'self'", "Cache-Control": "max-age=60"})

    @app.get("/v1/kept")
    def kept() -> Response:
        return Response("{}", headers={"Cache-Control": "max-age=60"})

    add_handlers(app)
    protect(app, EdgeLimits(), {"/v1/handover-lists"}, re.compile("/papers"), lambda _: False)
    return app

"""What is too long, too large or too slow is refused before it costs anything."""

import asyncio
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from app.edge.body import Body
from app.edge.door import Door
from app.edge.limits import EdgeLimits
from tests.caller import Service
from tests.edge.conftest import Behind
from tests.edge.plain import ask, fine
from tests.openapi.inhabited import NOBODYS
from tests.openapi.requests import CANARY, is_problem
from workflows.roles import Role

_LISTS = "/v1/handover-lists"
_PAPERS = re.compile("/papers")


def _refused(answer: Any, status: int) -> None:
    assert (answer.status_code, is_problem(answer)) == (status, True), answer.text
    assert CANARY not in answer.text


def test_too_long_an_address_and_too_many_headers_are_refused(service: Service) -> None:
    client = TestClient(service.app)
    _refused(client.get(f"/v1/entries?{CANARY}=" + "x" * 9000), 414)
    _refused(client.get("/v1/entries", headers={f"X-{CANARY}-{n}": "1" for n in range(120)}), 431)
    _refused(client.get("/v1/entries", headers={"X-Long": CANARY * 4000}), 431)


def test_another_name_than_our_own_is_refused(behind: Behind) -> None:
    client = TestClient(behind(EdgeLimits(hosts=("ssp.example.dk", "[::1]"))).app)
    for host in ("ssp.example.dk", "SSP.example.dk:443", "[::1]:8000"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200, host
    for host in (f"{CANARY}.dk", "ssp.example.dk.evil.dk", "", "[::2]"):
        _refused(client.get("/healthz", headers={"Host": host}), 421)


def test_two_names_are_none() -> None:
    door = Door(fine, EdgeLimits(hosts=("ssp.example.dk",)))
    named = (b"host", b"ssp.example.dk")
    assert ask(door, headers=[named])[0] == 200
    assert ask(door, headers=[named, named])[0] == 421


def test_a_body_is_a_megabyte_at_most_and_a_list_may_be_larger(service: Service) -> None:
    coordinator, police = service.as_(Role.COORDINATOR), service.as_(Role.POLICE)
    large = b'{"event": "' + b"x" * 2**20 + b'"}'
    sent = coordinator.post("/v1/entries", headers={"Content-Type": "application/json"}, content=large)
    _refused(sent, 413)
    assert police.upload("a.csv", b"x" * 2 * 2**20).status_code == 422
    _refused(police.upload("a.csv", b"x" * 22 * 2**20), 413)
    papers = f"/v1/cases/{NOBODYS}/consents/{NOBODYS}/papers"
    assert coordinator.post_file(papers, "a.pdf", b"%PDF-" + b"x" * 9 * 2**20).status_code == 404
    _refused(coordinator.post_file(papers, "a.pdf", b"%PDF-" + b"x" * 12 * 2**20), 413)
    _refused(coordinator.post_file(f"{papers}/more", "a.pdf", b"x" * 2 * 2**20), 413)


def test_a_page_takes_as_large_a_list_and_paper_as_the_api_and_says_in_danish_what_is_too_large(
    service: Service,
) -> None:
    police, coordinator = service.as_(Role.POLICE), service.as_(Role.COORDINATOR)
    browser, paper = {"Accept": "text/html"}, f"/sager/{NOBODYS}/samtykker/{NOBODYS}"

    def said(answer: Any) -> tuple[int, bool]:
        return answer.status_code, "<h1>Indholdet er for stort</h1>" in answer.text

    assert police.post_file("/lister/ny", "a.csv", b"x" * 20 * 2**20, headers=browser).status_code == 422
    assert said(police.post_file("/lister/ny", "a.csv", b"x" * 22 * 2**20, headers=browser)) == (413, True)
    assert said(police.post_file("/lister", "a.csv", b"x" * 2 * 2**20, headers=browser)) == (413, True)
    assert coordinator.post_file(paper, "a.pdf", b"%PDF-" + b"x" * 9 * 2**20, headers=browser).status_code == 404
    assert said(coordinator.post_file(paper, "a.pdf", b"x" * 12 * 2**20, headers=browser)) == (413, True)


def test_a_body_that_trickles_is_told_so_and_one_that_comes_steadily_is_not() -> None:
    waited: list[Any] = []

    async def told(scope: Any, receive: Any, send: Any) -> None:
        try:
            await fine(scope, receive, send)
        except HTTPException as slow:
            waited.append((slow.status_code, slow.headers))
            await send({"type": "http.response.start", "status": slow.status_code, "headers": []})

    limits = EdgeLimits(body_seconds=0.05, least_rate=10)
    body = Body(told, limits, {_LISTS}, _PAPERS)
    assert ask(body, method="POST", chunks=[b"x" * 10, b""])[0] == 200

    async def never() -> Any:
        await asyncio.Event().wait()

    async def stuck(scope: Any, _: Any, send: Any) -> None:
        await body(scope, never, send)

    assert ask(stuck, method="POST")[0] == 408
    assert waited == [(408, {"Connection": "close"})]


@pytest.mark.parametrize("came", [0, 1000])
def test_the_more_has_come_the_longer_it_may_take(came: int) -> None:
    async def slowly() -> Any:
        pieces.append(1)
        await asyncio.sleep(0.1 if len(pieces) == 2 else 0)
        return {"type": "http.request", "body": b"x" * came, "more_body": len(pieces) < 2}

    pieces: list[int] = []
    body = Body(fine, EdgeLimits(body_seconds=0.02, least_rate=100), {_LISTS}, _PAPERS)

    async def with_pause(scope: Any, _: Any, send: Any) -> None:
        await body(scope, slowly, send)

    if came:
        assert ask(with_pause, method="POST")[0] == 200
    else:
        with pytest.raises(HTTPException) as slow:
            ask(with_pause, method="POST")
        assert slow.value.status_code == 408

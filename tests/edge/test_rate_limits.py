"""Who comes too often waits, and nobody else does."""

from dataclasses import replace
from typing import Any

import pytest
from limits import parse
from starlette.types import Receive, Scope, Send

from app.edge.limits import EdgeLimits, Rates
from app.edge.rate_limits import RateLimits
from app.edge.rate_windows import RateWindows
from tests.edge.conftest import Behind
from tests.edge.plain import ask
from tests.openapi.document import document
from tests.openapi.requests import is_problem
from workflows.roles import Role

_RATES = Rates(
    reads=parse("3/minute"), writes=parse("2/minute"), uploads=parse("1/minute"), strangers=parse("5/minute")
)
_LISTS = "/v1/handover-lists"
_PAGE = "/lister/ny"


def _is_page(path: str) -> bool:
    return path.startswith("/lister")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Counted:
    """The piece around a service that knows the tokens ``good…``."""

    def __init__(self, **more: Any) -> None:
        self.clock = Clock()
        self.revoked: set[str] = set()
        self.limits = RateLimits(self._app, _RATES, {_LISTS, _PAGE}, _is_page, now=self.clock, **more)

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        shown = dict(scope["headers"]).get(b"authorization", b"").decode()
        good = shown.startswith("good") and shown not in self.revoked
        status = 200 if good or not scope["path"].startswith(("/v1/", "/lister")) else 401
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def ask(self, token: str = "", peer: str | None = "192.0.2.1", path: str = "/v1/x", **more: Any) -> Any:
        headers = [(b"authorization", token.encode())] if token else []
        headers += [(b"x-forwarded-for", more.pop("forwarded").encode())] if "forwarded" in more else []
        return ask(self.limits, path, headers=headers, client=(peer, 1) if peer else None, **more)

    def statuses(self, times: int, *arguments: Any, **more: Any) -> list[int]:
        return [self.ask(*arguments, **more)[0] for _ in range(times)]


def test_who_reads_too_often_is_told_when_to_come_back_and_then_may() -> None:
    edge = Counted()
    edge.ask("good")
    assert edge.statuses(4, "good") == [200, 200, 200, 429]
    edge.clock.now += 20.5
    status, headers, body = edge.ask("good")
    assert (status, headers["content-type"]) == (429, "application/problem+json")
    assert b"too_many_requests" in body
    assert headers["Retry-After".lower()] == "40"
    assert headers["ratelimit"] == '"reads";r=0;t=40'
    assert headers["ratelimit-policy"] == '"reads";q=3;w=60'
    edge.clock.now += 40
    assert edge.ask("good")[0] == 200


def test_each_credential_counts_for_itself_and_each_kind_of_call_too() -> None:
    edge = Counted()
    edge.statuses(5, "good1")
    assert edge.ask("good1")[0] == 429
    assert edge.statuses(3, "good1", method="POST") == [200, 200, 429]
    assert edge.statuses(2, "good1", method="POST", path=_LISTS) == [200, 429]
    assert edge.ask("good2")[0] == 200


def test_whoever_reads_a_page_is_known_and_a_list_from_the_page_counts_as_a_list() -> None:
    edge = Counted()
    assert edge.ask("good", path="/lister")[0] == 200
    assert edge.statuses(2, "good", method="POST", path=_PAGE) == [200, 429]
    assert edge.ask("good", path="/lister")[1]["ratelimit-policy"] == '"reads";q=3;w=60'
    edge.ask("good2", method="POST", path="/lister")
    assert edge.ask("good2")[1]["ratelimit-policy"] == '"strangers";q=5;w=60', "one can log out with anything"


def test_guessing_is_slow_and_a_colleague_behind_the_same_address_still_gets_in() -> None:
    edge = Counted()
    edge.ask("good")
    assert [edge.ask(f"guess{n}")[0] for n in range(6)] == [401] * 4 + [429] * 2
    assert edge.ask()[0] == edge.ask(path="/login")[0] == edge.ask("good-but-new")[0] == 429
    assert edge.ask("good")[0] == 200
    assert edge.ask("guess", peer="192.0.2.2")[0] == 401


def test_a_credential_that_was_taken_away_counts_as_a_strangers() -> None:
    edge = Counted()
    edge.statuses(2, "good")
    edge.revoked.add("good")
    assert edge.statuses(6, "good") == [401] * 5 + [429]


def test_an_open_page_makes_nobody_known() -> None:
    edge = Counted()
    assert edge.statuses(6, "guess", path="/login") == [200] * 5 + [429]
    assert edge.ask("guess")[0] == 429


def test_those_who_ask_whether_it_lives_are_not_counted() -> None:
    edge = Counted()
    assert set(edge.statuses(20, path="/healthz")) == {200}


def test_who_has_many_addresses_of_one_network_is_one() -> None:
    edge = Counted()
    assert [edge.ask(peer=f"2001:db8::{n}")[0] for n in range(6)] == [401] * 5 + [429]
    assert edge.ask(peer="2001:db8:0:1::1")[0] == 401
    assert edge.ask(peer=None)[0] == 401


def test_a_forwarded_address_is_believed_from_a_known_proxy_alone() -> None:
    believed, plain = Counted(forwarded_by=("192.0.2.0/24",)), Counted()
    each = [f"198.51.100.{n}" for n in range(6)]
    assert {believed.ask(forwarded=one)[0] for one in each} == {401}
    assert believed.ask(peer="203.0.113.1", forwarded="198.51.100.9")[0] == 401
    assert [plain.ask(forwarded=one)[0] for one in each] == [401] * 5 + [429]
    lies = [f"{one}, 198.51.100.77" for one in each]  # the client wrote the first, the proxy the last
    assert [believed.ask(forwarded=one)[0] for one in lies] == [401] * 5 + [429]


def test_no_credential_is_kept_as_it_is() -> None:
    edge = Counted()
    edge.statuses(2, "good-and-secret")
    kept = repr(vars(edge.limits)) + repr(vars(edge.limits._limiter.storage))
    assert "good-and-secret" not in kept
    assert Counted().limits._key != edge.limits._key


def test_what_is_counted_in_does_not_grow_without_end() -> None:
    windows = RateWindows(most=100, now=Clock())
    for number in range(1000):
        assert windows.acquire_entry(f"guess{number}", 5, 60)
    assert len(windows._came) == 100


def test_the_service_answers_429_as_a_problem_and_leaves_others_alone(behind: Behind) -> None:
    service = behind(replace(EdgeLimits(), rates=_RATES))
    reader, other = service.as_(Role.COORDINATOR), service.as_(Role.TEAM_LEADER)
    answers = [reader.get("/v1/entries") for _ in range(5)]
    assert [one.status_code for one in answers] == [200] * 4 + [429]
    assert is_problem(answers[-1])
    assert int(answers[-1].headers["Retry-After"]) <= 60
    assert other.get("/v1/entries").status_code == 200


@pytest.mark.parametrize(("method", "kind", "most"), [("GET", "reads", 3), ("POST", "writes", 2)])
def test_every_answer_says_how_many_are_left_and_it_is_true(behind: Behind, method: str, kind: str, most: int) -> None:
    """Also the answer that refuses what was sent: it counts as any other."""
    service = behind(replace(EdgeLimits(), rates=_RATES))
    caller = service.as_(Role.COORDINATOR)
    caller.get("/v1/entries")  # from here on the credential is known
    answers = [caller.client.request(method, "/v1/entries", headers=caller._headers) for _ in range(most + 1)]
    said = [one.headers["ratelimit"].rpartition(";t=") for one in answers]
    assert [left for left, _, _ in said] == [f'"{kind}";r={left}' for left in [*range(most - 1, -1, -1), 0]]
    assert {one.headers["ratelimit-policy"] for one in answers} == {f'"{kind}";q={most};w=60'}
    assert [one.status_code == 429 for one in answers] == [False] * most + [True]
    assert all(1 <= int(seconds) <= 60 for _, _, seconds in said)
    described = document()["paths"]["/v1/entries"][method.lower()]["responses"]
    for one in answers:
        assert {"RateLimit", "RateLimit-Policy"} <= set(described[str(one.status_code)]["headers"]), one.status_code


@pytest.mark.parametrize("path", ["/v1/entries", "/v1/nowhere", "/login", "/"])
def test_a_stranger_is_counted_wherever_they_knock(behind: Behind, path: str) -> None:
    service = behind(replace(EdgeLimits(), rates=_RATES))
    knocks = [service.without_token().get(path).status_code for _ in range(6)]
    assert 429 not in knocks[:5]
    assert knocks[5] == 429


def test_who_sends_too_many_lists_from_the_page_is_told_so_on_a_page(behind: Behind) -> None:
    police = behind(EdgeLimits(rates=replace(_RATES, reads=parse("9/minute")))).as_(Role.POLICE)
    browser = {"Accept": "text/html"}
    assert police.get("/lister").status_code == 200
    assert police.post_file("/lister/ny", "a.csv", b"", headers=browser).status_code == 422
    refused = police.post_file("/lister/ny", "a.csv", b"", headers=browser)
    assert (refused.status_code, refused.headers["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert int(refused.headers["Retry-After"]) > 0
    assert "Vent" in refused.text

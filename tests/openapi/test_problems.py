"""Each kind of failure is a problem of one form, with nothing in it of what was sent."""

from itertools import count
from typing import Any

import psycopg
import pytest

from tests.caller import Service
from tests.cases.stations import on_monday, reach
from tests.drill.form import LONG
from tests.openapi.document import Operation, operations
from tests.openapi.inhabited import NOBODYS, Inhabited
from tests.openapi.requests import CANARY, all_well_formed, is_problem, well_formed
from workflows.casework import State
from workflows.roles import Role


def _is(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, is_problem(answer)) == (status, True), answer.text
    assert answer.json()["code"] == code


def test_without_a_token_it_is_401_and_says_how(service: Service) -> None:
    answer = service.without_token().get(f"/v1/cases/{NOBODYS}")
    _is(answer, 401, "token_malformed")
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


def test_a_role_that_may_never_gets_403_and_one_that_may_not_here_404(service: Service) -> None:
    case_id = reach(on_monday(service), State.WITH_TEAM_LEADER)
    _is(service.as_(Role.POLICE).get(f"/v1/cases/{case_id}"), 403, "forbidden")
    _is(service.as_(Role.COORDINATOR).get(f"/v1/cases/{case_id}"), 404, "not_found")
    _is(service.as_(Role.COORDINATOR).get(f"/v1/cases/{NOBODYS}"), 404, "not_found")


@pytest.mark.parametrize(
    "path", [f"/{CANARY}", f"/v1/{CANARY}", "/v1/cases/", f"/v1/cases/?{CANARY}", f"//{CANARY}/%2f"]
)
def test_an_address_that_is_none_is_not_found_and_not_repeated(service: Service, path: str) -> None:
    _is(service.as_(Role.COORDINATOR).get(path), 404, "not_found")


def test_a_method_that_is_none_is_405_and_says_which_there_are(place: Inhabited) -> None:
    allowed: dict[str, set[str]] = {}
    for one in operations():
        allowed.setdefault(one.path, set()).add(one.method)
    for one in operations():
        other = "PUT" if "PUT" not in allowed[one.path] else "PATCH"
        request = well_formed(one, place).but(method=other, json=None, files=None)
        answer = request.send(place, Role.COORDINATOR)
        _is(answer, 405, "method_not_allowed")
        assert {method.strip() for method in answer.headers["Allow"].split(",")} == allowed[one.path], one.path


def test_a_move_that_comes_too_late_too_early_or_on_nothing(service: Service) -> None:
    them = on_monday(service)
    path = f"/v1/cases/{reach(them, State.WITH_COORDINATOR)}/moves"
    move = {"event": "confirm_informed"}
    _is(them.coordinator.post(path, move), 428, "version_missing")
    _is(them.coordinator.post(path, move, headers={"If-Match": '"99"'}), 412, "version_stale")
    current = them.coordinator.get(path.removesuffix("/moves")).headers["ETag"]
    refused = them.coordinator.post(path, move, headers={"If-Match": current})
    _is(refused, 409, "move_refused")
    assert refused.json()["unmet"] == ["everyone_informed_or_exempt"]


def test_too_much_is_413_whether_it_says_so_or_not(place: Inhabited) -> None:
    one = next(one for one in operations() if one.described["operationId"] == "type_entry")
    request = well_formed(one, place).but(json=None, content=b"{}")
    declared = request.but(headers={"Content-Type": "application/json", "Content-Length": str(2**40)})
    _is(declared.send(place, Role.COORDINATOR), 413, "too_large")
    coming = request.but(headers={"Content-Type": "application/json", "Transfer-Encoding": "chunked"})
    chunks = (CANARY.encode() * 2**17 for _ in range(17))
    _is(coming.but(content=chunks).send(place, Role.COORDINATOR), 413, "too_large")


def test_what_is_wrong_is_422_and_says_where_and_which_rule(service: Service) -> None:
    answer = service.as_(Role.COORDINATOR).post("/v1/entries", {CANARY: CANARY, "name": 3})
    _is(answer, 422, "invalid")
    assert {"where": "body", "rule": "extra_forbidden", "message": "kendes ikke"} in answer.json()["errors"]
    assert {"where": "body.role", "rule": "missing", "message": "mangler"} in answer.json()["errors"]


def test_what_nobody_foresaw_is_500_and_says_nothing_of_it(service: Service, url: str) -> None:
    case_id = reach(on_monday(service), State.WITH_COORDINATOR)
    coordinator = service.as_(Role.COORDINATOR)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("alter table deadlines rename to deadlines_away")
        answer = coordinator.get(f"/v1/cases/{case_id}")
        owner.execute("alter table deadlines_away rename to deadlines")
    _is(answer, 500, "internal")
    assert answer.json()["title"] == "Der er sket en fejl hos os"
    assert answer.json()["detail"] == "Intet er gemt. Fejlen er noteret."
    assert len(answer.json()) == 5
    assert coordinator.case(case_id)["state"] == "with_coordinator"


def _whose_turn(place: Inhabited) -> list[Role]:
    """Everybody's in the drill, else one's after the other."""
    roles = list(place.tokens)
    return roles if LONG else [roles[next(_turn) % len(roles)]]


_turn = count()


@pytest.mark.parametrize("operation", operations(), ids=lambda one: one.name)
def test_nothing_that_was_sent_comes_back_in_a_refusal(operation: Operation, place: Inhabited) -> None:
    for request in all_well_formed(operation, place):
        said = request.but(
            headers={"X-Canary": CANARY, "Cookie": f"a={CANARY}", "User-Agent": CANARY, "Host": f"{CANARY}.dk"},
            query={CANARY: CANARY},
        )
        broken = said.but(json=None, files=None, content=CANARY.encode() + b"\xff")
        wrong = [said, said.but(path=operation.path.replace("{", CANARY).replace("}", "")), said.but(method="PATCH")]
        wrong += [broken.but(headers=said.headers | {"Content-Type": kind}) for kind in operation.body_types()]
        if request.json is not None:
            wrong += [said.but(json=dict.fromkeys(request.json, CANARY)), said.but(json={CANARY: CANARY})]
        if request.files is not None:
            name = f"{CANARY}\"; filename*=UTF-8''{CANARY}"
            wrong += [said.but(files={part: (name, CANARY.encode(), f"text/{CANARY}")}) for part in ("file", CANARY)]
        for spoilt in wrong:
            for role in _whose_turn(place):
                answer = spoilt.send(place, role)
                assert answer.status_code < 300 or is_problem(answer), (role, answer.status_code, answer.text[:300])
            without = spoilt.but(headers=spoilt.headers | {"Authorization": f"Bearer {CANARY}"})
            answer = without.send(place, Role.POLICE)
            assert answer.status_code < 300 or is_problem(answer), (answer.status_code, answer.text[:300])

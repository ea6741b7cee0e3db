"""The log holds: nothing personal stands in it, nobody changes it, and without it nothing is given."""

from typing import Any

import psycopg
import pytest
from psycopg.errors import RestrictViolation
from sqlalchemy import select

from app.people.models import Person
from tests.access.every_operation import Request, protected, requests
from tests.access.wholeness import everything_stored
from tests.caller import FREDERICIA, Service
from tests.cases.stations import on_monday, reach
from tests.drill.form import times
from tests.drill.reporting import Tell
from tests.handover import hand_over
from tests.openapi.inhabited import Inhabited
from tests.openapi.walk import TYPED
from tests.openapi.walk_beside import begun
from workflows.casework import State
from workflows.roles import Role


def test_the_log_holds_no_name_and_no_cpr_number(service: Service, url: str) -> None:
    them = on_monday(service)
    hand_over(them)
    case_id = reach(them, State.COURSE_COMPLETED)
    person = them.coordinator.case(case_id)["person"]
    with psycopg.connect(url) as connection:
        everything = str(connection.execute("select audit_log::text from audit_log").fetchall())
    assert person["id"] in everything
    for canary in (person["name"], person["cpr_number"], person["cpr_number"].replace("-", ""), "Opdigtet", "Hærværk",
                   "El-Hassan", "710212", "Karla", "Skolens leder", "Trives", "Målet"):  # fmt: skip
        assert canary not in everything, canary


@pytest.mark.parametrize("table", ["audit_log", "history"])
@pytest.mark.parametrize(
    "statement", ["update {} set actor = 'somebody'", "delete from {}", "truncate {}", "delete from {} where false"]
)
def test_the_database_refuses_to_change_what_has_happened(
    service: Service, url: str, table: str, statement: str
) -> None:
    reach(on_monday(service), State.RECEIVED)
    with psycopg.connect(url) as connection, pytest.raises(RestrictViolation):
        connection.execute(statement.format(table).encode())


WITHOUT_PERSONS = {
    "GET /v1/profile": "the municipality's settings",
    "GET /v1/workflows/{name}": "how the process goes, with nobody in it",
    "GET /v1/session": "who one is oneself",
    "GET /v1/letter-templates": "how letters are worded, with nobody in them",
    "GET /v1/event-schemas": "what kinds of events there are, and none of them",
    "POST /v1/letter-templates/{kind}/preview": "a letter to somebody invented, and nothing is kept",
}
"""Operations that want to know who is calling, and show nobody's data."""
OPEN = ("/healthz", "/readyz", "/openapi.json")
TAKEN = {
    "the right to write it": (
        "revoke insert on audit_log from ssp_app",
        "grant insert on audit_log to ssp_app",
    ),
    "the right to move its head": (
        "revoke update on audit_heads from ssp_app",
        "grant update on audit_heads to ssp_app",
    ),
    "the table itself": (
        "alter table audit_log rename to audit_log_away",
        "alter table audit_log_away rename to audit_log",
    ),
}


_OF_THE_HELD = times(4, 1)
"""With the log failing in one way, every operation; in each other way, one in so many that were held in the first."""


def test_without_the_log_nothing_is_given_and_nothing_is_done(alone: Inhabited, alone_url: str, tell: Tell) -> None:
    """Every operation of the document, in a request that would be carried out; and again when the log is back."""
    cookie = begun(alone.service, "tove", Role.COORDINATOR, Role.TEAM_LEADER)
    replays = [one.with_key() for one in _writes(alone)]
    first = [_carried_out(one, alone) for one in replays]
    receipt = _receipt(alone)
    _carried_out(receipt, alone)
    secrets, before = _secrets(alone, alone_url), everything_stored(alone_url)
    held: dict[str, Request] = {}
    asked = 0
    for place, (what, (take, give_back)) in enumerate(TAKEN.items()):
        _execute(alone_url, take)
        try:
            again = list(held.values())[place % _OF_THE_HELD :: _OF_THE_HELD]
            if not held:
                held = _held(alone, cookie, secrets)
                asked = len(held)
                assert {one.name for one in protected()} - held.keys() == WITHOUT_PERSONS.keys()
            for request in (*again, *replays, receipt):
                answer = request.send(alone)
                assert _is_held(answer), (what, request.operation.name, answer.text)
                _given_nothing(answer, secrets)
                asked += 1
            for path in OPEN:
                assert alone.service.without_token().get(path).status_code == 200, (what, path)
        finally:
            _execute(alone_url, give_back)
        assert everything_stored(alone_url) == before, what
    for kept, answer in zip(replays, first, strict=True):
        again = _carried_out(kept, alone)
        assert (again.json(), again.headers["Idempotent-Replayed"]) == (answer.json(), "true")
    for request in (receipt, *(one for one in held.values() if one.operation.method == "GET")):
        _carried_out(request, alone)
    # Those that ask for a version come first: what the others do to the same case makes it another. Whoever removes
    # something comes last: nothing is done with it afterwards.
    for request in sorted(held.values(), key=lambda one: (not _asks_for_a_version(one), _removes(one))):
        if request.operation.method != "GET":
            answer = request.send(alone)
            assert answer.status_code < 300 or answer.status_code == 409, (request.operation.name, answer.text)
    tell("7", "operations that need the log, in requests that are carried out when it is there", len(held))
    tell("7", "of them asked while it could not be written, in each of three ways, and answered with 503", asked)
    tell("7", "of these given anything, or done", 0, at_most=0)


def _held(place: Inhabited, cookie: str, secrets: set[str]) -> dict[str, Request]:
    """Of each operation the first request that is stopped by the log alone; on the way nobody is given anything."""
    found: dict[str, Request] = {}
    for one in protected():
        for request in requests(one, place, cookie):
            if (one.name, request.role) in place.never:
                continue
            answer = request.send(place)
            assert answer.status_code != 500, one.name
            _given_nothing(answer, secrets, but=one.name in WITHOUT_PERSONS)
            if _is_held(answer):
                found[one.name] = request
                break
            if one.name in WITHOUT_PERSONS and answer.status_code < 300:
                break  # it goes on
            if answer.status_code == 403 and answer.json().get("reason") == "role_may_never":
                place.never.add((one.name, request.role))
    return found


def _asks_for_a_version(request: Request) -> bool:
    return "If-Match" in {one["name"] for one in request.operation.parameters("header")}


def _removes(request: Request) -> bool:
    return request.operation.method == "DELETE"


def _writes(place: Inhabited) -> list[Request]:
    """Two that hold personal data in what they answer."""
    by_name = {one.described["operationId"]: one for one in protected()}
    case = next(one for one in place.places if "goal_id" in one)
    path = f"/v1/cases/{case['case_id']}/custody-holders"
    holder = {"name": "Poul Opdigtet", "relation": "father"}
    typed = {**TYPED, "police_journal_number": "3700-73821-88888-26"}
    return [
        Request(by_name["enter_custody_holder"], path, Role.COORDINATOR, {}, holder),
        Request(by_name["type_entry"], "/v1/entries", Role.COORDINATOR, {}, typed),
    ]


def _receipt(place: Inhabited) -> Request:
    """What the police get when they send the same list again, and the receipt itself is read besides."""
    (operation,) = (one for one in protected() if one.described["operationId"] == "get_list")
    lists = place.service.as_(Role.POLICE).get("/v1/handover-lists").json()["items"]
    return Request(operation, f"/v1/handover-lists/{lists[0]['id']}", Role.POLICE, {})


def _carried_out(request: Request, place: Inhabited) -> Any:
    answer = request.send(place)
    assert answer.status_code < 300, (request.operation.name, answer.text)
    return answer


def _is_held(answer: Any) -> bool:
    return answer.status_code == 503 and answer.json()["code"] in ("log_unavailable", "unavailable")


def _given_nothing(answer: Any, secrets: set[str], *, but: bool = False) -> None:
    """A failure, with nothing of anybody in its body or its headers."""
    if not but:
        at = (answer.request.method, answer.request.url.path, answer.text)
        assert answer.status_code in (400, 401, 403, 404, 409, 412, 422, 500, 503), at
        assert answer.headers["content-type"] == "application/problem+json"
    said = answer.text + str(answer.headers)
    assert not [secret for secret in secrets if secret in said]


def _secrets(place: Inhabited, url: str) -> set[str]:
    """Names, CPR numbers and words of the cases, and every person's id."""
    with place.service.database.transaction(FREDERICIA) as session:
        people = session.scalars(select(Person)).all()
        found = {text for one in people for text in (str(one.id), one.name, one.cpr_number) if text}
    assert len(found) > 60
    return found | {"Karla", "Hærværk", "Trives", "Kommer til tiden"}


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())

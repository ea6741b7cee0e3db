"""A role that an administrator takes away is gone at the next request, and two give it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from tests.access.log import Log
from tests.caller import Caller, Service, new_key
from tests.cases.stations import on_monday
from tests.handover import hand_over
from workflows.roles import Role

PATH = "/v1/role-withdrawals"


def take(administrator: Caller, user: str, role: Role | None = None, reason: str = "left") -> Any:
    answer = administrator.post(PATH, {"user": user, "role": role, "reason": reason})
    assert answer.status_code == 201, answer.text
    return answer.json()


def is_withdrawn(answer: Any) -> None:
    assert (answer.status_code, answer.json()["code"]) == (401, "role_withdrawn"), answer.text
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert set(answer.json()) == {"type", "title", "status", "code", "detail"}


@pytest.fixture
def ada(service: Service) -> Caller:
    on_monday(service)
    return service.as_(Role.ADMINISTRATOR, subject="ada")


def test_a_page_that_was_begun_and_a_file_that_was_promised_are_gone_with_the_role(
    service: Service, ada: Caller
) -> None:
    them = on_monday(service)
    list_id = hand_over(them)[0]["list_id"]
    cursor = them.coordinator.get("/v1/entries", limit=2).json()["next_cursor"]
    file = f"/v1/handover-lists/{list_id}/rejected"
    before = [
        them.coordinator.get("/v1/entries", limit=2, cursor=cursor),
        them.coordinator.get(file),
        them.police.get(file),
    ]
    assert [answer.status_code for answer in before] == [200, 200, 200]
    take(ada, "coordinator", Role.COORDINATOR)
    take(ada, "police")
    is_withdrawn(them.coordinator.get("/v1/entries", limit=2, cursor=cursor))
    is_withdrawn(them.coordinator.get(file))
    is_withdrawn(them.police.get(file))
    is_withdrawn(them.police.upload("fredericia-2026-W48.csv"))
    assert them.team_leader.get("/v1/entries", limit=2, cursor=cursor).status_code == 200


def test_one_role_is_taken_or_all_and_only_here(service: Service, ada: Caller) -> None:
    coordinator, leader, abroad = (
        service.as_(role, code, "bo")
        for role, code in ((Role.COORDINATOR, "607"), (Role.TEAM_LEADER, "607"), (Role.COORDINATOR, "740"))
    )
    take(ada, "bo", Role.COORDINATOR)
    is_withdrawn(coordinator.get("/v1/profile"))
    assert leader.get("/v1/profile").status_code == abroad.get("/v1/profile").status_code == 200
    take(ada, "bo")
    is_withdrawn(leader.get("/v1/profile"))
    assert abroad.get("/v1/profile").status_code == 200


def test_it_takes_two_administrators_to_give_a_role_back_and_neither_is_oneself(service: Service, ada: Caller) -> None:
    bo, eve, lost = (service.as_(Role.ADMINISTRATOR, subject=name) for name in ("bo", "eve", "lost"))
    coordinator = service.as_(Role.COORDINATOR, subject="bo")
    first = take(ada, "bo", Role.COORDINATOR)
    end = f"{PATH}/{first['id']}/end"
    assert bo.post(end).json()["code"] == "not_oneself"
    proposed = ada.post(end)
    assert (proposed.status_code, proposed.json()["proposed_end_by"], proposed.json()["ended_at"]) == (200, "ada", None)
    is_withdrawn(coordinator.get("/v1/profile"))
    again = ada.post(end)
    assert (again.status_code, again.json()["code"]) == (409, "another_administrator")
    assert bo.post(end).json()["code"] == "not_oneself"
    is_withdrawn(coordinator.get("/v1/profile"))
    done = eve.post(end)
    assert (done.status_code, done.json()["ended_by"]) == (200, "eve")
    assert coordinator.get("/v1/profile").status_code == 200
    assert lost.post(end).json()["code"] == "already_given_back"


def test_the_database_itself_wants_four_eyes(service: Service, ada: Caller, url: str) -> None:
    take(ada, "bo", Role.COORDINATOR)
    for by, proposed in (("'ada'", "'ada'"), ("'bo'", "'ada'"), ("'ada'", "'bo'"), ("'ada'", "null")):
        ended = f"ended_at = now(), ended_by = {by}, proposed_end_by = {proposed}"
        with psycopg.connect(url) as owner, pytest.raises(psycopg.errors.CheckViolation):
            owner.execute(f"update role_withdrawals set {ended}".encode())  # noqa: S608 - the test's own


def test_administrators_of_another_municipality_and_other_roles_have_no_say(service: Service, ada: Caller) -> None:
    made = take(ada, "bo", Role.COORDINATOR)
    abroad = service.as_(Role.ADMINISTRATOR, "740", "ada")
    assert abroad.post(f"{PATH}/{made['id']}/end").status_code == 404
    assert abroad.get(PATH).json()["items"] == []
    for role in (Role.COORDINATOR, Role.TEAM_LEADER, Role.LOG_REVIEWER, Role.POLICE, Role.INTEGRATION):
        caller = service.as_(role, subject="somebody")
        assert caller.get(PATH).status_code == 403
        assert caller.post(PATH, {"user": "ada", "reason": "misuse"}).status_code == 403
        assert caller.post(f"{PATH}/{made['id']}/end").status_code == 403


def test_taking_it_twice_takes_it_once(service: Service, ada: Caller) -> None:
    assert take(ada, "bo", Role.COORDINATOR)["id"] == take(ada, "bo", Role.COORDINATOR, "misuse")["id"]
    key = {"Idempotency-Key": new_key()}
    body = {"user": "carl", "reason": "left"}
    first, second = (ada.post(PATH, body, headers=key) for _ in range(2))
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert [one["user"] for one in ada.get(PATH).json()["items"]] == ["carl", "bo"]


def test_what_administrators_do_is_in_the_log(service: Service, ada: Caller, log: Log) -> None:
    eve = service.as_(Role.ADMINISTRATOR, subject="eve")
    log.new()
    made = take(ada, "bo", Role.COORDINATOR)
    ada.post(f"{PATH}/{made['id']}/end")
    eve.post(f"{PATH}/{made['id']}/end")
    eve.get(PATH)
    rows = [(row["actor"], row["action"], str(row["object_id"])) for row in log.new()]
    assert rows == [
        ("ada", "role.withdrawn", made["id"]),
        ("ada", "role.return_proposed", made["id"]),
        ("eve", "role.returned", made["id"]),
        ("eve", "role_withdrawal.read", "None"),
    ]


def test_a_request_asks_for_its_callers_role_in_the_same_breath_as_it_finds_its_rows(
    service: Service, ada: Caller
) -> None:
    with _statements(service) as asked:
        assert service.as_(Role.COORDINATOR).get("/v1/profile").status_code == 200
    (entering,) = [one for one in asked if "ssp_enter" in one]
    assert entering.startswith("select ssp_enter(%(code)s, %(subject)s, %(role)s)")
    assert not [one for one in asked if "set_config" in one]


@contextmanager
def _statements(service: Service) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(" ".join(statement.replace("::VARCHAR", "").split()))

    event.listen(service.database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(service.database.engine, "before_cursor_execute", note)

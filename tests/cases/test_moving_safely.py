"""Two people, a stale page, a repeated request: a move is made once, and on what one has seen."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.caller import Caller, Service, new_key
from tests.cases.stations import on_monday, reach
from tests.handover import enter_custody_holder, obligations_of
from workflows.casework import State
from workflows.roles import Role

_GATHER = {"event": "start_gathering"}


def _post(caller: Caller, case_id: str, body: Any, version: object, key: str | None = None) -> Any:
    headers = {"If-Match": f'"{version}"'} | ({"Idempotency-Key": key} if key else {})
    return caller.post(f"/v1/cases/{case_id}/moves", body, headers=headers)


def _history(caller: Caller, case_id: str, event: str) -> int:
    rows = caller.get(f"/v1/cases/{case_id}/history").json()["items"]
    return sum(row["event"] == event for row in rows)


def test_a_move_without_the_version_it_builds_on_is_not_made(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.FAMILY_INFORMED)
    answer = them.coordinator.post(f"/v1/cases/{case_id}/moves", _GATHER)
    assert answer.status_code == 428
    assert answer.json()["code"] == "version_missing"
    assert them.coordinator.case(case_id)["state"] == "family_informed"


@pytest.mark.parametrize("given", ["0", "1", "nonsense", "99999999999", '"7", "8"'])
def test_a_move_on_a_stale_version_is_not_made(service: Service, given: str) -> None:
    them = on_monday(service)
    case_id = reach(them, State.FAMILY_INFORMED)
    answer = them.coordinator.post(f"/v1/cases/{case_id}/moves", _GATHER, headers={"If-Match": given})
    assert answer.status_code == 412, answer.text
    assert answer.json()["version"] == them.coordinator.case(case_id)["version"]
    assert them.coordinator.case(case_id)["state"] == "family_informed"


@pytest.mark.parametrize(
    "body",
    [
        {"event": "start_gathering"},
        {"event": "keep_step", "reason": "Passer"},
        {"event": "raise_concern", "reason": "!"},
    ],
)
def test_every_move_raises_the_etag_also_one_that_leaves_the_state(service: Service, body: dict[str, str]) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    for _ in range(2):  # the second time, at the same moment, nothing at all of the row is new
        before = them.coordinator.get(f"/v1/cases/{case_id}")
        answer = _post(them.coordinator, case_id, body, before.json()["version"])
        assert answer.status_code == 200, answer.text
        assert answer.json()["version"] > before.json()["version"]
        assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
        assert answer.headers["ETag"] == them.coordinator.get(f"/v1/cases/{case_id}").headers["ETag"]
        if body["event"] == "start_gathering":
            break


def test_the_same_key_gives_the_same_answer_and_happens_once(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.FAMILY_INFORMED)
    version, key = them.coordinator.case(case_id)["version"], new_key()
    first = _post(them.coordinator, case_id, _GATHER, version, key)
    again = _post(them.coordinator, case_id, _GATHER, version, key)
    assert first.status_code == again.status_code == 200
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert _history(them.coordinator, case_id, "start_gathering") == 1

    other = _post(them.coordinator, case_id, {"event": "raise_concern", "reason": "Noget andet"}, version, key)
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"


def test_another_clients_same_key_is_its_own(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.FAMILY_INFORMED)
    key, body = new_key(), {"event": "raise_concern", "reason": "Bekymring"}
    colleague = service.as_(Role.COORDINATOR, subject="kollega")
    for caller in (them.coordinator, colleague):
        answer = _post(caller, case_id, body, caller.case(case_id)["version"], key)
        assert answer.status_code == 200, answer.text
        assert "Idempotent-Replayed" not in answer.headers
    assert _history(them.coordinator, case_id, "raise_concern") == 2


def test_a_key_does_not_give_one_role_what_the_other_was_answered(service: Service) -> None:
    them = on_monday(service)
    case_id = reach(them, State.COURSE_RUNNING)
    coordinator = service.as_(Role.COORDINATOR, subject="lars")
    key, body = new_key(), {"event": "pause_course", "reason": "Ferie"}
    assert _post(coordinator, case_id, body, coordinator.case(case_id)["version"], key).status_code == 200
    answer = _post(them.local_leader, case_id, body, 1, key)
    assert answer.status_code == 422
    assert "person" not in answer.json()


def test_of_two_who_move_the_same_case_at_once_one_wins(service: Service) -> None:
    them = on_monday(service)
    for _ in range(5):
        case_id = reach(them, State.FAMILY_INFORMED)
        version = them.coordinator.case(case_id)["version"]
        colleague = service.as_(Role.COORDINATOR, subject="kollega")
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda who: _post(who, case_id, _GATHER, version), [them.coordinator, colleague]))  # noqa: B023
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        assert _history(them.coordinator, case_id, "start_gathering") == 1


def test_telling_the_family_and_confirming_it_at_once_never_fails_and_never_confirms_too_early(
    service: Service,
) -> None:
    them = on_monday(service)
    for _ in range(5):
        case_id = reach(them, State.WITH_COORDINATOR)
        enter_custody_holder(them.coordinator, case_id)
        owed = obligations_of(them.coordinator, case_id, "due")[0]
        told = {"event": "tell", "means": "call", "told_at": "2026-11-23T09:00:00+01:00"}
        version = them.coordinator.case(case_id)["version"]
        with ThreadPoolExecutor(2) as pool:
            telling = pool.submit(them.coordinator.post, f"/v1/cases/{case_id}/obligations/{owed['id']}/moves", told)
            confirming = pool.submit(_post, them.coordinator, case_id, {"event": "confirm_informed"}, version)
        assert telling.result().status_code == 200
        assert confirming.result().status_code in (200, 409, 412), "412 when telling moved the deadline of the case"

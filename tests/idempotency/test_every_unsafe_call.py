"""A request that is sent twice is carried out once, whichever it is; and nobody gets another's answer."""

from datetime import timedelta
from typing import Any

import psycopg

from app.worker import forget_answers
from tests.access.log import Log
from tests.caller import Caller, Service, new_key
from tests.cases.stations import on_monday, reach
from tests.handover import SCHOOL, enter_custody_holder, entries_of, hand_over
from tests.openapi.document import operations
from workflows.casework import State
from workflows.roles import Role

OUTSIDE = {"login", "logout", "take_receipt", "preview_template", "search_cases"}
"""What a browser does before and after there is a session; a login is good once by itself. A receipt is known by
its event's own id, and a preview keeps nothing. A search is a read: kept, its answer would be names that nobody asked
for again."""


def test_every_unsafe_call_takes_a_key() -> None:
    without = {
        one.described["operationId"]
        for one in operations()
        if one.method.upper() not in ("GET", "HEAD")
        and one.path.startswith("/v1/")
        and "Idempotency-Key" not in {parameter["name"] for parameter in one.parameters("header")}
    }
    assert without - OUTSIDE == set()


def _delete(caller: Caller, path: str, key: str) -> Any:
    return caller.client.delete(path, headers=caller._headers | {"Idempotency-Key": key})


def test_custody_that_is_ended_twice_with_one_key_is_ended_once(service: Service) -> None:
    them = on_monday(service)
    case_id, key = reach(them, State.WITH_COORDINATOR), new_key()
    holder = enter_custody_holder(them.coordinator, case_id)
    path = f"/v1/cases/{case_id}/custody-holders/{holder['id']}"
    for replayed in (None, "true", "true"):
        answer = _delete(them.coordinator, path, key)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers.get("Idempotent-Replayed") == replayed
    assert _delete(them.coordinator, path, new_key()).status_code == 404


def test_a_decision_that_is_answered_again_is_a_read_of_whom_it_shows(service: Service, url: str) -> None:
    them = on_monday(service)
    entry = hand_over(them)[0]
    path, headers = f"/v1/entries/{entry['id']}/decision", {"Idempotency-Key": new_key()}
    first = them.coordinator.post(path, {"decision": "to_coordinator"}, headers=headers)
    with psycopg.connect(url, autocommit=True) as connection:
        log = Log(connection)
        log.new()
        again = them.coordinator.post(path, {"decision": "to_coordinator"}, headers=headers)
        (row,) = log.new()
    assert again.json() == first.json()
    assert (row["action"], str(row["subject_id"])) == ("answer.replayed", entry["person"]["id"])


def test_a_kept_decision_is_no_way_to_follow_a_case_to_the_other_track(service: Service) -> None:
    them = on_monday(service)
    entry = hand_over(them)[0]
    path, headers = f"/v1/entries/{entry['id']}/decision", {"Idempotency-Key": new_key()}
    assert them.coordinator.post(path, {"decision": "to_team_leader"}, headers=headers).status_code == 200
    again = them.coordinator.post(path, {"decision": "to_team_leader"}, headers=headers)
    assert again.status_code == 404
    assert entry["person"]["name"] not in again.text
    assert entry["id"] not in {one["id"] for one in entries_of(them.coordinator)}


def test_the_same_key_of_another_client_or_municipality_is_another_key(service: Service) -> None:
    them = on_monday(service)
    first, second = hand_over(them)[:2]
    headers = {"Idempotency-Key": "one-key"}
    mine = them.coordinator.post(f"/v1/entries/{first['id']}/decision", {"decision": "to_coordinator"}, headers=headers)
    colleague = service.as_(Role.COORDINATOR, subject="kollega")
    theirs = colleague.post(f"/v1/entries/{second['id']}/decision", {"decision": "to_coordinator"}, headers=headers)
    assert mine.json()["id"] == first["id"]
    assert theirs.json()["id"] == second["id"]
    assert "Idempotent-Replayed" not in theirs.headers
    elsewhere = service.as_(Role.COORDINATOR, "740").post(
        f"/v1/entries/{first['id']}/decision", {"decision": "to_coordinator"}, headers=headers
    )
    assert elsewhere.status_code == 404


def test_another_body_under_the_same_key_is_refused(service: Service) -> None:
    them = on_monday(service)
    entry, headers = hand_over(them)[0], {"Idempotency-Key": new_key()}
    path = f"/v1/entries/{entry['id']}/decision"
    assert them.coordinator.post(path, {"decision": "to_coordinator"}, headers=headers).status_code == 200
    other = them.coordinator.post(path, {"decision": "to_team_leader"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_an_answer_is_kept_for_thirty_days(service: Service) -> None:
    them = on_monday(service)
    entry, headers = hand_over(them)[0], {"Idempotency-Key": new_key()}
    path = f"/v1/entries/{entry['id']}/decision"
    them.coordinator.post(path, {"decision": "to_coordinator"}, headers=headers)
    begun = service.at()
    assert forget_answers(service.workers_database, lambda: begun + timedelta(days=30)) == 0
    again = them.coordinator.post(path, {"decision": "to_coordinator"}, headers=headers)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert forget_answers(service.workers_database, lambda: begun + timedelta(days=30, seconds=1)) == 1
    anew = them.coordinator.post(path, {"decision": "to_coordinator"}, headers=headers)
    assert anew.status_code == 409, "it is decided, and nobody remembers by which request"


def test_an_answer_kept_in_one_case_is_not_given_in_another(service: Service) -> None:
    """Where the case is no longer one's own, its answer is not to be had through a case that is."""
    them = on_monday(service)
    theirs, mine = (reach(them, State.GATHERING_KNOWLEDGE) for _ in range(2))
    asked = them.coordinator.post(f"/v1/cases/{theirs}/knowledge", SCHOOL).json()["id"]
    headers, answer = {"Idempotency-Key": new_key()}, {"outcome": "answered", "answer": "Hemmeligt om det ene barn"}
    part = f"knowledge/{asked}/answer"
    assert them.coordinator.post(f"/v1/cases/{theirs}/{part}", answer, headers=headers).status_code == 200
    through = them.coordinator.post(f"/v1/cases/{mine}/{part}", answer, headers=headers)
    assert (through.status_code, through.json()["code"]) == (422, "idempotency_key_reused")
    assert "Hemmeligt" not in through.text

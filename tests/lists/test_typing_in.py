"""An entry typed in at the meeting meets the same rules as a row of a list."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.caller import Service, new_key
from tests.lists.weeks import coordinator, decide, entries, police, received, row, send, weekly

ENTRY = {
    "police_journal_number": "3700-71273-00001-26",
    "cpr_number": "610313-5752",
    "name": "Ali Yilmaz",
    "role": "Antruffet",
    "offence_text": "Butikstyveri",
    "occurred_at": "12-11-2026 07:18",
    "police_told_parents": True,
}


def typed(service: Service, **said: Any) -> Any:
    answer = coordinator(service).post("/v1/entries", {**ENTRY, **said})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_typed_entry_becomes_a_case_and_stands_on_the_weeks_typed_list(service: Service) -> None:
    first = typed(service)
    second = typed(service, police_journal_number="2", week="2026-W47")
    assert (first["row"], second["row"]) == (1, 2)
    assert first["list_id"] == second["list_id"]
    assert second["case_id"] == first["case_id"]
    assert second["joined_open_case"] is True
    assert first["police_told_parents"] is True
    lists = coordinator(service).get("/v1/handover-lists").json()["items"]
    assert [(one["kind"], one["received"], one["accepted"]) for one in lists] == [("typed", 2, 2)]
    receipt = coordinator(service).get(f"/v1/handover-lists/{first['list_id']}").json()
    assert [line["row"] for line in receipt["rows"]] == [1, 2]


@pytest.mark.parametrize(
    ("said", "code", "column"),
    [
        ({"cpr_number": "12345"}, "cpr_invalid", "cpr_number"),
        ({"role": "Vidne"}, "unknown_role", "role"),
        ({"name": "=cmd"}, "formula", "name"),
        ({"name": ""}, "missing", "name"),
        ({"occurred_at": "32-13-2026"}, "bad_time", "occurred_at"),
        ({"cpr_number": None}, "person_not_identified", "cpr_number"),
        ({"police_journal_number": "3" * 61}, "too_long", "police_journal_number"),
        ({"offence_code": "7" * 21}, "too_long", "offence_code"),
        ({"cpr_number": None, "birth_date": "01-01-0001"}, "bad_birth_date", "birth_date"),
    ],
)
def test_a_typed_entry_that_breaks_a_rule_says_which_and_where(
    service: Service, said: dict[str, Any], code: str, column: str
) -> None:
    answer = coordinator(service).post("/v1/entries", {**ENTRY, **said})
    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["column"]) == (code, column)
    assert coordinator(service).get("/v1/handover-lists").json()["items"] == []


def test_an_incident_of_the_list_typed_in_again_is_a_duplicate(service: Service) -> None:
    typed(service)
    answer = coordinator(service).post("/v1/entries", ENTRY)
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate")
    assert len(entries(coordinator(service))) == 1


def test_a_typed_entry_opens_the_decided_list_again(service: Service, url: str) -> None:
    assert decide(coordinator(service), typed(service), "drop", reason="Et uheld").status_code == 200
    typed(service, police_journal_number="2")
    with psycopg.connect(url) as connection:
        events = connection.execute("select event from history where workflow = 'handover_list' order by id").fetchall()
    assert [event for (event,) in events] == ["received", "decide", "reopen"]


def test_a_typed_entry_joins_the_case_that_the_list_opened(service: Service) -> None:
    received(send(police(service), weekly(row())))
    entry = typed(service, police_journal_number="2")
    assert entry["joined_open_case"] is True
    assert entry["open_case_state"] == "received"


def test_the_same_request_with_the_same_key_is_carried_out_once(service: Service) -> None:
    key = {"Idempotency-Key": new_key()}
    first = coordinator(service).post("/v1/entries", ENTRY, headers=key)
    again = coordinator(service).post("/v1/entries", ENTRY, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(entries(coordinator(service))) == 1


def test_entries_of_one_child_are_typed_and_decided_at_once(service: Service) -> None:
    """Both lock the child's case and the week's list: neither waits for the other crosswise."""
    first = [typed(service, police_journal_number=f"first {number}") for number in range(20)]
    typer, decider = coordinator(service), coordinator(service)

    def type_one(number: int) -> int:
        return typer.post("/v1/entries", {**ENTRY, "police_journal_number": f"then {number}"}).status_code

    with ThreadPoolExecutor(6) as pool:
        deciding = [pool.submit(decide, decider, entry, "to_coordinator") for entry in first]
        typing = [pool.submit(type_one, number) for number in range(20)]
        assert {one.result().status_code for one in deciding} == {200}
        assert {one.result() for one in typing} == {201}
    receipt = decider.get(f"/v1/handover-lists/{first[0]['list_id']}").json()
    assert (receipt["received"], receipt["accepted"]) == (40, 40)

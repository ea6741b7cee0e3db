"""The receipt of a list: it reconciles, it is the same for everybody, and the same file gets the same."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.caller import LISTS, Service
from tests.lists.weeks import (
    ALI,
    MONDAY,
    TABLES,
    coordinator,
    counts,
    decide,
    entries,
    police,
    received,
    row,
    send,
    weekly,
)
from workflows.roles import Role

EXPECTED = {
    "fredericia-2026-W47.csv": ("607", "2026-W47", 14, 14, 0, 0),
    "fredericia-2026-W47.xlsx": ("607", "2026-W47", 14, 14, 0, 0),
    "fredericia-2026-W47.ods": ("607", "2026-W47", 14, 14, 0, 0),
    "fredericia-2026-W47.json": ("607", "2026-W47", 14, 14, 0, 0),
    "fredericia-2026-W48.csv": ("607", "2026-W48", 18, 18, 0, 0),
    "slagelse-2026-W47.csv": ("330", "2026-W47", 31, 31, 0, 0),
    "silkeborg-2026-W47.xlsx": ("740", "2026-W47", 22, 22, 0, 0),
    "glostrup-2026-W53.csv": ("161", "2026-W53", 9, 9, 0, 0),
    "faxe-2026-W47-with-errors.csv": ("320", "2026-W47", 22, 13, 2, 7),
}
REFUSED = {"empty.csv", "not-a-list.csv"}


def reconciles(receipt: Any) -> bool:
    by_outcome: dict[str, set[int]] = {}
    for line in receipt["rows"]:
        by_outcome.setdefault(line["outcome"], set()).add(line["row"])
    count = {outcome: len(rows) for outcome, rows in by_outcome.items()}
    return bool(
        receipt["received"] == receipt["accepted"] + receipt["duplicate"] + receipt["rejected"]
        and receipt["accepted"] == count.get("accepted", 0) + count.get("corrected", 0)
        and receipt["corrected"] == count.get("corrected", 0)
        and receipt["duplicate"] == count.get("duplicate", 0)
        and receipt["rejected"] == count.get("rejected", 0)
        and len({line["row"] for line in receipt["rows"]}) == receipt["received"]
        and [line["row"] for line in receipt["rows"]] == sorted(line["row"] for line in receipt["rows"])
    )


def test_every_sample_list_has_an_expectation() -> None:
    assert {file.name for file in Path(LISTS).iterdir()} == EXPECTED.keys() | REFUSED


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_list_gets_a_receipt_that_reconciles(service: Service, name: str) -> None:
    code, week, *numbers = EXPECTED[name]
    sender = service.as_(Role.POLICE, code)
    receipt = received(send(sender, name))
    assert (receipt["municipality_code"], receipt["week"], receipt["version"]) == (code, week, 1)
    assert [receipt[count] for count in ("received", "accepted", "duplicate", "rejected")] == numbers
    assert reconciles(receipt)
    assert len(entries(service.as_(Role.COORDINATOR, code))) == receipt["accepted"]
    assert sender.get(f"/v1/handover-lists/{receipt['id']}").json() == receipt


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_no_list_is_refused_whole(service: Service, url: str, name: str) -> None:
    answer = send(police(service), name)
    assert answer.status_code == 422
    assert answer.json()["code"] in {"not_a_list", "no_entries", "empty_file"}
    assert set(counts(url).values()) == {0}


_journals = st.sampled_from(["3700-1", "3700-2"])
_rows = st.builds(
    row,
    journal=_journals,
    cpr=st.sampled_from([ALI, "710212-9787", "12345"]),
    role=st.sampled_from(["Antruffet", "Sigtet", "Vidne"]),
    offence=st.sampled_from(["Tyveri", "Hærværk"]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(_rows, min_size=1, max_size=12))
def test_a_receipt_reconciles_whatever_the_rows_and_whatever_came_before(service: Service, rows: list[str]) -> None:
    answer = send(police(service), weekly(*rows))
    assert answer.status_code in (200, 201)
    receipt = answer.json()
    assert receipt["received"] == len(rows)
    assert reconciles(receipt)


def test_the_same_file_again_changes_nothing_and_gets_the_same_receipt(service: Service, url: str) -> None:
    sender = police(service)
    first = received(send(sender, "fredericia-2026-W47.csv"))
    before = counts(url)
    again = send(sender, "fredericia-2026-W47.csv")
    assert again.status_code == 200
    assert again.json() == {**first, "resend": True}
    assert counts(url) == before | {"audit_log": before["audit_log"] + 1}, "that it was sent again"


def test_a_dry_run_gives_the_receipt_and_stores_nothing(service: Service, url: str) -> None:
    sender = police(service)
    tried = send(sender, "fredericia-2026-W47.csv", dry_run=True)
    assert tried.status_code == 200
    assert counts(url) == dict.fromkeys(TABLES, 0) | {"audit_log": 1}, "that somebody tried"
    receipt = received(send(sender, "fredericia-2026-W47.csv"))
    assert tried.json()["anchor"] is None, "nothing of it is in the log to be vouched for"
    assert receipt.pop("anchor")
    assert receipt | {"anchor": None} == {
        **tried.json(), "dry_run": False, "id": entries(coordinator(service))[0]["list_id"],
    }  # fmt: skip


def test_a_receipt_is_the_same_for_a_known_and_an_unknown_child(service: Service) -> None:
    sender, meeting = police(service), coordinator(service)
    received(send(sender, weekly(row())))
    assert decide(meeting, entries(meeting)[0], "to_coordinator").status_code == 200
    known = received(send(sender, weekly(row(journal="3700-2")), week="2026-W48"))
    unknown = received(send(sender, weekly(row(journal="3700-3", cpr="710212-9787")), week="2026-W49"))
    apart = {"id", "sha256", "week", "anchor"}
    assert {k: v for k, v in known.items() if k not in apart} == {k: v for k, v in unknown.items() if k not in apart}
    assert len(str(known)) == len(str(unknown)), "the anchor is of one length"


def test_a_receipt_has_no_value_from_a_row(service: Service) -> None:
    answer = send(service.as_(Role.POLICE, "320"), "faxe-2026-W47-with-errors.csv")
    text = answer.text.casefold()
    for value in ("HYPERLINK", "Uden Cpr", "881109", "Skovgaard", "12345", "Vidne", "32-13-2026"):
        assert value.casefold() not in text


def test_a_list_of_another_municipality_is_refused(service: Service, url: str) -> None:
    answer = send(service.as_(Role.POLICE, "330"), "fredericia-2026-W47.json")
    assert (answer.status_code, answer.json()["code"]) == (422, "another_municipality")
    assert set(counts(url).values()) == {0}


@pytest.mark.parametrize("week", ["2026-W54", "W47", "0001-W01", "9999-W01"])
def test_a_week_that_is_not_one_is_refused(service: Service, week: str) -> None:
    answer = send(police(service), weekly(row()), week=week)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_week")


def test_the_senders_week_goes_before_the_lists_and_todays(service: Service) -> None:
    sender = police(service)
    assert received(send(sender, weekly(row())))["week"] == "2026-W47"
    assert received(send(sender, weekly(row(journal="2")), name="uge 48 2026.csv"))["week"] == "2026-W48"
    assert (
        received(send(sender, weekly(row(journal="3")), name="uge 48 2026.csv", week="2026-W49"))["week"] == "2026-W49"
    )


def test_police_see_their_own_receipts_and_no_others(service: Service) -> None:
    sender = police(service)
    receipt = received(send(sender, "fredericia-2026-W47.csv"))
    other = service.as_(Role.POLICE, subject="another")
    assert other.get(f"/v1/handover-lists/{receipt['id']}").status_code == 404
    assert other.get(f"/v1/handover-lists/{receipt['id']}/rejected").status_code == 404
    assert other.get("/v1/handover-lists").json()["items"] == []
    assert [one["id"] for one in sender.get("/v1/handover-lists").json()["items"]] == [receipt["id"]]
    assert [one["id"] for one in coordinator(service).get("/v1/handover-lists").json()["items"]] == [receipt["id"]]
    assert sender.get("/v1/entries").status_code == 403


def test_lists_come_page_by_page(service: Service) -> None:
    sender = police(service)
    sent = [received(send(sender, weekly(row(journal=str(n)))))["id"] for n in range(5)]
    seen: list[str] = []
    cursor: dict[str, str | None] = {}
    for _ in range(3):
        page = sender.get("/v1/handover-lists", limit=2, **cursor).json()
        seen += [one["id"] for one in page["items"]]
        cursor = {"cursor": page["next_cursor"]}
    assert seen == sent[::-1]
    assert cursor == {"cursor": None}


def test_the_police_see_what_became_of_their_rows_for_seven_days(service: Service) -> None:
    sender = police(service)
    receipt = received(send(sender, weekly(row(), row(journal="2", cpr="12345"))))
    address = f"/v1/handover-lists/{receipt['id']}"
    service.now = MONDAY + timedelta(days=7) - timedelta(seconds=1)
    sender = police(service, service.at())
    assert sender.get(address).json() == receipt
    assert sender.get(f"{address}/rejected").status_code == 200
    sender = police(service, MONDAY + timedelta(days=7))
    later = sender.get(address).json()
    assert later == receipt | {"rows": []}, "the figures stay"
    assert sender.get(f"{address}/rejected").status_code == 404
    assert sender.get("/v1/handover-lists").json()["items"][0]["rejected"] == 1
    assert send(sender, weekly(row(), row(journal="2", cpr="12345"))).json()["rows"] == [], "nor by sending it again"
    meeting = coordinator(service)
    assert meeting.get(address).json()["rows"] == receipt["rows"]
    assert meeting.get(f"{address}/rejected").status_code == 200


def test_the_police_do_not_see_how_far_the_meeting_has_come(service: Service) -> None:
    received(send(police(service), weekly(row())))
    meeting = coordinator(service)
    before = police(service).get("/v1/handover-lists").json()
    assert meeting.get("/v1/handover-lists").json()["items"][0]["state"] == "received"
    assert decide(meeting, entries(meeting)[0], "to_coordinator").status_code == 200
    assert meeting.get("/v1/handover-lists").json()["items"][0]["state"] == "decided"
    assert police(service).get("/v1/handover-lists").json() == before
    assert "state" not in before["items"][0]


def test_a_list_that_another_has_sent_gives_the_police_no_more_than_the_figures(service: Service) -> None:
    first = received(send(police(service), weekly(row(), row(journal="2", cpr="12345"))))
    service.now = MONDAY
    colleague = service.as_(Role.POLICE, subject="kollega")
    again = send(colleague, weekly(row(), row(journal="2", cpr="12345"))).json()
    assert again == first | {"resend": True, "id": None, "rows": []}

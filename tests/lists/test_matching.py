"""Who a row is about, which case it comes to, and what an amended list changes."""

import json
from typing import Any

import psycopg
import pytest

from tests.caller import LISTS, Caller, Service, instant
from tests.handover import hand_over_outside
from tests.lists.weeks import ALI, coordinator, counts, decide, entries, police, received, row, send, weekly
from workflows.roles import Role


def told(entry: Any) -> dict[str, Any]:
    """What an entry says, without the ids that differ each time."""
    own = {"id", "list_id", "case_id", "row"}
    return {k: v for k, v in entry.items() if k not in own} | {"person": {**entry["person"], "id": None}}


@pytest.mark.parametrize("kind", ["xlsx", "json", "ods"])
def test_csv_and_every_other_kind_give_the_same_entries(service: Service, url: str, kind: str) -> None:
    sender, meeting = police(service), coordinator(service)
    received(send(sender, "fredericia-2026-W47.csv"))
    first = counts(url)
    other = received(send(sender, f"fredericia-2026-W47.{kind}"))
    assert (other["accepted"], other["duplicate"]) == (0, 14)
    assert other["difference"] == {"added": 0, "changed": 0, "unchanged": 14, "missing": 0}
    assert {t: n for t, n in counts(url).items() if t in ("people", "cases", "list_entries")} == {
        t: n for t, n in first.items() if t in ("people", "cases", "list_entries")
    }
    expected = json.loads((LISTS / "fredericia-2026-W47.json").read_text())["entries"]
    assert [e["police_journal_number"] for e in entries(meeting)] == [e["Journalnummer"] for e in expected]
    assert [e["person"]["name"] for e in entries(meeting)] == [e["Navn"] for e in expected]


def test_a_child_who_comes_back_joins_the_open_case_and_it_is_said(service: Service) -> None:
    meeting = coordinator(service)
    week47 = received(send(police(service), "fredericia-2026-W47.csv"))
    first = next(e for e in entries(meeting, list_id=week47["id"]) if e["person"]["name"] == "Ali Yilmaz")
    assert decide(meeting, first, "to_coordinator").status_code == 200
    before = coordinator(service).case(first["case_id"])
    week48 = received(send(police(service, instant("2026-11-23T09:00:00+01:00")), "fredericia-2026-W48.csv"))
    meeting = coordinator(service)
    back = next(e for e in entries(meeting, list_id=week48["id"]) if e["person"]["name"] == "Ali Yilmaz")
    assert (back["case_id"], back["joined_open_case"]) == (first["case_id"], True)
    assert back["open_case_state"] == "with_coordinator"
    assert back["identity"]["status"] == "known"
    assert back["suggestion"]["rule"] == "the_open_case_is_with_the_coordinator"
    after = coordinator(service).case(first["case_id"])
    assert after["version"] > before["version"]
    others = [e for e in entries(meeting, list_id=week48["id"]) if e["id"] != back["id"]]
    assert not any(e["joined_open_case"] for e in others)


def test_two_entries_of_a_new_child_share_one_new_case(service: Service, url: str) -> None:
    received(send(police(service), weekly(row(), row(journal="2"), row(journal="3", cpr="710212-9787"))))
    found = entries(coordinator(service))
    assert len({e["case_id"] for e in found}) == 2
    assert not any(e["joined_open_case"] for e in found)
    with psycopg.connect(url) as connection:
        numbers = connection.execute("select incidents, entries_awaiting_decision from cases order by 1").fetchall()
    assert numbers == [(1, 1), (2, 2)]


@pytest.mark.parametrize("step", ["received", "past"])
def test_an_incident_that_joins_is_looked_at_anew_only_once_the_meeting_has_given_it(
    service: Service, url: str, step: str
) -> None:
    meeting = coordinator(service)
    received(send(police(service), weekly(row())))
    case_id = entries(meeting)[0]["case_id"]
    if step == "past":
        with psycopg.connect(url) as connection:
            connection.execute("update cases set state = 'gathering_knowledge', track = 'coordinator'")
    received(send(police(service), weekly(row(journal="2")), week="2026-W48"))
    with psycopg.connect(url) as connection:
        found = connection.execute("select incidents, version, incident_awaits_reassessment from cases").fetchall()
        events = connection.execute(
            "select event from history where case_id = %s order by at, id", [case_id]
        ).fetchall()
    assert found == [(2, 2, False)]
    assert [event for (event,) in events] == ["opened", "incident_joined"]


def test_the_same_row_again_is_a_duplicate_and_a_contradiction_is_rejected(service: Service) -> None:
    receipt = received(
        send(police(service), weekly(row(), row(), row(offence="Hærværk"), row(role="Forurettet")), name="a.csv")
    )
    assert [(line["row"], line["outcome"], line["code"]) for line in receipt["rows"]] == [
        (2, "accepted", None),
        (3, "duplicate", "same_as_row"),
        (4, "rejected", "contradicts_row"),
        (5, "accepted", None),
    ]
    assert "række 2" in receipt["rows"][2]["message"]


def test_an_incident_that_was_received_in_another_week_is_a_duplicate(service: Service) -> None:
    received(send(police(service), weekly(row())))
    receipt = received(send(police(service), weekly(row(), row(journal="2")), week="2026-W48"))
    assert [(line["outcome"], line["code"]) for line in receipt["rows"]] == [
        ("duplicate", "already_received"),
        ("accepted", None),
    ]


def amended(service: Service) -> tuple[Caller, Any]:
    """Three incidents, the first of them decided; then a list that changes it, leaves one out and has a new one."""
    sender, meeting = police(service), coordinator(service)
    received(send(sender, weekly(row(), row(journal="2"), row(journal="3", cpr="710212-9787"))))
    first = next(e for e in entries(meeting) if e["police_journal_number"].startswith("3700"))
    answer = decide(meeting, first, "drop", reason="Kun et uheld")
    assert answer.status_code == 200, answer.text
    rows = (row(offence="Hærværk"), row(journal="2"), row(journal="4", role="Forurettet"))
    receipt = received(send(sender, weekly(*rows)))
    return meeting, receipt


def test_an_amended_list_says_how_it_differs(service: Service) -> None:
    _, receipt = amended(service)
    assert receipt["version"] == 2
    assert receipt["difference"] == {"added": 1, "changed": 1, "unchanged": 1, "missing": 1}
    assert [(line["outcome"], line["code"]) for line in receipt["rows"]] == [
        ("accepted", "amended"),
        ("duplicate", "already_received"),
        ("accepted", None),
    ]


def test_an_amended_incident_that_was_dropped_comes_back_to_the_meeting(service: Service, url: str) -> None:
    meeting, receipt = amended(service)
    found = entries(meeting)
    assert len(found) == 4
    changed = next(e for e in found if e["police_journal_number"].startswith("3700"))
    assert changed["offence_text"] == "Hærværk"
    assert changed["list_id"] == receipt["id"]
    assert (changed["decision"], changed["decision_reason"]) == (None, None)
    with psycopg.connect(url) as connection:
        case = connection.execute(
            "select incidents, entries_awaiting_decision, incident_awaits_reassessment from cases where id = %s",
            [changed["case_id"]],
        ).fetchone()
        states = connection.execute("select version, state from handover_lists order by version").fetchall()
        events = connection.execute("select count(*) from history where event = 'incident_amended'").fetchone()
    assert case == (3, 3, False)
    assert states == [(1, "superseded"), (2, "received")]
    assert events == (1,)


@pytest.mark.parametrize(
    ("decision", "said"),
    [("drop", {"reason": "Kun et uheld"}), ("to_other_municipality", {"municipality_code": "101"})],
)
def test_what_ended_the_case_and_is_amended_opens_a_new_one(
    service: Service, url: str, decision: str, said: dict[str, str]
) -> None:
    meeting = coordinator(service)
    received(send(police(service), weekly(row())))
    old = entries(meeting)[0]
    assert decide(meeting, old, decision, **said).status_code == 200
    if decision == "to_other_municipality":
        hand_over_outside(meeting, old["case_id"], "101")
    received(send(police(service), weekly(row(offence="Grov vold"), row(journal="2"))))
    found = entries(meeting, undecided=True)
    assert [e["offence_text"] for e in found] == ["Grov vold", "Butikstyveri"]
    assert {e["person"]["id"] for e in found} == {old["person"]["id"]}
    assert len({e["case_id"] for e in found} - {old["case_id"]}) == 1
    with psycopg.connect(url) as connection:
        query = "select incidents, entries_awaiting_decision from cases order by opened_at, id"
        numbers = connection.execute(query).fetchall()
        states = connection.execute("select state from handover_lists order by version").fetchall()
    assert numbers == [(0, 0), (2, 2)]
    assert states == [("superseded",), ("received",)]


def test_an_amended_incident_of_a_case_somebody_works_on_is_news_there(service: Service, url: str) -> None:
    meeting = coordinator(service)
    received(send(police(service), weekly(row())))
    old = entries(meeting)[0]
    assert decide(meeting, old, "to_coordinator").status_code == 200
    with psycopg.connect(url) as connection:
        connection.execute("update cases set state = 'gathering_knowledge'")
    received(send(police(service, instant("2026-11-17T09:00:00+01:00")), weekly(row(offence="Grov vold"))))
    changed = entries(coordinator(service))[0]
    assert (changed["case_id"], changed["decision"]) == (old["case_id"], "to_coordinator")
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "select incidents, entries_awaiting_decision, incident_awaits_reassessment, news_at from cases"
        ).fetchall()
    assert found == [(1, 0, True, instant("2026-11-17T09:00:00+01:00"))]


def test_an_entry_that_was_amended_can_no_longer_be_decided(service: Service) -> None:
    meeting = coordinator(service)
    received(send(police(service), weekly(row())))
    old = entries(meeting)[0]
    received(send(police(service), weekly(row(offence="Hærværk"))))
    answer = decide(meeting, old, "to_coordinator")
    assert (answer.status_code, answer.json()["code"]) == (409, "superseded")


def test_rejected_rows_are_mended_sent_again_and_accepted(service: Service) -> None:
    sender = service.as_(Role.POLICE, "320")
    receipt = received(send(sender, "faxe-2026-W47-with-errors.csv"))
    file = sender.get(f"/v1/handover-lists/{receipt['id']}/rejected")
    assert file.headers["content-type"].startswith("text/csv")
    assert "attachment" in file.headers["content-disposition"]
    text = file.content.decode("utf-8-sig")
    header, *rows = text.splitlines()
    assert header.endswith(";Fejl")
    assert len(rows) == receipt["rejected"]
    mends = {
        "310299-1234": "710301-4321",
        ";;Øjvind": ";720404-5678;Øjvind",
        "Vidne": "Forurettet",
        "32-13-2026 25:99": "12-11-2026 10:00",
        ";12345;": ";710212-9787;",
        '"\'=HYPERLINK(""http://x"";""klik"")"': "Bo Hansen",
        "24-12-2027": "12-11-2026",
    }
    for wrong, right in mends.items():
        assert wrong in text
        text = text.replace(wrong, right)
    again = received(send(sender, text.encode("utf-8-sig")))
    assert (again["received"], again["rejected"]) == (receipt["rejected"], 0)
    # One of them had come in good order as well.
    assert (again["accepted"], again["duplicate"]) == (6, 1)


def test_a_list_goes_in_whole_or_not_at_all(service: Service, url: str) -> None:
    """The log is the last table to be written; it refuses, and nothing at all is there."""
    with psycopg.connect(url) as connection:
        connection.execute("alter table audit_log add constraint refuses check (action <> 'list.received')")
    answer = send(police(service), "fredericia-2026-W47.csv")
    assert (answer.status_code, answer.json()["code"]) == (503, "log_unavailable")
    assert set(counts(url).values()) == {0}


def test_everybody_on_a_list_is_in_the_log(service: Service, url: str) -> None:
    receipt = received(send(police(service), weekly(row(), row(journal="2"), row(journal="3", cpr="710212-9787"))))
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "select count(*), count(distinct subject_id) from audit_log where action = 'list.received'"
            " and object_id = %s and reason = 'role_may'",
            [receipt["id"]],
        ).fetchone()
    assert rows == (2, 2)


def test_no_name_or_cpr_number_lies_open_in_the_database(service: Service, url: str) -> None:
    received(send(police(service), weekly(row(name="Zacharias Ejegod", note="Sagt til Ejegods mor"))))
    with psycopg.connect(url) as connection:
        for table in counts(url):
            with connection.cursor().copy(f"copy {table} to stdout") as copy:
                stored = b"".join(bytes(block) for block in copy)
            assert b"Ejegod" not in stored
            assert ALI.replace("-", "").encode() not in stored
            assert ALI.encode() not in stored

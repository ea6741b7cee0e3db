"""A records system that is away, refuses or loses its answers: every document is filed once in the end, or somebody is
told."""

import logging
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app import worker
from app.adapters.outside import Outside
from app.adapters.records_system import Filed, RecordsAway
from app.filing import handing_over
from tests.adapters.filing import Records
from tests.caller import FREDERICIA, SIGNED, Service
from tests.case_index.asking import ledger_of
from tests.cases.stations import at, on_monday, reach
from tests.filing.filing import (
    COLLECTING,
    file_now,
    filings,
    go_round,
    handed_over,
    keep_a_paper,
    later,
    outside_at,
    retry,
    work,
)
from tests.handover import Team
from tests.post.families import notices
from workflows.casework import State


def again(service: Service, **span: float) -> Team:
    later(service, **span)
    return at(service, service.at().isoformat())


def told(them: Team, case_id: str) -> list[Any]:
    """The notices of it that nobody has seen or acted on."""
    found = them.coordinator.case(case_id)["notices"]
    return [one["details"] for one in found if one["kind"] == "filing_refused" and one["seen_at"] is None]


def test_a_system_that_is_away_is_tried_again_ever_more_seldom(
    service: Service, records: Records, outside: Outside
) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    records.play("down")
    waits = []
    for _ in range(4):
        assert file_now(service, outside, case_id) == 1
        (one,) = filings(them.coordinator, case_id)
        assert (one["state"], one["code"]) == ("waiting", "TOKEN_HTTP_503")
        assert one["text"] == "Ikke journaliseret endnu: ESDH-systemet svarer ikke. Der prøves igen."
        assert file_now(service, outside, case_id) == 0, "not before its turn"
        assert go_round(service, outside) == []
        waits.append(one["next_try_at"])
        them = again(service, minutes=2 ** len(waits))
    assert waits == [f"2026-11-23T08:{minute:02}:00Z" for minute in (1, 4, 10, 22)]
    records.play("up")
    assert go_round(service, outside) == [case_id]
    assert [one["state"] for one in filings(them.coordinator, case_id)] == ["filed"]
    assert told(them, case_id) == []


def test_after_five_days_it_is_given_up_whoever_has_the_case_is_told_and_may_try_again(
    service: Service, records: Records, outside: Outside
) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    records.play("down")
    file_now(service, outside, case_id)
    them = again(service, days=5)
    file_now(service, outside, case_id)
    (one,) = filings(them.coordinator, case_id)
    assert (one["state"], one["next_try_at"]) == ("refused", None)
    assert one["text"].startswith("Ikke journaliseret: ESDH-systemet svarede ikke i fem dage (TOKEN_HTTP_503).")
    assert told(them, case_id) == [{"filing_id": one["id"], "code": "TOKEN_HTTP_503"}]
    assert go_round(service, outside) == [], "no more by itself"
    records.play("up")
    answer = retry(them.coordinator, case_id, one["id"])
    assert (answer.status_code, answer.json()["state"], answer.json()["text"]) == (
        200, "waiting", "Ikke journaliseret endnu",
    )  # fmt: skip
    assert file_now(service, outside, case_id) == 1
    assert [one["state"] for one in filings(them.coordinator, case_id)] == ["filed"]
    assert told(them, case_id) == [], "there is nothing to be done any more"


REFUSED = {
    400: "ESDH-systemet afviste dokumentet (HTTP_400). Prøv igen, eller journalisér det selv.",
    409: "ESDH-systemet tager ikke imod på sagen. Måske er den lukket der.",
    413: "Dokumentet er for stort til ESDH-systemet. Journalisér det selv.",
}


@pytest.mark.parametrize("status", REFUSED)
def test_a_refusal_is_told_at_once_with_what_to_do(
    service: Service, records: Records, outside: Outside, status: int
) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    before = ledger_of(them.coordinator, case_id)
    records.play("refuse", status=status, times=1)
    file_now(service, outside, case_id)
    (one,) = filings(them.coordinator, case_id)
    assert (one["state"], one["text"]) == ("refused", f"Ikke journaliseret: {REFUSED[status]}")
    assert told(them, case_id) == [{"filing_id": one["id"], "code": f"HTTP_{status}"}]
    assert ledger_of(them.coordinator, case_id) == before, "nothing lies there"
    them = again(service, days=1)
    assert go_round(service, outside) == []
    assert retry(them.coordinator, case_id, one["id"]).status_code == 200
    assert go_round(service, outside) == [case_id]
    assert [one["state"] for one in filings(them.coordinator, case_id)] == ["filed"]


def test_a_case_that_the_system_does_not_know_is_asked_for_anew_by_the_number_it_has_then(
    service: Service, records: Records, outside: Outside, certificate: Path, tmp_path: Path
) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    wrong = outside_at(records, certificate, tmp_path, collecting_cases={"coordinator": "27.24.00-A00-9-26"})
    file_now(service, wrong, case_id)
    wrong.close()
    (one,) = filings(them.coordinator, case_id)
    assert (one["state"], one["code"]) == ("refused", "CASE_UNKNOWN")
    assert retry(them.coordinator, case_id, one["id"]).status_code == 200
    file_now(service, outside, case_id)
    assert [kept["SagsNummer"] for kept in records.documents()] == [COLLECTING]


def test_an_answer_that_was_lost_files_nothing_twice(service: Service, records: Records, outside: Outside) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    records.play("lose_answer", times=1)
    file_now(service, outside, case_id)
    assert [one["state"] for one in filings(them.coordinator, case_id)] == ["waiting"]
    them = again(service, minutes=2)
    file_now(service, outside, case_id)
    (kept,) = records.documents()
    (one,) = filings(them.coordinator, case_id)
    assert one["record_number"] == str(kept["Id"])
    assert [row["way"] for row in ledger_of(them.coordinator, case_id)].count("filing") == 1


def test_killed_between_filing_and_noting_it_is_found_there_and_filed_once(
    service: Service, records: Records, outside: Outside, certificate: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    them = on_monday(service)
    case_id, _ = handed_over(them)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(handing_over, "note", killed)
        with pytest.raises(KeyboardInterrupt):
            file_now(service, outside, case_id)
    (kept,) = records.documents()
    assert [one["state"] for one in filings(them.coordinator, case_id)] == ["waiting"]
    them = again(service, minutes=9)
    assert go_round(service, outside) == [], "another may still be at it"
    them = again(service, minutes=2)
    # Meanwhile the municipality has another case for the track: it is looked for where it was handed over.
    records.open("27.24.00-A00-2-27")
    moved = outside_at(records, certificate, tmp_path, collecting_cases={"coordinator": "27.24.00-A00-2-27"})
    assert go_round(service, moved) == [case_id]
    moved.close()
    assert records.documents() == [kept]
    (one,) = filings(them.coordinator, case_id)
    assert (one["state"], one["record_number"]) == ("filed", str(kept["Id"]))


def test_a_late_word_changes_nothing_of_what_is_filed(service: Service, records: Records, outside: Outside) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    file_now(service, outside, case_id)
    (one,) = filings(them.coordinator, case_id)
    before = ledger_of(them.coordinator, case_id)
    for late in (RecordsAway("ReadTimeout"), Filed("7", before=True)):
        handing_over.note(service.workers_database, FREDERICIA, UUID(one["id"]), 1, late, service.at)
    assert filings(them.coordinator, case_id) == [one]
    assert ledger_of(them.coordinator, case_id) == before, "it left once"


def test_one_documents_refusal_keeps_no_other_waiting(service: Service, records: Records, outside: Outside) -> None:
    them = on_monday(service)
    case_id = reach(them, State.PLACED)
    for content in (SIGNED, SIGNED + b"%"):
        keep_a_paper(them.coordinator, case_id, content)
    records.play("refuse", status=400, times=1)
    assert file_now(service, outside, case_id) == 2
    assert sorted(one["state"] for one in filings(them.coordinator, case_id)) == ["filed", "refused"]
    assert len(told(them, case_id)) == 1, "the one that went well settles nothing of the other"


def test_only_what_was_given_up_is_tried_again_by_hand(service: Service, records: Records, outside: Outside) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    records.play("down")
    file_now(service, outside, case_id)
    for expected in ("waiting", "filed"):
        (one,) = filings(them.coordinator, case_id)
        assert one["state"] == expected
        refused = retry(them.coordinator, case_id, one["id"])
        assert (refused.status_code, refused.json()["code"]) == (409, "filing_not_given_up")
        records.play("up")
        them = again(service, minutes=2)
        file_now(service, outside, case_id)
    assert len(records.documents()) == 1


def test_another_cases_document_is_not_there(service: Service, records: Records, outside: Outside) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    file_now(service, outside, case_id)
    (one,) = filings(them.coordinator, case_id)
    assert retry(them.coordinator, reach(them, State.WITH_COORDINATOR), one["id"]).status_code == 404
    assert [kind for kind, _ in notices(them.coordinator, case_id)] == []


def test_no_log_line_and_no_job_says_whom_a_document_is_about(
    service: Service, records: Records, certificate: Path, tmp_path: Path, worker_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    outside = outside_at(records, certificate, tmp_path, party=True)
    them = on_monday(service)
    case_id, _ = handed_over(them)
    person = them.coordinator.case(case_id)["person"]
    with service.workers_database.transaction(FREDERICIA) as session:
        args = session.connection().exec_driver_sql("select args from procrastinate_jobs").scalars().all()
    assert {"municipality_code": FREDERICIA, "case_id": case_id} in args
    caplog.clear()
    for mode in ("down", "garbage", "refuse", "up"):
        records.play(mode)
        work(worker.make(worker_url, service.workers_database, outside=outside, now=service.at), "file_where_due")
        work(worker.make(worker_url, service.workers_database, outside=outside, now=service.at))
        them = again(service, hours=1)
    assert len(records.documents()) == 0, "it was refused, and waits for somebody"
    number = person["cpr_number"].replace("-", "")
    for secret in (person["name"], number, number[6:], COLLECTING):
        assert secret not in caplog.text
    outside.close()

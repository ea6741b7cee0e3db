"""What was sent and what was signed lies in the municipality's records system, once each, and whoever has the case
sees that it does."""

from datetime import date
from pathlib import Path

from app import worker
from app.adapters.outside import NOTHING_OUTSIDE, Outside
from tests.adapters.filing import NUMBER, Records
from tests.caller import SIGNED, Service
from tests.case_index.asking import ledger_of
from tests.cases.stations import at, on_monday, reach
from tests.filing.filing import (
    COLLECTING,
    file_now,
    filings,
    go_round,
    hand_a_letter_over,
    handed_over,
    keep_a_paper,
    later,
    outside_at,
    work,
)
from tests.post.families import known_family, letter, queue_all, write
from tests.post.outside import receipt, send_due
from workflows.casework import State

NEVER = "0 0 29 2 *"
"""No round finds what was lost, as good as never."""


def test_each_letter_that_was_sent_is_filed_as_the_very_bytes_that_left(
    service: Service, records: Records, outside: Outside
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, records.standin, outside)
    drafts = write(them.coordinator, case_id)
    assert file_now(service, outside, case_id) == 0, "a draft has not left"
    queue_all(them.coordinator, case_id, drafts)
    assert send_due(service, outside) == 3
    assert file_now(service, outside, case_id) == 3
    filed = filings(them.coordinator, case_id)
    kept = {one["Id"]: one for one in records.documents()}
    assert {one["letter_id"] for one in filed} == {one["id"] for one in drafts}
    for one in filed:
        there = kept[int(one["record_number"])]
        assert (one["state"], one["text"]) == ("filed", f"Journaliseret som {one['record_number']}")
        sent = them.coordinator.get(f"/v1/cases/{case_id}/letters/{one['letter_id']}/pdf").content
        assert records.content(there) == sent
        assert (there["SagsNummer"], there["DokumentNavn"]) == (COLLECTING, one["document"])
    for one in drafts:
        receipt(service, one["id"])
    assert file_now(service, outside, case_id) == 0, "that it has arrived is no other letter"
    assert len(records.documents()) == 3


def test_what_is_told_of_a_document_names_nobody_and_says_not_where_they_live(
    service: Service, records: Records, outside: Outside
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, records.standin, outside)
    queue_all(them.coordinator, case_id, write(them.coordinator, case_id))
    send_due(service, outside)
    file_now(service, outside, case_id)
    person = them.coordinator.case(case_id)["person"]
    told = str(records.told())
    assert len(records.documents()) == 3
    for secret in ("Vigga", "Karla", "Poul", "Opdigtet", "Ærøgade", "Skjulevej", person["cpr_number"][-4:], "CPR"):
        assert secret not in told


def test_the_child_is_a_party_where_the_municipality_asks_for_it(
    service: Service, records: Records, certificate: Path, tmp_path: Path
) -> None:
    outside = outside_at(records, certificate, tmp_path, party=True)
    case_id, _ = handed_over(on_monday(service))
    file_now(service, outside, case_id)
    number = on_monday(service).coordinator.case(case_id)["person"]["cpr_number"]
    (kept,) = records.documents()
    assert kept["SagsPart"]["CPRnummer"].replace("-", "") == number.replace("-", "")
    outside.close()


def test_a_letter_handed_over_and_a_signed_paper_are_filed_too(
    service: Service, records: Records, outside: Outside
) -> None:
    them = on_monday(service)
    case_id, handed = handed_over(them)
    assert filings(them.coordinator, case_id) == []
    assert file_now(service, outside, case_id) == 1
    other = reach(them, State.PLACED)
    paper_id = keep_a_paper(them.coordinator, other, SIGNED)
    assert file_now(service, outside, other) == 1
    (of_letter,), (of_paper,) = filings(them.coordinator, case_id), filings(them.coordinator, other)
    assert (of_letter["letter_id"], of_letter["paper_id"]) == (handed["id"], None)
    assert (of_paper["letter_id"], of_paper["paper_id"], of_paper["document"]) == (
        None, paper_id, "Underskrevet samtykke",
    )  # fmt: skip
    letter_there, paper_there = records.documents()
    assert records.content(paper_there) == SIGNED
    assert letter_there["RegistreringsDato"] == "2026-11-23T00:00:00"
    assert paper_there["file"] == f"{of_paper['id']}.pdf"


def test_filing_is_in_the_ledger_and_in_the_log_with_its_ground(
    service: Service, records: Records, outside: Outside
) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    before = ledger_of(them.coordinator, case_id)
    file_now(service, outside, case_id)
    (one,) = filings(them.coordinator, case_id)
    (row,) = [row for row in ledger_of(them.coordinator, case_id) if row not in before]
    assert (row["way"], row["ground"], row["purpose"]) == ("filing", "LAW_OTHER", "record_keeping")
    assert row["object_id"] == one["id"]
    assert "offentlighedsloven § 15" in row["necessity"]
    assert row["recipient"] == "Kommunens ESDH-system"
    assert "consents" not in row["kinds"]


def test_where_there_is_no_records_system_nothing_is_filed_and_nothing_is_shown(
    service: Service, records: Records, outside: Outside
) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    assert file_now(service, NOTHING_OUTSIDE, case_id) == 0
    assert go_round(service, NOTHING_OUTSIDE) == []
    assert filings(them.coordinator, case_id) == []
    assert records.documents() == []
    assert go_round(service, outside) == [case_id], "from the day it has one"


def test_what_left_before_the_municipality_began_to_file_is_left_alone(
    service: Service, records: Records, certificate: Path, tmp_path: Path
) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    other = reach(them, State.PLACED)
    keep_a_paper(them.coordinator, other, SIGNED)
    for since, found in ((date(2026, 11, 24), []), (date(2026, 11, 23), [case_id, other])):
        outside = outside_at(records, certificate, tmp_path, since=since)
        assert sorted(go_round(service, outside)) == sorted(found)
        outside.close()
    assert len(records.documents()) == 2


def test_on_the_authoritys_track_it_lies_with_the_childs_own_case_as_soon_as_that_is_known(
    service: Service, records: Records, outside: Outside
) -> None:
    records.open(NUMBER)
    them = on_monday(service)
    case_id = reach(them, State.ORIENTATION_DUE)
    hand_a_letter_over(them.caseworker, case_id)
    file_now(service, outside, case_id)
    (waiting,) = filings(them.caseworker, case_id)
    assert (waiting["state"], waiting["code"]) == ("waiting", "NO_CASE_NUMBER")
    assert waiting["text"].startswith("Ikke journaliseret endnu: Sagen har ikke et sagsnummer i ESDH-systemet.")
    assert records.documents() == []
    them.team_leader.moves(case_id, "note_reference", authority_reference=NUMBER)
    later(service, minutes=2)
    assert go_round(service, outside) == [case_id]
    (kept,) = records.documents()
    assert kept["SagsNummer"] == NUMBER
    (filed,) = filings(at(service, service.at().isoformat()).caseworker, case_id)
    assert (filed["state"], filed["code"]) == ("filed", None)


def test_a_letter_that_is_sent_once_more_is_one_more_document(
    service: Service, records: Records, outside: Outside
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, records.standin, outside)
    drafts = write(them.coordinator, case_id)
    queue_all(them.coordinator, case_id, drafts)
    send_due(service, outside)
    file_now(service, outside, case_id)
    first = drafts[0]["id"]
    assert receipt(service, first, "Fejlet", code="no.box").status_code == 200
    later(service, days=1)
    them = at(service, service.at().isoformat())
    queued = them.coordinator.post(f"/v1/cases/{case_id}/letters/{first}/moves", {"event": "send_again"})
    assert queued.status_code == 200, queued.text
    assert file_now(service, outside, case_id) == 0, "it has not left yet"
    refusing = {"mode": "refuse", "code": "memo.invalid", "times": 1}
    records.standin.control.post("/standin/post", json=refusing).raise_for_status()
    send_due(service, outside)
    assert letter(them.coordinator, case_id, first)["state"] == "failed"
    assert file_now(service, outside, case_id) == 0, "what is kept now has never left"
    them.coordinator.post(f"/v1/cases/{case_id}/letters/{first}/moves", {"event": "send_again"})
    send_due(service, outside)
    assert letter(them.coordinator, case_id, first)["state"] == "sent"
    assert file_now(service, outside, case_id) == 1
    assert len({one["sha256"] for one in records.documents()}) == 4


def test_the_job_comes_with_the_letter_or_the_paper_and_the_worker_does_it(
    service: Service, records: Records, outside: Outside, worker_url: str
) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    other = reach(them, State.PLACED)
    keep_a_paper(them.coordinator, other, SIGNED)
    engine = worker.make(worker_url, service.workers_database, outside=outside, now=service.at, post_round=NEVER)
    work(engine)
    for one in (case_id, other):
        assert [filed["state"] for filed in filings(them.coordinator, one)] == ["filed"]


def test_the_round_finds_what_was_lost(service: Service, records: Records, outside: Outside, worker_url: str) -> None:
    them = on_monday(service)
    case_id, _ = handed_over(them)
    with service.workers_database.transaction("607") as session:
        session.connection().exec_driver_sql("delete from procrastinate_jobs")
    engine = worker.make(worker_url, service.workers_database, outside=outside, now=service.at)
    for _ in range(2):
        work(engine, "file_where_due")
        work(engine)
    assert [one["state"] for one in filings(them.coordinator, case_id)] == ["filed"]
    assert len(records.documents()) == 1

"""From a draft to proof that it arrived, through the real clients and the real check of the receiver."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.adapters.outside import NOTHING_OUTSIDE, Outside
from app.worker import tell_of_late_receipts
from tests.adapters.standin import StandIn
from tests.caller import Service
from tests.cases.stations import on_monday
from tests.handover import obligations_of
from tests.post.families import (
    FATHER,
    MOTHER,
    known_family,
    letter,
    letter_moves,
    notices,
    parents,
    queue_all,
    to,
    write,
)
from tests.post.outside import arrived, look_up, receipt, send_due


def test_a_letter_is_told_when_its_receipt_has_come_and_not_before(
    service: Service, post: StandIn, outside: Outside
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    drafts = write(them.coordinator, case_id, contact_name="Tove Vagt")
    assert sorted(one["recipient"] for one in drafts) == ["Den unge", "Karla Opdigtet", "Poul Opdigtet"]
    queue_all(them.coordinator, case_id, drafts)
    assert send_due(service, outside) == 3
    assert {one["channel"] for one in arrived(post).values()} == {"Digital Post"}
    assert {one["state"] for one in obligations_of(them.coordinator, case_id)} == {"due", "lapsed"}
    mother = to(drafts, "Karla Opdigtet")
    assert receipt(service, mother["id"], "Modtaget Digital Post").status_code == 200
    assert letter(them.coordinator, case_id, mother["id"])["state"] == "sent", "taken by the carrier is not arrived"
    for _ in range(2):
        assert receipt(service, mother["id"]).status_code == 200
    told = letter(them.coordinator, case_id, mother["id"])
    assert (told["state"], told["delivered_at"]) == ("delivered", service.at().strftime("%Y-%m-%dT%H:%M:%SZ"))
    (owed,) = [one for one in obligations_of(them.coordinator, case_id) if one["id"] == mother["obligation_id"]]
    assert (owed["state"], owed["means"]) == ("told", "letter")
    assert them.coordinator.move(case_id, "confirm_informed").status_code == 409, "two are still to be told"
    for one in drafts:
        receipt(service, one["id"])
    assert them.coordinator.moves(case_id, "confirm_informed")["state"] == "family_informed"


def test_what_was_kept_is_the_very_letter_that_left(service: Service, post: StandIn, outside: Outside) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    drafts = write(them.coordinator, case_id, message="Ring gerne til mig.")
    queue_all(them.coordinator, case_id, drafts)
    send_due(service, outside)
    for one in drafts:
        path = f"/v1/cases/{case_id}/letters/{one['id']}"
        kept = them.coordinator.get(f"{path}/pdf").content
        left = post.control.get(f"/standin/letters/{one['id']}.pdf").content
        assert kept == left
        said = letter(them.coordinator, case_id, one["id"])
        assert said["pdf_sha256"] == hashlib.sha256(left).hexdigest()
        assert "Ring gerne til mig." in str(said["blocks"])
        assert [attempt["outcome"] for attempt in said["attempts"]] == ["taken"]


def test_each_letter_is_a_row_in_the_ledger_of_disclosures(service: Service, post: StandIn, outside: Outside) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    queue_all(them.coordinator, case_id, write(them.coordinator, case_id))
    person = them.coordinator.case(case_id)["person"]["id"]
    path = f"/v1/persons/{person}/disclosures"
    assert them.coordinator.get(path).json()["items"] == [], "a letter that waits has disclosed nothing"
    send_due(service, outside)
    rows = them.coordinator.get(path).json()["items"]
    assert sorted(row["recipient"].split(":")[0] for row in rows) == [
        "Den unge", "Forældremyndighedsindehaver", "Forældremyndighedsindehaver",
    ]  # fmt: skip
    assert {(row["way"], row["ground"], row["purpose"]) for row in rows} == {("letter", "LAW_OTHER", "inform_family")}
    assert all("incident" in row["kinds"] and "forældreansvarsloven" in row["necessity"] for row in rows)


def test_a_letter_that_fails_has_told_nobody_and_can_be_sent_again(
    service: Service, post: StandIn, outside: Outside
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    (first, *_) = drafts = write(them.coordinator, case_id)
    queue_all(them.coordinator, case_id, drafts)
    send_due(service, outside)
    assert receipt(service, first["id"], "Fejlet", code="memo.invalid").status_code == 200
    failed = letter(them.coordinator, case_id, first["id"])
    assert (failed["state"], failed["failure"]) == ("failed", "memo.invalid")
    (owed,) = [one for one in obligations_of(them.coordinator, case_id) if one["id"] == first["obligation_id"]]
    assert owed["state"] == "delivery_failed"
    assert ("letter_failed", {"letter_id": first["id"], "code": "memo.invalid"}) in notices(them.coordinator, case_id)
    listed = them.coordinator.get("/v1/letters", state="failed").json()["items"]
    assert [one["id"] for one in listed] == [first["id"]]
    assert letter_moves(them.coordinator, case_id, first["id"], "send_again").status_code == 200
    send_due(service, outside)
    assert len(arrived(post)) == 4, "the carrier failed with the first: to it, this is another letter"
    (key,) = arrived(post).keys() - {one["id"] for one in drafts}
    receipt(service, key)
    assert letter(them.coordinator, case_id, first["id"])["state"] == "delivered"
    assert receipt(service, first["id"], "Fejlet", code="late").status_code == 200
    assert letter(them.coordinator, case_id, first["id"])["state"] == "delivered", "the old one's receipt is not its"


@pytest.mark.parametrize("played", [{"mode": "down"}, {"mode": "lose_answer", "times": 1}])
def test_a_carrier_that_is_away_gets_it_later_and_once(
    service: Service, post: StandIn, outside: Outside, played: dict[str, Any]
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    (first, *_) = write(them.coordinator, case_id)
    queue_all(them.coordinator, case_id, [first])
    post.control.post("/standin/post", json=played).raise_for_status()
    send_due(service, outside)
    waiting = letter(them.coordinator, case_id, first["id"])
    assert (waiting["state"], waiting["sent_at"]) == ("queued", None)
    assert send_due(service, outside) == 0, "not at once"
    post.control.post("/standin/post", json={"mode": "up"}).raise_for_status()
    service.now = service.at() + timedelta(minutes=2)
    assert send_due(service, outside) == 1
    assert letter(on_monday(service).coordinator, case_id, first["id"])["state"] == "sent"
    assert list(arrived(post)) == [first["id"]]


def test_a_letter_that_may_have_left_is_not_sent_again_by_another_way(
    service: Service, post: StandIn, outside: Outside
) -> None:
    """The carrier has it, its answer was lost, and before the next try the recipient has left Digital Post."""
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    mother = to(write(them.coordinator, case_id), "Karla Opdigtet")
    queue_all(them.coordinator, case_id, [mother])
    post.control.post("/standin/post", json={"mode": "lose_answer", "times": 1}).raise_for_status()
    send_due(service, outside)
    post.control.post("/standin/registration", json={MOTHER: False}).raise_for_status()
    service.now = service.at() + timedelta(minutes=2)
    send_due(service, outside)
    there = post.control.get("/standin/letters").json()["letters"]
    assert [one["channel"] for one in there] == ["Digital Post"], "and not on paper too"
    assert letter(on_monday(service).coordinator, case_id, mother["id"])["state"] == "sent"


def test_after_five_days_somebody_is_told(service: Service, post: StandIn, outside: Outside) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    (first, *_) = write(them.coordinator, case_id)
    queue_all(them.coordinator, case_id, [first])
    post.control.post("/standin/post", json={"mode": "down"}).raise_for_status()
    began, tries = service.at(), 0
    while service.at() - began < timedelta(days=6):
        tries += send_due(service, outside)
        service.now = service.at() + timedelta(hours=1)
    them_later = on_monday(service)
    given_up = letter(them_later.coordinator, case_id, first["id"])
    assert (given_up["state"], given_up["failure"]) == ("failed", "carrier_away")
    assert 20 < tries < 40, "more and more seldom"
    assert letter_moves(them_later.coordinator, case_id, first["id"], "send_again").status_code == 200
    post.control.post("/standin/post", json={"mode": "up"}).raise_for_status()
    send_due(service, outside)
    assert len(arrived(post)) == 1


def test_the_carriers_refusal_is_on_the_list_at_once(service: Service, post: StandIn, outside: Outside) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    (first, *_) = write(them.coordinator, case_id)
    queue_all(them.coordinator, case_id, [first])
    post.control.post("/standin/post", json={"mode": "refuse", "code": "standin.no"}).raise_for_status()
    send_due(service, outside)
    refused = letter(them.coordinator, case_id, first["id"])
    assert refused["state"] == "failed"
    assert [one["outcome"] for one in refused["attempts"]] == ["refused"]
    assert refused["failure_text"]


def test_a_receipt_proves_that_it_left_even_when_the_worker_died_before_writing_so(
    service: Service, post: StandIn, outside: Outside
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    (first, *_) = write(them.coordinator, case_id)
    queue_all(them.coordinator, case_id, [first])
    assert receipt(service, first["id"]).status_code == 200
    assert letter(them.coordinator, case_id, first["id"])["state"] == "delivered"
    person = them.coordinator.case(case_id)["person"]["id"]
    assert len(them.coordinator.get(f"/v1/persons/{person}/disclosures").json()["items"]) == 1


def test_on_paper_it_is_handed_over_by_whoever_says_so(service: Service, post: StandIn, outside: Outside) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    (first, second, _) = write(them.coordinator, case_id)
    queue_all(them.coordinator, case_id, [first])
    send_due(service, NOTHING_OUTSIDE)
    assert letter(them.coordinator, case_id, first["id"])["failure"] == "no_carrier"
    for one in (first, second):
        said = {"handed_over_at": "2026-11-23T08:30:00+01:00", "to": "I postkassen"}
        answer = letter_moves(them.coordinator, case_id, one["id"], "hand_over", **said)
        assert answer.json()["state"] == "handed_over", answer.text
    told = {one["id"]: one["state"] for one in obligations_of(them.coordinator, case_id)}
    assert told[first["obligation_id"]] == told[second["obligation_id"]] == "told"
    assert them.coordinator.get(f"/v1/cases/{case_id}/letters/{first['id']}/pdf").content[:5] == b"%PDF-"


def test_a_letter_that_waits_can_be_taken_back_and_one_whose_duty_was_met_does_not_leave(
    service: Service, post: StandIn, outside: Outside
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    first, second, _ = drafts = write(them.coordinator, case_id)
    queue_all(them.coordinator, case_id, drafts)
    assert letter_moves(them.coordinator, case_id, first["id"], "take_back").json()["state"] == "drafted"
    them.coordinator.post(
        f"/v1/cases/{case_id}/obligations/{second['obligation_id']}/moves",
        {"event": "tell", "means": "call", "told_at": "2026-11-23T08:30:00+01:00"},
    )
    send_due(service, outside)
    assert len(arrived(post)) == 1
    stopped = letter(them.coordinator, case_id, second["id"])
    assert (stopped["state"], stopped["failure"]) == ("stopped", "told_already")


def test_a_receipt_that_is_none_changes_nothing(service: Service) -> None:
    on_monday(service)
    assert receipt(service, str(uuid4())).status_code == 200, "nobody's letter is nobody's fault"


@pytest.mark.parametrize(("by_post", "days"), [(False, 2), (True, 8)])
def test_whoever_has_the_case_is_told_once_when_a_receipt_is_late(
    service: Service, post: StandIn, outside: Outside, by_post: bool, days: int
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    if by_post:
        post.control.post("/standin/registration", json={MOTHER: False, FATHER: False}).raise_for_status()
    drafts = write(them.coordinator, case_id)
    mother, father = (to(drafts, name) for name in ("Karla Opdigtet", "Poul Opdigtet"))
    queue_all(them.coordinator, case_id, [mother, father])
    assert send_due(service, outside) == 2
    receipt(service, father["id"])
    sent = service.at()

    def told_after(waited: timedelta) -> int:
        return tell_of_late_receipts(service.workers_database, lambda: sent + waited)

    assert told_after(timedelta(days=days)) == 0
    assert told_after(timedelta(days=days, seconds=1)) == 1
    assert told_after(timedelta(days=days + 30)) == 0, "once is enough"
    assert notices(them.coordinator, case_id) == [("letter_without_receipt", {"letter_id": mother["id"]})]


def test_a_holder_of_whom_the_register_says_no_more_keeps_custody(
    service: Service, post: StandIn, outside: Outside
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    child = them.coordinator.case(case_id)["person"]["cpr_number"].replace("-", "")
    post.reset()
    for person in parents(child):
        if person["cpr"] != FATHER:
            post.put(person)
    assert look_up(service, outside, case_id)
    assert {one["name"] for one in them.coordinator.get(f"/v1/cases/{case_id}/custody-holders").json()["items"]} == {
        "Karla Opdigtet", "Poul Opdigtet",
    }  # fmt: skip
    assert ("custody_of_somebody_unnamed", {}) in notices(them.coordinator, case_id)

"""Read again immediately before it leaves: custody, protection, and what the letter says."""

from typing import Any

import pytest

from app.adapters.outside import Outside
from tests.adapters.standin import StandIn
from tests.caller import Service
from tests.cases.stations import FIFTEEN, on_monday, type_in
from tests.handover import give, hand_over_outside, obligations_of
from tests.post.families import (
    AWAY,
    FATHER,
    HOME,
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
from tests.post.outside import arrived, look_up, send_due
from workflows.roles import Role

_PROTECTED = {"since": "2026-11-01"}


def of_child(them: Any, case_id: str) -> str:
    return str(them.coordinator.case(case_id)["person"]["cpr_number"]).replace("-", "")


def test_protection_set_after_the_draft_changes_the_letter(service: Service, post: StandIn, outside: Outside) -> None:
    """The municipality's own wording tells where the child lives; once that is protected, the letter is without it."""
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    wording = {
        "title": "Sagen er overdraget",
        "body": "{child_name} har sag i {to_municipality}. Spørg på {contact_phone}.\n\nHjemme: {child_address}.",
    }
    changed = service.as_(Role.ADMINISTRATOR).post("/v1/letter-templates/transfer/versions", wording)
    assert (changed.status_code, changed.json()["version"]) == (201, "own-1"), changed.text
    hand_over_outside(them.coordinator, case_id)
    answer = them.coordinator.post(f"/v1/cases/{case_id}/letters", {"to": "family_of_transferred"})
    father = to(answer.json()["items"], "Poul Opdigtet")
    before = letter(them.coordinator, case_id, father["id"])
    assert "Hjemme: Ærøgade 60" in str(before["blocks"])
    assert "Vejle Kommune" in str(before["blocks"])
    queue_all(them.coordinator, case_id, [father])
    for person in parents(of_child(them, case_id), protection=_PROTECTED):
        post.put(person)
    send_due(service, outside)
    after = letter(them.coordinator, case_id, father["id"])
    assert after["state"] == "sent"
    assert "Ærøgade" not in str(after["blocks"])
    assert "Vejle Kommune" in str(after["blocks"])


def test_a_protected_address_in_the_writers_own_words_stops_the_letter_and_says_so(
    service: Service, post: StandIn, outside: Outside
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    words = "Far bor nu på Skjulevej 7, 2. th, hvor Vigga også kan hente sine ting."
    mother = to(write(them.coordinator, case_id, message=words), "Karla Opdigtet")
    queue_all(them.coordinator, case_id, [mother])
    father = {"cpr": FATHER, "name": "Poul Opdigtet", "municipality": "607", "address": AWAY}
    post.put(father | {"protection": _PROTECTED})
    send_due(service, outside)
    assert arrived(post) == {}
    stopped = letter(them.coordinator, case_id, mother["id"])
    assert (stopped["state"], stopped["failure"]) == ("stopped", "carries_protected_address")
    said = {"letter_id": mother["id"], "code": "carries_protected_address"}
    assert ("letter_stopped", said) in notices(them.coordinator, case_id)
    (owed,) = [one for one in obligations_of(them.coordinator, case_id) if one["id"] == mother["obligation_id"]]
    assert owed["state"] == "due", "a letter that was stopped has told nobody"
    again = to(write(them.coordinator, case_id, message=words), "Karla Opdigtet")
    refused = letter_moves(them.coordinator, case_id, again["id"], "queue")
    assert (refused.status_code, refused.json()["reason"]) == (409, "carries_protected_address")
    assert "Skjulevej" not in refused.text


def test_ones_own_protected_address_is_no_hindrance(service: Service, post: StandIn, outside: Outside) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    father = to(write(them.coordinator, case_id), "Poul Opdigtet")
    post.put({
        "cpr": FATHER, "name": "Poul Opdigtet", "municipality": "607", "address": AWAY, "protection": _PROTECTED,
        "digital_post": False,
    })  # fmt: skip
    queue_all(them.coordinator, case_id, [father])
    send_due(service, outside)
    sent = letter(them.coordinator, case_id, father["id"])
    assert (sent["state"], sent["channel"]) == ("sent", "physical_post")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Det var Claus Modpart, der begyndte.", "carries_other_side"),
        ("Claus siger noget andet.", "carries_other_side"),
        ("Hendes veninde Bodil Andetbarn var der også.", "carries_another_child"),
        ("Barnet har personnummer 610312-4999.", "carries_cpr_number"),
    ],
)
def test_a_letter_never_names_the_other_side_another_child_or_a_number(
    service: Service, post: StandIn, outside: Outside, words: str, code: str
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside, role="Forurettet", police_journal_number="3700-71273-88888-26")
    other = type_in(
        them.coordinator, name="Claus Modpart", birth_date=FIFTEEN, role="Sigtet",
        police_journal_number="3700-71273-88888-26",
    )  # fmt: skip
    give(them.coordinator, other, "to_coordinator")
    type_in(them.coordinator, name="Bodil Andetbarn", birth_date=FIFTEEN)
    drafts = write(them.coordinator, case_id, message=words)
    for one in drafts:
        refused = letter_moves(them.coordinator, case_id, one["id"], "queue")
        assert (refused.status_code, refused.json()["reason"]) == (409, code)
        assert (
            letter_moves(
                them.coordinator, case_id, one["id"], "hand_over", handed_over_at="2026-11-23T08:00:00+01:00"
            ).json()["reason"]
            == code
        )
    assert send_due(service, outside) == 0


def test_whoever_has_lost_custody_gets_nothing_more(service: Service, post: StandIn, outside: Outside) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    drafts = write(them.coordinator, case_id)
    queue_all(them.coordinator, case_id, drafts)
    child = parents(of_child(them, case_id))[0]
    post.put(child | {"custody": [{"who": "mother"}]})
    send_due(service, outside)
    states = {one["recipient"]: letter(them.coordinator, case_id, one["id"])["state"] for one in drafts}
    assert states == {"Karla Opdigtet": "sent", "Poul Opdigtet": "stopped", "Den unge": "sent"}
    assert ("custody_changed", {}) in notices(them.coordinator, case_id)
    holders = them.coordinator.get(f"/v1/cases/{case_id}/custody-holders").json()["items"]
    assert [one["name"] for one in holders] == ["Karla Opdigtet"]


@pytest.mark.parametrize("mode", ["down", "fault"])
def test_without_the_registers_word_nothing_leaves(
    service: Service, post: StandIn, outside: Outside, mode: str
) -> None:
    them = on_monday(service)
    case_id = known_family(service, them, post, outside)
    drafts = write(them.coordinator, case_id)
    queue_all(them.coordinator, case_id, drafts)
    said: dict[str, Any] = {"code": "AgreementMissing", "text": "x"} if mode == "fault" else {}
    post.mode(mode, **said)
    send_due(service, outside)
    assert arrived(post) == {}
    assert {letter(them.coordinator, case_id, one["id"])["state"] for one in drafts} == {"queued"}
    told = [kind for kind, _ in notices(them.coordinator, case_id)]
    assert told.count("register_refused") == (1 if mode == "fault" else 0)


def test_what_was_written_by_hand_stands_beside_what_the_register_says(
    service: Service, post: StandIn, outside: Outside
) -> None:
    them = on_monday(service)
    entry = type_in(them.coordinator, name="Vigga Opdigtet", birth_date=FIFTEEN)
    case_id = give(them.coordinator, entry, "to_coordinator")
    holders = f"/v1/cases/{case_id}/custody-holders"
    for name in ("Karla Opdigtet", "Plejemor Opdigtet"):
        them.coordinator.post(holders, {"name": name, "relation": "other", "contact": "Tlf. 00 00 00 00"})
    for person in parents(of_child(them, case_id)):
        post.put(person)
    assert look_up(service, outside, case_id)
    rows = {one["name"]: one for one in them.coordinator.get(holders).json()["items"]}
    assert {name: row["source"] for name, row in rows.items()} == {
        "Karla Opdigtet": "register", "Plejemor Opdigtet": "hand", "Poul Opdigtet": "register",
    }  # fmt: skip
    assert rows["Karla Opdigtet"]["contact"] == "Tlf. 00 00 00 00"
    assert rows["Karla Opdigtet"]["has_cpr_number"] is True
    assert MOTHER not in str(rows)
    assert HOME["street"] in rows["Karla Opdigtet"]["address"]

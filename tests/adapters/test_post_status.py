"""Receipts: what a PKO_PostStatus says of a letter, in whatever prefixes; and documents that say nothing."""

import traceback
from datetime import datetime
from uuid import UUID

import pytest
from defusedxml.ElementTree import fromstring

from app.adapters.carrier import Channel
from app.adapters.post_status import MOST_BYTES, NotAPostStatus, Outcome, PostStatus, answer, parse
from tests.adapters.receipts import DELIVERED, EVENT, FAILED, HEAD, INSTANT, LETTER, event, fault, status

CANARY = "6112801234"
ON_PAPER = f"<AfsendelseIdentifikator>{LETTER}</AfsendelseIdentifikator>"


def said(code: str, action: str = "00000000-0000-4000-8000-000000000000", *, details: str = "") -> PostStatus:
    return parse(event(status(code, fault=details), action=action))


def test_a_letter_that_arrived() -> None:
    assert parse(event(status())) == PostStatus(
        UUID(EVENT), UUID(LETTER), Outcome.DELIVERED, Channel.DIGITAL_POST, INSTANT, None
    )


def test_a_letter_that_did_not() -> None:
    """As the published example, in which a tag stood in the wrong place."""
    text = 'tag name "mandatory" is not allowed. Possible tag names are: <label>,<messageCode>'
    found = parse(event(status("Fejlet", fault=fault("memo.invalid", text)), action=FAILED))
    assert (found.outcome, found.code) == (Outcome.FAILED, "memo.invalid")


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("Modtaget Digital Post", Outcome.TAKEN),
        ("Afleveret Digital Post", Outcome.DELIVERED),
        ("afleveret  digital post", Outcome.DELIVERED),
        ("Fejlet", Outcome.FAILED),
        ("Afsendt", Outcome.TAKEN),
        ("Modtaget Fjern-print", Outcome.TAKEN),
        ("Modtaget Fjernprint", Outcome.TAKEN),
        ("Klar", Outcome.TAKEN),
        ("Afleveret til print og kuvertering", Outcome.TAKEN),
        ("Modtaget Post Danmark", Outcome.DELIVERED),
        ("Tilbagekaldt", Outcome.FAILED),
        ("Opdatering fra Post Danmark", Outcome.TAKEN),
        ("Noget nyt", Outcome.TAKEN),
    ],
)
def test_what_each_status_means(code: str, outcome: Outcome) -> None:
    assert said(code).outcome is outcome


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        (DELIVERED, Outcome.DELIVERED),
        (DELIVERED.upper(), Outcome.DELIVERED),
        (FAILED, Outcome.FAILED),
        ("e94a0a8b-60a0-42ad-8b83-52c9e15d0fb3", Outcome.DELIVERED),
        ("e3c0a021-2070-40d4-b7b7-754aeba762e9", Outcome.TAKEN),
    ],
)
def test_a_status_in_other_words_is_known_by_what_the_envelope_says(action: str, outcome: Outcome) -> None:
    assert said("Modtaget af postbuddet", action).outcome is outcome


def test_the_envelope_does_not_say_more_than_the_letters_own_status() -> None:
    assert said("Modtaget Digital Post", DELIVERED).outcome is Outcome.TAKEN


@pytest.mark.parametrize("code", ["Modtaget Digital Post", "Afleveret Digital Post", "Noget nyt"])
def test_what_is_told_of_a_fault_is_a_failure(code: str) -> None:
    assert said(code, details=fault("4711")).outcome is Outcome.FAILED
    assert said(code, details=fault("", "Something")).outcome is Outcome.FAILED


@pytest.mark.parametrize("details", [fault("memo.duplicate"), fault("17", "Duplicate messageUUID")])
def test_a_letter_that_failed_because_it_came_before_did_not_fail(details: str) -> None:
    found = said("Fejlet", FAILED, details=details)
    assert (found.outcome, found.code) == (Outcome.TAKEN, None)


@pytest.mark.parametrize("code", ["", "Karla Opdigtet", CANARY, f"a.{CANARY}", "x" * 61, "<b>"])
def test_a_code_that_is_none_is_not_said_again(code: str) -> None:
    found = said("Fejlet", FAILED, details=fault(code, "Noget om Karla Opdigtet"))
    assert (found.outcome, found.code) == (Outcome.FAILED, None)


def test_a_letter_on_paper_is_named_by_what_it_was_sent_as() -> None:
    for letter in (ON_PAPER, "<MessageUUID/>" + ON_PAPER):
        found = parse(event(status("Modtaget Post Danmark", letter=letter, channel="Fysisk Post")))
        assert (found.letter_id, found.channel) == (UUID(LETTER), Channel.PHYSICAL_POST)


@pytest.mark.parametrize(
    ("at", "instant"),
    [
        ("2026-11-25T10:30:00Z", "2026-11-25T10:30:00+00:00"),
        ("2026-11-25T10:30:00.1234567+01:00", "2026-11-25T10:30:00.123456+01:00"),
        ("2026-11-25T10:30:00", "2026-11-25T10:30:00+01:00"),
        ("2026-07-01T10:30:00", "2026-07-01T10:30:00+02:00"),
    ],
)
def test_a_time_without_a_zone_is_danish(at: str, instant: str) -> None:
    assert parse(event(status(at=at))).at == datetime.fromisoformat(instant)


def test_prefixes_are_whatever_they_are() -> None:
    inner = status().replace("<PKO_PostStatus xmlns=", "<PKO_PostStatus xmlns:p=")
    for name in ("PKO_PostStatus", "MessageUUID", "TransaktionsDatoTid", "TransaktionsStatusKode"):
        inner = inner.replace(f"<{name}", f"<p:{name}").replace(f"</{name}", f"</p:{name}")
    outer = event(inner).replace(b"ns4:", b"sts:").replace(b":ns4", b":sts").replace(b"ns2:", b"k.v-1:")
    outer = outer.replace(b":ns2=", b":k.v-1=")
    assert parse(outer) == parse(event(status()))
    assert parse(event(HEAD + status())) == parse(event(status()))


def test_base64_may_be_broken_into_lines() -> None:
    whole = event(status())
    start = whole.index(b'encoding="UTF-8">') + 40
    assert parse(whole[:start] + b"\r\n   " + whole[start:]) == parse(whole)


def test_events_are_told_apart_by_their_ids() -> None:
    other = "dac92c8b-a6ff-4f04-aab3-15be45576887"
    assert parse(event(status(), event_id=other)).event_id == UUID(other)


NINE = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY e0 "{CANARY}">{NINE}]>'
OUTER = '<!DOCTYPE x [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>'
HOSTILE = {
    "nothing": (b"", "not_xml"),
    "no XML": (CANARY.encode(), "not_xml"),
    "JSON": (b'{"a": 1}', "not_xml"),
    "zeros": (b"\0" * 1000, "not_xml"),
    "cut short": (event(status())[:-40], "not_xml"),
    "an encoding that there is not": (event(status()).replace(b"UTF-8", b"klingon", 1), "not_xml"),
    "not the encoding it says": (event(status()).replace(b"urn:oio:cvr", b"\xe6", 1), "not_xml"),
    "entity bomb": (BOMB.encode() + event(status())[55:].replace(EVENT.encode(), b"&e9;"), "not_xml"),
    "outer entity": (OUTER.encode() + event(status())[55:].replace(EVENT.encode(), b"&e9;"), "not_xml"),
    "a DTD": (b"<!DOCTYPE x>" + event(status())[55:], "not_xml"),
    "huge": (event(status(more=" " * MOST_BYTES)), "too_large"),
    "deep": (b"<a>" * 20_000 + b"</a>" * 20_000, "not_an_event"),
    "another event": (b"<a/>", "not_an_event"),
    "no message": (event(status()).replace(b"ns2:Haendelsesbesked", b"ns2:Andet"), "not_an_event"),
    "no id": (event(status(), event_id=""), "no_event_id"),
    "an id that is none": (event(status(), event_id=CANARY), "no_event_id"),
    "no data": (event(), "data_not_xml"),
    "base64 garbage": (event(status()).replace(b'"UTF-8">P', b'"UTF-8">!P'), "data_not_base64"),
    "data that is text": (event(CANARY), "data_not_xml"),
    "data that is not text": (event(b"\xff\xfe\x00"), "data_not_xml"),
    "a bomb within": (event(BOMB + status("&e9;")), "data_not_xml"),
    "an outer entity within": (event(OUTER + status("&e9;")), "data_not_xml"),
    "another document within": (event(f"<PKO_PostStatus>{CANARY}</PKO_PostStatus>"), "not_a_post_status"),
    "no letter": (event(status(letter="")), "no_letter_id"),
    "a letter that is not ours": (event(status(letter=f"<MessageUUID>{CANARY}</MessageUUID>")), "no_letter_id"),
    "two letters": (event(status(letter=f"<MessageUUID>{LETTER}</MessageUUID>" * 2)), "said_twice"),
    "no status": (event(status("")), "no_status"),
    "no time": (event(status(at="")), "no_time"),
    "a time that is none": (event(status(at=CANARY)), "no_time"),
}


@pytest.mark.parametrize(("document", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_says_nothing_is_refused_and_not_repeated(document: bytes, reason: str) -> None:
    with pytest.raises(NotAPostStatus) as refused:
        parse(document)
    assert refused.value.reason == reason
    told = "".join(traceback.format_exception(refused.value))
    assert CANARY not in told
    assert CANARY not in repr(refused.value.__context__)


@pytest.mark.parametrize(("ok", "code"), [(True, "20"), (False, "40")])
def test_the_answer_says_whether_it_was_taken_in(ok: bool, code: str) -> None:
    told = fromstring(answer(ok))
    assert told.tag == "{urn:oio:sts:1.0.0}ModtagBeskedOutput"
    own = "{urn:oio:sagdok:3.0.0}"
    assert told.findtext(f"{own}StandardRetur/{own}StatusKode") == code
    assert bool(told.findtext(f"{own}StandardRetur/{own}FejlbeskedTekst")) is not ok

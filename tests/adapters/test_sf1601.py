"""Letters by SF1601, handed to the stand-in over a real socket: each arrives once, whatever happens on the way."""

import hashlib
import logging
import traceback
from pathlib import Path
from typing import Any

import pytest

from app.adapters.carrier import Addressee, CarrierAway, CarrierRefused, Channel
from app.adapters.sf1601 import NO_PHYSICAL_POST, NOT_A_NUMBER, Sf1601
from tests.adapters.invented import CHILD, MOTHER
from tests.adapters.posting import KARLA, PDF, POUL, SCHOOL, VIGGA, Post, carrier_at, parcel
from tests.adapters.standin import StandIn
from tests.running.process import wait_until

BOTH = [Channel.DIGITAL_POST, Channel.PHYSICAL_POST]


def test_a_letter_to_somebody_with_a_box(post: Post, carrier: Sf1601) -> None:
    assert carrier.is_registered(KARLA)
    letter = parcel()
    taken = carrier.send(letter, Channel.DIGITAL_POST)
    assert not taken.before
    assert post.letters() == [
        {
            "id": str(letter.letter_id), "channel": "Digital Post", "recipient_kind": "CPR", "title": letter.title,
            "sha256": hashlib.sha256(PDF).hexdigest(), "duplicates": 0, "acknowledged": 0,
            "receipts": ["Modtaget Digital Post", "Afleveret Digital Post"],
        }
    ]  # fmt: skip
    assert post.pdf_of(letter.letter_id) == PDF


def test_a_letter_to_an_institution(post: Post, carrier: Sf1601) -> None:
    assert carrier.is_registered(SCHOOL)
    carrier.send(parcel(SCHOOL), Channel.DIGITAL_POST)
    assert [one["recipient_kind"] for one in post.letters()] == ["CVR"]


def test_who_has_no_box_is_sent_to_on_paper(post: Post, carrier: Sf1601) -> None:
    assert not carrier.is_registered(VIGGA)
    with pytest.raises(CarrierRefused):
        carrier.send(parcel(VIGGA), Channel.DIGITAL_POST)
    assert post.refused() == [["recipient.not_registered"]]
    carrier.send(parcel(VIGGA), Channel.PHYSICAL_POST)
    assert [(one["channel"], one["recipient_kind"]) for one in post.letters()] == [("Fysisk Post", "address")]


@pytest.mark.parametrize(
    ("number", "registered"),
    [
        (KARLA, True),
        (Addressee("En på 14", cpr_number="6103124999"), False),
        (Addressee("En på 15", cpr_number="6101114998"), True),
        (Addressee("En hvis nummer kan være nogens", cpr_number="0101801234"), False),
    ],
)
def test_registered_from_15_by_the_number_alone(
    post: Post, carrier: Sf1601, number: Addressee, registered: bool
) -> None:
    assert carrier.is_registered(number) is registered


def test_without_a_number_there_is_no_box_and_nothing_but_a_number_is_asked(post: Post, carrier: Sf1601) -> None:
    assert not carrier.is_registered(Addressee("Uden nummer"))
    for number in ("611280-1234", "61128012345", f"{MOTHER}\r\nX: y", f"{MOTHER}&x=y", "٦١١٢٨٠١٢٣٤"):
        with pytest.raises(CarrierRefused, match=NOT_A_NUMBER):
            carrier.is_registered(Addressee("Med noget andet", cpr_number=number))
    assert post.all()["access_tokens"] == 0


def test_what_is_said_of_somebody_goes_before_the_age(post: Post, carrier: Sf1601) -> None:
    post.register(MOTHER, False)
    post.register(CHILD, True)
    post.register(SCHOOL.cvr_number or "", False)
    assert [carrier.is_registered(one) for one in (KARLA, VIGGA, SCHOOL, POUL)] == [False, True, False, True]
    post.standin.put({"cpr": POUL.cpr_number, "name": POUL.name, "municipality": "607", "digital_post": False})
    assert not carrier.is_registered(POUL)


@pytest.mark.parametrize("channel", BOTH)
def test_the_same_letter_again_is_the_same_letter(post: Post, carrier: Sf1601, channel: Channel) -> None:
    letter = parcel()
    first, again = (carrier.send(letter, channel) for _ in range(2))
    assert (first.before, again.before) == (False, True)
    assert first.transaction_id == again.transaction_id
    assert [(one["id"], one["duplicates"]) for one in post.letters()] == [(str(letter.letter_id), 1)]


def test_digital_post_and_the_printer_know_nothing_of_each_other(post: Post, carrier: Sf1601) -> None:
    """So that whoever changes the channel of a letter that may have left sees it arrive twice."""
    letter = parcel()
    taken = [carrier.send(letter, channel) for channel in BOTH]
    assert [one.before for one in taken] == [False, False]
    assert len({one.transaction_id for one in taken}) == 2
    assert [one["id"] for one in post.letters()] == [str(letter.letter_id)] * 2


@pytest.mark.parametrize("channel", BOTH)
def test_a_letter_whose_answer_was_lost_arrives_once(post: Post, carrier: Sf1601, channel: Channel) -> None:
    post.play("lose_answer", times=1)
    letter = parcel()
    with pytest.raises(CarrierAway):
        carrier.send(letter, channel)
    assert len(post.letters()) == 1
    assert carrier.send(letter, channel).before
    assert [one["duplicates"] for one in post.letters()] == [1]


def test_a_letter_that_was_answered_too_late_arrives_once(post: Post) -> None:
    carrier = carrier_at(post.url, timeout=0.5)
    carrier.send(parcel(), Channel.DIGITAL_POST)  # so that there are tokens already
    post.play("slow", seconds=1.5, times=1)
    letter = parcel()
    with pytest.raises(CarrierAway):
        carrier.send(letter, Channel.DIGITAL_POST)
    wait_until(lambda: len(post.letters()) == 2, "the slow letter should have been taken all the same")
    assert carrier.send(letter, Channel.DIGITAL_POST).before
    assert len(post.letters()) == 2
    carrier.close()


def test_what_was_taken_outlives_a_kill(post: Post, carrier: Sf1601) -> None:
    letter = parcel()
    carrier.send(letter, Channel.DIGITAL_POST)
    post.standin.kill()
    with pytest.raises(CarrierAway):
        carrier.send(letter, Channel.DIGITAL_POST)
    post.standin.start()
    assert carrier.send(letter, Channel.DIGITAL_POST).before, "and its tokens were forgotten, so that new ones are got"
    assert post.pdf_of(letter.letter_id) == PDF


def test_a_letter_that_was_being_written_down_at_the_kill_was_not_taken(tmp_path: Path) -> None:
    with StandIn("--state", str(tmp_path)) as standin:
        post = Post(standin)
        carrier = carrier_at(post.url)
        first, second = parcel(), parcel()
        carrier.send(first, Channel.DIGITAL_POST)
        standin.kill()
        with (tmp_path / "post.jsonl").open("ab") as file:
            file.write(b'{"said": "taken", "channel": "Digital Post", "id": "' + str(second.letter_id).encode())
        standin.start()
        assert not carrier.send(second, Channel.DIGITAL_POST).before
        standin.kill()
        standin.start()
        assert [one["id"] for one in post.letters()] == [str(first.letter_id), str(second.letter_id)]
        carrier.close()


@pytest.mark.parametrize("channel", BOTH)
def test_a_page_in_place_of_an_answer_is_no_answer(post: Post, carrier: Sf1601, channel: Channel) -> None:
    letter = parcel()
    assert carrier.is_registered(KARLA)
    carrier.send(parcel(), channel)
    for ask in (lambda: carrier.is_registered(KARLA), lambda: carrier.send(letter, channel)):
        post.play("garbage", times=1)
        with pytest.raises(CarrierAway, match="ANSWER_NOT_UNDERSTOOD"):
            ask()
    assert not carrier.send(letter, channel).before


def test_nothing_arrives_while_all_is_down(post: Post, carrier: Sf1601) -> None:
    post.play("down")
    letter = parcel()
    for _ in range(2):
        with pytest.raises(CarrierAway):
            carrier.is_registered(KARLA)
        with pytest.raises(CarrierAway):
            carrier.send(letter, Channel.DIGITAL_POST)
    post.play("up")
    assert not carrier.send(letter, Channel.DIGITAL_POST).before


@pytest.mark.parametrize("channel", BOTH)
def test_a_refusal_is_told_by_the_carriers_code(post: Post, carrier: Sf1601, channel: Channel) -> None:
    post.play("refuse", code="memo.file.virus")
    with pytest.raises(CarrierRefused) as refused:
        carrier.send(parcel(), channel)
    assert refused.value.code == "memo.file.virus"
    assert post.letters() == []


@pytest.mark.parametrize("code", ["Karla Opdigtet", f"cpr.{MOTHER}", "", "x" * 61])
def test_what_is_no_code_is_not_said_again(post: Post, carrier: Sf1601, code: str) -> None:
    post.play("refuse", code=code)
    with pytest.raises(CarrierRefused) as refused:
        carrier.send(parcel(), Channel.DIGITAL_POST)
    assert refused.value.code == "HTTP_400"


def test_a_refusal_of_a_key_that_was_used_is_that_it_came_before(post: Post, carrier: Sf1601) -> None:
    post.play("refuse", code="message.duplicate")
    assert carrier.send(parcel(), Channel.DIGITAL_POST).before


def test_who_has_not_ordered_paper_sends_none(post: Post) -> None:
    carrier = carrier_at(post.url, physical_post=False)
    with pytest.raises(CarrierRefused) as refused:
        carrier.send(parcel(), Channel.PHYSICAL_POST)
    assert refused.value.code == NO_PHYSICAL_POST
    carrier.close()


def test_each_municipality_sends_in_its_own_name(post: Post) -> None:
    for cvr in ("11111111", "22222222"):
        carrier = carrier_at(post.url, cvr=cvr)
        carrier.send(parcel(), Channel.DIGITAL_POST)
        carrier.close()
    assert len(post.letters()) == 2


@pytest.mark.parametrize("mode", ["up", "down", "slow", "refuse", "lose_answer"])
@pytest.mark.parametrize("channel", BOTH)
def test_nobody_is_named_in_a_log_or_a_fault(
    post: Post, mode: str, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    """With every logger as talkative as it can be: httpx would log addresses, and httpcore what it does."""
    caplog.set_level(logging.DEBUG)
    carrier = carrier_at(post.url, timeout=0.5)
    more: dict[str, Any] = {"seconds": 1, "code": "no"}
    told = [repr(parcel()), repr(KARLA), repr(carrier)]
    for what in (lambda: carrier.is_registered(KARLA), lambda: carrier.send(parcel(), channel)):
        post.play(mode, **more)
        try:
            what()
        except (CarrierAway, CarrierRefused) as fault:
            told += traceback.format_exception(fault)
            told += [repr(one) for one in (fault, fault.__cause__, fault.__context__) if one is not None]
    said = "\n".join([*told, caplog.text])
    assert "HTTP Request: POST" in said or mode != "up", "the log is read"
    for personal in (MOTHER, KARLA.name, "Ærøgade", "Fredericia Kommune"):
        assert personal not in said
    post.play("up")
    carrier.close()

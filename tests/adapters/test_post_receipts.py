"""The stand-in's receipts, pushed over a real socket to somebody who reads them as the service does."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import UUID

import pytest

from app.adapters.carrier import CarrierAway, Channel
from app.adapters.post_status import Outcome, PostStatus, answer, parse
from app.adapters.sf1601 import Sf1601
from tests.adapters.posting import Post, carrier_at, parcel
from tests.running.process import wait_until

DELIVERED, TAKEN, FAILED = Outcome.DELIVERED, Outcome.TAKEN, Outcome.FAILED


class Listener:
    """Where the receipts go; it takes them in while it is ``open``."""

    def __init__(self) -> None:
        self.heard: list[PostStatus] = []
        self.tokens: list[str | None] = []
        self.turned_away: list[PostStatus] = []
        self.open = True

    def of(self, letter_id: UUID) -> list[Outcome]:
        """What was told of a letter, in the order it came in, each event once."""
        events = {one.event_id: one.outcome for one in self.heard if one.letter_id == letter_id}
        return list(events.values())


@pytest.fixture
def listener() -> Iterator[tuple[Listener, str]]:
    made = Listener()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/xml"
            if made.open:
                made.heard.append(parse(body))
                made.tokens.append(self.headers["Authorization"])
            else:
                made.turned_away.append(parse(body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer(made.open))

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield made, f"http://127.0.0.1:{server.server_address[1]}/v1/letter-receipts"
        server.shutdown()
        serving.join()


def all_told(post: Post) -> bool:
    return all(one["acknowledged"] == len(one["receipts"]) for one in post.letters())


@pytest.mark.parametrize(
    ("channel", "outcomes"),
    [(Channel.DIGITAL_POST, [TAKEN, DELIVERED]), (Channel.PHYSICAL_POST, [TAKEN, TAKEN, DELIVERED])],
)
def test_a_letter_that_is_taken_is_told_of(
    post: Post, carrier: Sf1601, listener: tuple[Listener, str], channel: Channel, outcomes: list[Outcome]
) -> None:
    heard, url = listener
    post.push_receipts_to(url, token="secret")
    letter = parcel()
    carrier.send(letter, channel)
    wait_until(lambda: heard.of(letter.letter_id) == outcomes, "the receipts should come, in order")
    assert {one.channel for one in heard.heard} == {channel}
    assert set(heard.tokens) == {"Bearer secret"}


def test_a_letter_whose_answer_was_lost_is_told_of_all_the_same(
    post: Post, carrier: Sf1601, listener: tuple[Listener, str]
) -> None:
    heard, url = listener
    post.push_receipts_to(url)
    post.play("lose_answer", times=1)
    letter = parcel()
    with pytest.raises(CarrierAway):
        carrier.send(letter, Channel.DIGITAL_POST)
    wait_until(
        lambda: heard.of(letter.letter_id) == [TAKEN, DELIVERED], "a receipt is proof, whatever the sender heard"
    )
    carrier.send(letter, Channel.DIGITAL_POST)
    wait_until(lambda: all_told(post), "all should be told")
    assert len(heard.heard) == 2, "a duplicate is told of no second time"


def test_a_delivery_that_fails(post: Post, carrier: Sf1601, listener: tuple[Listener, str]) -> None:
    heard, url = listener
    post.push_receipts_to(url)
    post.play("fail_delivery", code="box.closed")
    letter = parcel()
    carrier.send(letter, Channel.DIGITAL_POST)
    wait_until(lambda: heard.of(letter.letter_id) == [TAKEN, FAILED], "the failure should be told")
    assert [one.code for one in heard.heard] == [None, "box.closed"]


def test_each_receipt_twice_is_the_same_event(post: Post, carrier: Sf1601, listener: tuple[Listener, str]) -> None:
    heard, url = listener
    post.push_receipts_to(url)
    post.play("answer_twice")
    carrier.send(parcel(), Channel.DIGITAL_POST)
    wait_until(lambda: all_told(post), "all should be told")
    assert len(heard.heard) == 4
    assert len(set(heard.heard)) == 2


def test_none_at_all_and_then_by_hand(post: Post, carrier: Sf1601, listener: tuple[Listener, str]) -> None:
    heard, url = listener
    post.push_receipts_to(url)
    post.play("no_receipts", times=1)
    letter = parcel()
    carrier.send(letter, Channel.DIGITAL_POST)
    assert post.letters()[0]["receipts"] == []
    post.receipt(letter.letter_id, "Modtaget Digital Post")
    post.receipt(letter.letter_id, "Fejlet", "by.hand")
    wait_until(lambda: heard.of(letter.letter_id) == [TAKEN, FAILED], "both should be told")


def test_what_nobody_took_in_is_told_again_also_after_a_kill(
    post: Post, carrier: Sf1601, listener: tuple[Listener, str]
) -> None:
    heard, url = listener
    heard.open = False
    letters = [parcel() for _ in range(3)]
    for letter in letters:
        carrier.send(letter, Channel.DIGITAL_POST)
    post.push_receipts_to(url)
    wait_until(lambda: len(heard.turned_away) > len(letters), "what was turned away should come again")
    assert [one["acknowledged"] for one in post.letters()] == [0, 0, 0]
    post.standin.kill()
    heard.open = True
    post.standin.start()
    post.push_receipts_to(url)
    wait_until(lambda: all_told(post), "what was owed before the kill should be told after it")
    assert [heard.of(letter.letter_id) for letter in letters] == [[TAKEN, DELIVERED]] * 3
    assert set(heard.turned_away) < set(heard.heard), "each the same event as before"


def test_each_sender_has_its_own_address(post: Post, listener: tuple[Listener, str]) -> None:
    heard, url = listener
    for cvr in ("11111111", "22222222"):
        post.push_receipts_to(url, token=cvr, cvr=cvr)
    for cvr, channel in (("11111111", Channel.DIGITAL_POST), ("22222222", Channel.PHYSICAL_POST)):
        carrier = carrier_at(post.url, cvr=cvr)
        carrier.send(parcel(), channel)
        carrier.close()
    wait_until(lambda: all_told(post), "all should be told")
    assert {(one.channel, token) for one, token in zip(heard.heard, heard.tokens, strict=True)} == {
        (Channel.DIGITAL_POST, "Bearer 11111111"),
        (Channel.PHYSICAL_POST, "Bearer 22222222"),
    }

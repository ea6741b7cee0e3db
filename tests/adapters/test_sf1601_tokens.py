"""Tokens: kept while they are good, got anew when they are not, and what happens when there are none."""

import logging

import pytest

from app.adapters.carrier import CarrierAway, Channel
from app.adapters.sf1601 import NOT_ADMITTED, Sf1601
from tests.adapters.posting import KARLA, FakeClock, Post, carrier_at, parcel


def issued(post: Post) -> tuple[int, int]:
    said = post.all()
    return said["saml_tokens"], said["access_tokens"]


def test_a_token_is_for_one_service_and_kept(post: Post, carrier: Sf1601) -> None:
    for _ in range(3):
        carrier.is_registered(KARLA)
    assert issued(post) == (1, 1)
    for _ in range(3):
        carrier.send(parcel(), Channel.DIGITAL_POST)
    carrier.send(parcel(), Channel.PHYSICAL_POST)
    assert issued(post) == (2, 2)


def test_a_token_is_renewed_shortly_before_it_ends(post: Post) -> None:
    now = FakeClock()
    carrier = carrier_at(post.url, now=now)
    carrier.is_registered(KARLA)
    now.moves_on(minutes=57)
    carrier.is_registered(KARLA)
    assert issued(post) == (1, 1)
    now.moves_on(minutes=2)
    carrier.is_registered(KARLA)
    assert issued(post) == (1, 2), "a new access token, in exchange for the SAML token that still holds"
    now.moves_on(hours=8)
    carrier.is_registered(KARLA)
    assert issued(post) == (2, 3)
    carrier.close()


def test_a_token_that_is_not_taken_any_more_is_got_anew(post: Post, carrier: Sf1601) -> None:
    carrier.send(parcel(), Channel.DIGITAL_POST)
    post.tokens()  # forgets those it gave
    assert not carrier.send(parcel(), Channel.DIGITAL_POST).before
    assert len(post.letters()) == 2


def test_without_an_agreement_letters_wait_and_it_is_said(
    post: Post, carrier: Sf1601, caplog: pytest.LogCaptureFixture
) -> None:
    post.tokens(issue=False)
    letter = parcel()
    with pytest.raises(CarrierAway):
        carrier.send(letter, Channel.DIGITAL_POST)
    assert [(line.levelno, "agreement" in line.message) for line in caplog.records if line.name == "ssp.post"] == [
        (logging.ERROR, True)
    ]
    post.tokens()
    assert not carrier.send(letter, Channel.DIGITAL_POST).before


def test_a_service_that_takes_no_token_is_asked_twice_and_then_waited_for(
    post: Post, carrier: Sf1601, caplog: pytest.LogCaptureFixture
) -> None:
    post.play("locked")
    with pytest.raises(CarrierAway, match=NOT_ADMITTED):
        carrier.send(parcel(), Channel.DIGITAL_POST)
    assert issued(post) == (2, 2)
    assert "kombipostafsend" in caplog.text
    post.play("up")
    assert not carrier.send(parcel(), Channel.DIGITAL_POST).before


def test_a_page_in_place_of_a_token_is_nobody_there(post: Post, carrier: Sf1601) -> None:
    post.play("garbage")
    with pytest.raises(CarrierAway, match="NO_SAML_TOKEN"):
        carrier.is_registered(KARLA)
    post.play("garbage", times=1)
    with pytest.raises(CarrierAway):
        carrier.is_registered(KARLA)
    assert carrier.is_registered(KARLA)

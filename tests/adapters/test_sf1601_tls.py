"""Mutual TLS with the post, and what the certificate is for in the token."""

import logging
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.carrier import CarrierAway, Channel
from tests.adapters.certificates import Authority
from tests.adapters.posting import KARLA, Post, carrier_at, parcel
from tests.adapters.standin import StandIn


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"), "agreed")


@pytest.fixture(scope="module")
def guarded(agreed: Authority) -> Iterator[Post]:
    trusting = ssl.create_default_context(cafile=str(agreed.file))
    trusting.load_cert_chain(agreed.issue("control"))
    with StandIn(tls=(agreed.issue("post"), agreed.file), trusting=trusting) as standin:
        yield Post(standin)


def test_a_letter_goes_by_the_certificate_of_the_agreement(guarded: Post, agreed: Authority) -> None:
    carrier = carrier_at(guarded.url, certificate=agreed.issue("service"), authorities=agreed.file)
    assert carrier.is_registered(KARLA)
    letter = parcel()
    carrier.send(letter, Channel.DIGITAL_POST)
    carrier.close()
    assert [one["id"] for one in guarded.letters()] == [str(letter.letter_id)]


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_that_is_not_accepted_puts_letters_off_and_is_said(
    guarded: Post, agreed: Authority, tmp_path: Path, trusted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = Authority(tmp_path, "stranger")
    before = len(guarded.letters())
    carrier = carrier_at(
        guarded.url,
        certificate=(stranger if trusted else agreed).issue("unknown"),
        authorities=(agreed if trusted else stranger).file,
    )
    with pytest.raises(CarrierAway):
        carrier.send(parcel(), Channel.DIGITAL_POST)
    carrier.close()
    assert len(guarded.letters()) == before
    if not trusted:  # whether the other side says why it hangs up is its own affair
        assert any(line.levelno == logging.ERROR and "certificate" in line.message for line in caplog.records)


def test_a_certificate_that_is_not_there_is_told_of_at_once(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        carrier_at("https://127.0.0.1:1", certificate=tmp_path / "nowhere.pem")

"""The file of outside systems, as far as the post goes; and a Python that has no library for it."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.carrier import Channel
from app.adapters.outside import Outside, OutsideWrong, read_outside
from app.adapters.sf1601_library import LibraryMissing, library
from tests.adapters.posting import SAML_PATH, Post, carrier_at, parcel


def written(folder: Path, url: str, more: str = "") -> Path:
    file = folder / "outside.toml"
    file.write_text(
        f'[digital_post]\nurl = "{url}"\nsaml_url = "{url}{SAML_PATH}"\nshipment_type = 7\n{more}\n'
        '[municipalities.607]\ncvr = "11111111"\nname = "Fredericia Kommune"\n'
        '[municipalities.740]\ncvr = "22222222"\nname = "Silkeborg Kommune"\n'
        '[municipalities.330]\ncvr = "33333333"\nname = "Slagelse Kommune"\ndigital_post = false\n'
    )
    return file


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a Python that the library does not take."""
    library.cache_clear()
    monkeypatch.setitem(sys.modules, "python_serviceplatformen.models.message", None)
    yield
    library.cache_clear()


def test_each_municipality_has_a_carrier_of_its_own(post: Post, tmp_path: Path) -> None:
    read = read_outside(written(tmp_path, post.url))
    for code in ("607", "740"):
        carrier = read.carrier_for(code)
        assert carrier is not None
        for channel in Channel:
            carrier.send(parcel(), channel)
    read.close()
    assert len(post.letters()) == 4
    assert read.carrier_for("330") is None
    assert read.carrier_for("161") is None
    assert Outside().carrier_for("607") is None


@pytest.mark.parametrize("what", ["certificate", "authorities"])
def test_a_certificate_that_cannot_be_read_stops_the_start(tmp_path: Path, what: str) -> None:
    (tmp_path / "no.pem").write_text("no certificate")
    for name in ("nowhere.pem", "no.pem"):
        with pytest.raises(OutsideWrong, match=r"outside\.toml: digital_post: certificate"):
            read_outside(written(tmp_path, "https://127.0.0.1:1", f'{what} = "{tmp_path / name}"'))


@pytest.mark.parametrize("more", ["timeout = 0", "retries = 3", 'physical_post = "perhaps"'])
def test_what_does_not_fit_is_told_by_its_place(tmp_path: Path, more: str) -> None:
    with pytest.raises(OutsideWrong, match=f"digital_post.{more.split()[0]}"):
        read_outside(written(tmp_path, "https://127.0.0.1:1", more))


@pytest.mark.usefixtures("no_library")
def test_without_the_library_the_service_starts_and_says_why_letters_go_by_hand(
    post: Post, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    read = read_outside(written(tmp_path, post.url))
    assert read.carrier_for("607") is None
    assert [
        (line.levelno, "before 3.13" in line.getMessage()) for line in caplog.records if line.name == "ssp.post"
    ] == [(logging.ERROR, True)]
    read.close()


@pytest.mark.usefixtures("no_library")
def test_nobody_can_have_a_carrier_without_the_library(post: Post) -> None:
    with pytest.raises(LibraryMissing, match="python-serviceplatformen"):
        carrier_at(post.url)

"""Filing in SBSYS by the real client, over real HTTP: once each, under the right case, and no more than is needed."""

import json
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app import clock
from app.adapters.records_system import Direction, Filed, RecordsAway, RecordsRefused
from app.adapters.sbsys import Sbsys
from tests.adapters.filing import NUMBER, Records, document, sbsys_at
from tests.adapters.invented import CHILD
from tests.adapters.posting import PDF, FakeClock
from tests.adapters.standin import StandIn

SECRET, PASSWORD = "opdigtet-hemmelighed", "opdigtet-adgangskode"


@pytest.fixture
def records(outside: StandIn) -> Records:
    made = Records(outside)
    made.open()
    return made


@pytest.fixture
def sbsys(records: Records, tmp_path: Path) -> Iterator[Sbsys]:
    made = sbsys_at(records.url, tmp_path, timeout=2)
    yield made
    made.close()


def test_a_document_lies_under_its_case_byte_for_byte_with_what_is_needed_to_find_it(
    records: Records, sbsys: Sbsys
) -> None:
    records.open("27.24.00-G01-70-26")  # the search finds it too: it begins alike
    letter = document(title="Orientering om hændelse")
    filed = sbsys.file(letter, tried_before=False)
    (kept,) = records.documents()
    assert filed == Filed(str(kept["Id"]), before=False)
    assert records.content(kept) == PDF
    assert kept["SagsNummer"] == NUMBER
    assert {name: kept[name] for name in kept.keys() - {"Id", "SagID", "sha256", "SagsNummer"}} == {
        "DokumentNavn": "Orientering om hændelse",
        "Beskrivelse": f"SSP-sag {letter.case_id}",
        "Eksternid": str(letter.document_id),
        "RegistreringsDato": "2026-11-25T00:00:00",
        "file": f"{letter.document_id}.pdf",
        "media_type": "application/pdf",
    }


def test_the_municipality_says_of_what_kind_a_document_is_and_whether_the_child_is_its_party(
    records: Records, tmp_path: Path
) -> None:
    sbsys = sbsys_at(records.url, tmp_path, outgoing_kind_id=2, incoming_kind_id=1, open_to_access=False)
    sbsys.file(document(party_cpr=CHILD), tried_before=False)
    picture = document(direction=Direction.INCOMING, content=b"\xff\xd8\xff", media_type="image/jpeg")
    sbsys.file(picture, tried_before=False)
    sbsys.close()
    letter, paper = records.documents()
    assert (letter["DokumentArt"], paper["DokumentArt"]) == ({"Id": 2}, {"Id": 1})
    assert letter["SagsPart"] == {"PartType": "Person", "CPRnummer": f"{CHILD[:6]}-{CHILD[6:]}"}
    assert "SagsPart" not in paper
    assert letter["OmfattetAfAktindsigt"] is False
    assert (paper["file"], paper["media_type"]) == (f"{picture.document_id}.jpg", "image/jpeg")


def test_a_document_whose_answer_was_lost_is_filed_once(records: Records, sbsys: Sbsys) -> None:
    letter = document()
    records.play("lose_answer", times=1)
    with pytest.raises(RecordsAway):
        sbsys.file(letter, tried_before=False)
    (kept,) = records.documents()
    assert sbsys.file(letter, tried_before=True) == Filed(str(kept["Id"]), before=True)
    assert len(records.documents()) == 1
    assert sbsys.file(document(), tried_before=True).before is False, "another one is not it"


@pytest.mark.parametrize("grant", ["client_credentials", "password"])
def test_a_token_is_asked_for_once_and_again_when_it_ends(records: Records, tmp_path: Path, grant: str) -> None:
    more: dict[str, Any] = {}
    if grant == "password":
        (tmp_path / "user.secret").write_text(PASSWORD)
        more = {"username": "ssp-robot", "password_file": str(tmp_path / "user.secret")}
        records.client(username="ssp-robot", password=PASSWORD)
    time = FakeClock()
    sbsys = sbsys_at(records.url, tmp_path, now=time, **more)
    for _ in range(2):
        sbsys.file(document(), tried_before=False)
    assert records.told()["tokens"] == 1
    time.moves_on(minutes=59, seconds=1)
    sbsys.file(document(), tried_before=False)
    assert records.told()["tokens"] == 2
    sbsys.close()


def test_a_token_that_is_taken_no_more_is_asked_for_anew_at_once(records: Records, sbsys: Sbsys) -> None:
    sbsys.file(document(), tried_before=False)
    records.client()
    sbsys.file(document(), tried_before=False)
    assert len(records.documents()) == 2


@pytest.mark.parametrize(
    "more",
    [{"client_id": "another"}, {"client_secret": "another"}, {"username": "somebody", "password": "another"}],
)
def test_a_client_that_is_refused_leaves_the_document_to_wait_and_says_so_in_the_log(
    records: Records, sbsys: Sbsys, more: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    records.client(**more)
    with pytest.raises(RecordsAway, match=r"TOKEN_HTTP_40[01]"):
        sbsys.file(document(), tried_before=False)
    assert "see to the client and the user" in caplog.text
    assert SECRET not in caplog.text
    assert records.documents() == []


AWAY: dict[str, tuple[dict[str, Any], str]] = {
    "down": ({"mode": "down"}, "TOKEN_HTTP_503"),
    "slow": ({"mode": "slow", "seconds": 5}, "ReadTimeout"),
    "a page in between": ({"mode": "garbage"}, "NO_ACCESS_TOKEN"),
    "no token is taken": ({"mode": "locked"}, "HTTP_401"),
    "no right": ({"mode": "refuse", "status": 403}, "HTTP_403"),
    "too many": ({"mode": "refuse", "status": 429}, "HTTP_429"),
    "a fault of its own": ({"mode": "refuse", "status": 500}, "HTTP_500"),
}


@pytest.mark.parametrize("name", AWAY)
def test_what_passes_or_an_operator_mends_is_tried_again(records: Records, sbsys: Sbsys, name: str) -> None:
    mode, code = AWAY[name]
    records.play(**mode)
    with pytest.raises(RecordsAway) as away:
        sbsys.file(document(), tried_before=False)
    assert str(away.value) == code
    assert records.documents() == []
    records.play("up")
    assert sbsys.file(document(), tried_before=True).before is False


@pytest.mark.parametrize("status", [400, 404, 409, 413, 422])
def test_what_is_refused_is_not_tried_again_by_itself(records: Records, sbsys: Sbsys, status: int) -> None:
    records.play("refuse", status=status)
    with pytest.raises(RecordsRefused) as refused:
        sbsys.file(document(), tried_before=False)
    assert refused.value.code == f"HTTP_{status}"


@pytest.mark.parametrize("number", ["27.24.00-G01-8-26", "27.24.00-G01-7", "27"])
def test_a_number_that_is_no_cases_very_own_is_refused(records: Records, sbsys: Sbsys, number: str) -> None:
    with pytest.raises(RecordsRefused, match="CASE_UNKNOWN"):
        sbsys.file(document(number), tried_before=False)
    assert records.documents() == []


BODIES: dict[str, tuple[object, type[Exception], str]] = {
    "no list": ({"Results": None}, RecordsRefused, "ANSWER_NOT_UNDERSTOOD"),
    "no id": ({"Results": [{"Nummer": NUMBER}]}, RecordsRefused, "ANSWER_NOT_UNDERSTOOD"),
    "two by one number": (
        {"Results": [{"Id": 1, "Nummer": NUMBER}, {"Id": 2, "Nummer": NUMBER}]}, RecordsRefused, "CASE_UNKNOWN",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_an_answer_in_another_form_is_refused_and_nothing_is_guessed(records: Records, sbsys: Sbsys, name: str) -> None:
    sbsys.file(document(), tried_before=False)  # it has a token
    said, kind, code = BODIES[name]
    records.play("garbage", body=json.dumps(said), media_type="application/json")
    with pytest.raises(kind, match=code):
        sbsys.file(document(), tried_before=False)
    records.play("garbage")
    with pytest.raises(RecordsAway, match="NO_JSON"):
        sbsys.file(document(), tried_before=False)


def test_nothing_of_a_document_stands_in_the_log_or_in_an_error(
    records: Records, sbsys: Sbsys, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    letter = document(party_cpr=CHILD, title="Brev om Vigga Opdigtet", dated=date(2026, 11, 2))
    said = []
    for mode in ({"mode": "up"}, {"mode": "refuse"}, {"mode": "down"}, {"mode": "garbage"}):
        records.play(**mode)
        try:
            sbsys.file(letter, tried_before=False)
        except (RecordsAway, RecordsRefused) as error:
            said.append(repr(error))
    found = caplog.text + repr(said) + repr(letter)
    assert len(said) == 3
    for secret in (CHILD, CHILD[6:], "Vigga", NUMBER, SECRET):
        assert secret not in found


def test_the_stand_in_keeps_what_it_was_given_through_a_kill(tmp_path: Path) -> None:
    with StandIn("--state", str(tmp_path)) as standin:
        records = Records(standin)
        records.open()
        letter = document()
        sbsys = sbsys_at(records.url, tmp_path)
        first = sbsys.file(letter, tried_before=False)
        sbsys.close()
        standin.kill()
        standin.start()
        sbsys = sbsys_at(records.url, tmp_path)
        assert sbsys.file(letter, tried_before=True) == Filed(first.number, before=True)
        assert sbsys.file(document(document_id=clock.new_id()), tried_before=True).number != first.number
        sbsys.close()


@pytest.mark.parametrize("change", [{"extra": 1}, {"SagID": 17}, {"DokumentNavn": ""}])
def test_the_stand_in_refuses_what_the_real_one_does(
    records: Records, tmp_path: Path, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sbsys = sbsys_at(records.url, tmp_path)
    as_it_is = sbsys._metadata
    monkeypatch.setattr(sbsys, "_metadata", lambda case, said: dict(as_it_is(case, said)) | change)
    with pytest.raises(RecordsRefused, match=r"HTTP_40[04]"):
        sbsys.file(document(), tried_before=False)
    sbsys.close()

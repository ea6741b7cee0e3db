"""The index of cases by its real client, over real HTTP: what is a yes, and that everything else is unknown."""

import logging
import ssl
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.adapters.case_index import Answer, IndexAway, IndexRefused
from app.adapters.outside import OutsideWrong, read_outside
from app.adapters.sf1470 import Sf1470
from app.adapters.sf1470_message import CONTENT_TYPE, question
from app.standins.case_index_request import Refused, question_in
from tests.adapters.certificates import Authority
from tests.adapters.indexing import KLE, Index, answer, case, enveloped, fault, fremdrift, index_at
from tests.adapters.invented import CHILD, MOTHER
from tests.adapters.standin import StandIn

LONG_AGO, YESTERDAY, TOMORROW = (f"{day}T12:00:00+01:00" for day in ("2020-01-01", "2026-11-24", "2026-11-26"))


@pytest.fixture
def index(outside: StandIn) -> Index:
    return Index(outside)


@pytest.fixture
def client(index: Index) -> Iterator[Sf1470]:
    made = index_at(index.url)
    yield made
    made.close()


@pytest.mark.parametrize("state", ["Opstaaet", "Oplyst", "Afgjort"])
def test_a_case_that_has_not_ended_is_active(index: Index, client: Sf1470, state: str) -> None:
    index.put(CHILD, kle="27.24.06", state=state)
    assert client.look_up(CHILD, KLE) is Answer.ACTIVE


def test_a_case_that_has_ended_is_another_childs_or_is_of_another_kind_is_not_found(
    index: Index, client: Sf1470
) -> None:
    index.put(CHILD, state="Afsluttet")
    index.put(CHILD, kle="32.03.04")
    index.put(MOTHER)
    assert client.look_up(CHILD, KLE) is Answer.NOTHING_FOUND


def test_a_title_or_a_party_is_never_asked_for(index: Index, client: Sf1470) -> None:
    index.put(CHILD)
    client.look_up(CHILD, KLE)
    told = index.told()
    assert told["shown"] == ["fremdrift", "sagsklasse"]
    assert told["searches"] == [[kle, state] for kle in KLE for state in ("Opstaaet", "Oplyst", "Afgjort")]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (answer(case(fremdrift("Oplyst"))), Answer.ACTIVE),
        (answer(case(fremdrift("Opstaaet", LONG_AGO, YESTERDAY), fremdrift("Afgjort", YESTERDAY))), Answer.ACTIVE),
        (answer(case(fremdrift("Oplyst", LONG_AGO, TOMORROW), fremdrift("Afsluttet", TOMORROW))), Answer.ACTIVE),
        (answer(case(fremdrift("Oplyst", LONG_AGO, YESTERDAY), fremdrift("Afsluttet", YESTERDAY))), None),
        (answer(case(fremdrift("Afsluttet")), case(fremdrift("Oplyst"))), Answer.ACTIVE),
        (answer(case(fremdrift("Oplyst"), kle="32.03.04")), None),
        (answer(case(fremdrift("Oplyst"), life="Passiveret")), None),
        (answer(case(fremdrift("Oplyst"), life="Slettet")), None),
        (answer(status="44"), None),
        (answer(counted=0), None),
        (answer(case(fremdrift("Oplyst")), counted=500), Answer.ACTIVE),
    ],
)
def test_the_state_that_holds_now_decides(index: Index, client: Sf1470, body: bytes, found: Answer | None) -> None:
    index.mode("garbage", body=body)
    assert client.look_up(CHILD, KLE) is (found or Answer.NOTHING_FOUND)


NOT_UNDERSTOOD = {
    "no state": answer(case()),
    "no state that holds now": answer(case(fremdrift("Oplyst", TOMORROW))),
    "two states at once": answer(case(fremdrift("Oplyst"), fremdrift("Afsluttet"))),
    "a state that there is not": answer(case(fremdrift("Sovende"))),
    "no class": answer(case(fremdrift("Oplyst"), kle=None)),
    "a day that there is not": answer(case(fremdrift("Oplyst", "2026-13-01T00:00:00+01:00"))),
    "nobody's time": answer(case(fremdrift("Oplyst", "2026-11-01T00:00:00"))),
    "some were kept back": answer(case(fremdrift("Afsluttet")), counted=2),
    "one is not understood beside one that is": answer(case(fremdrift("Oplyst")), case()),
    "none, and yet some": answer(case(fremdrift("Oplyst")), status="44"),
    "no status": answer(status=""),
    "nothing in it": enveloped("<sdi:FremsoegSagDokumentIndeksOutput/>"),
}


@pytest.mark.parametrize("body", NOT_UNDERSTOOD.values(), ids=NOT_UNDERSTOOD.keys())
def test_what_is_not_understood_is_neither_yes_nor_nothing(index: Index, client: Sf1470, body: bytes) -> None:
    index.mode("garbage", body=body)
    with pytest.raises(IndexRefused) as refused:
        client.look_up(CHILD, KLE)
    assert refused.value.code == "ANSWER_NOT_UNDERSTOOD"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"mode": "fault", "code": "NO_RIGHTS"}, "NO_RIGHTS"),
        ({"mode": "garbage", "body": answer(status="40", text=f"Vigga {CHILD}")}, "STATUS_40"),
        ({"mode": "garbage", "status": 500, "body": fault(soap_code="soap:Sender")}, "Sender"),
        ({"mode": "garbage", "status": 500, "body": fault("wsse:FailedAuthentication")}, "FailedAuthentication"),
        ({"mode": "garbage", "status": 500, "body": fault(CHILD)}, "UNREADABLE_CODE"),
        ({"mode": "garbage", "status": 403, "body": b"no"}, "HTTP_403"),
    ],
)
def test_a_refusal_is_told_by_its_code(index: Index, client: Sf1470, said: dict[str, Any], code: str) -> None:
    index.mode(**said)
    with pytest.raises(IndexRefused) as refused:
        client.look_up(CHILD, KLE)
    assert refused.value.code == code


AWAY: dict[str, dict[str, Any]] = {
    "down": {"mode": "down"},
    "slow": {"mode": "slow", "seconds": 5},
    "cut short": {"mode": "garbage", "body": answer(case(fremdrift("Oplyst")))[:-40]},
    "a page": {"mode": "garbage", "body": b"<html><body>Lukket</body></html>"},
    "a DTD": {"mode": "garbage", "body": b"<!DOCTYPE x>" + answer().partition(b"?>")[2]},
    "SOAP 1.1": {"mode": "garbage", "body": answer().replace(b"2003/05/soap-envelope", b"x")},
    "a yes with 500": {"mode": "garbage", "status": 500, "body": answer(case(fremdrift("Oplyst")))},
    "a fault of its own": {"mode": "garbage", "status": 500, "body": fault()},
    "elsewhere": {"mode": "garbage", "status": 307, "body": b""},
}


@pytest.mark.parametrize("name", AWAY)
def test_what_passes_is_away_and_names_nobody(index: Index, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    index.put(CHILD)
    index.mode(**AWAY[name], times=1)
    client = index_at(index.url, timeout=0.5)
    with pytest.raises(IndexAway) as failed:
        client.look_up(CHILD, KLE)
    told = "".join(traceback.format_exception(failed.value)) + caplog.text
    assert "Traceback" in told
    assert CHILD[6:] not in told
    assert client.look_up(CHILD, KLE) is Answer.ACTIVE
    client.close()


@pytest.mark.parametrize(("number", "kle"), [("6103", KLE), (CHILD, ()), (CHILD, ("<x/>",)), (CHILD, ("27",))])
def test_what_cannot_be_asked_never_leaves(index: Index, client: Sf1470, number: str, kle: tuple[str, ...]) -> None:
    with pytest.raises(IndexRefused):
        client.look_up(number, kle)
    assert index.asked() == 0


def test_both_show_a_certificate_and_a_stranger_is_not_answered(tmp_path: Path) -> None:
    agreed, stranger = Authority(tmp_path, "agreed"), Authority(tmp_path, "stranger")
    trusting = ssl.create_default_context(cafile=str(agreed.file))
    trusting.load_cert_chain(agreed.issue("control"))
    with StandIn(tls=(agreed.issue("index"), agreed.file), trusting=trusting) as outside:
        index = Index(outside)
        index.put(CHILD)
        ours = index_at(index.url, certificate=agreed.issue("607"), authorities=agreed.file)
        assert ours.look_up(CHILD, KLE) is Answer.ACTIVE
        theirs = index_at(index.url, certificate=stranger.issue("999"), authorities=agreed.file)
        with pytest.raises((IndexAway, IndexRefused)):
            theirs.look_up(CHILD, KLE)
        mistrusted = index_at(index.url, certificate=agreed.issue("608"), authorities=stranger.file)
        with pytest.raises(IndexRefused, match="CERTIFICATE_REFUSED"):
            mistrusted.look_up(CHILD, KLE)
        assert index.asked() == 1
        for one in (ours, theirs, mistrusted):
            one.close()


def test_only_a_municipality_with_an_agreement_has_an_index(outside: StandIn, tmp_path: Path) -> None:
    index = Index(outside)
    index.put(CHILD)
    file = tmp_path / "outside.toml"
    file.write_text(
        f'[case_index]\nurl = "{index.url}"\n'
        '[municipalities.607]\ncvr = "11111111"\nname = "Fredericia"\ncase_index = {}\n'
        f'[municipalities.740]\ncvr = "22222222"\nname = "Silkeborg"\ncase_index = {{ url = "{index.url}?740" }}\n'
        '[municipalities.330]\ncvr = "33333333"\nname = "Slagelse"\n'
    )
    read = read_outside(file)
    assert read.case_index_for("330") is None
    for code in ("607", "740"):
        own = read.case_index_for(code)
        assert own is not None
        assert own.look_up(CHILD, KLE) is Answer.ACTIVE
    read.close()
    file.write_text(file.read_text() + 'case_index = { certificate = "nowhere.pem" }\n')
    with pytest.raises(OutsideWrong, match=r"case_index: certificate or authorities \(No such file"):
        read_outside(file)


def test_the_question_is_held_to_the_schema_in_its_order() -> None:
    """The stand-in is no easier than the schema: anything out of its place is refused."""
    headers = {"content-type": CONTENT_TYPE}
    asked = question("https://x.example/?a&b", CHILD, KLE, "11111111-1111-4111-8111-111111111111")
    assert len(question_in(headers, asked).searches) == 6
    for before, after in (
        (b"<sag:AttributListe/>", b""),
        (b"<sdi:operation>OR</sdi:operation>", b""),
        (b"Opstaaet", b"Lukket"),
        (b"urn:oio:cpr-nr:", b"urn:cpr:"),
        (b"fremdrift</sdi:Vis>", b"alt</sdi:Vis>"),
        (b"head:TransactionUUID", b"head:Transaction"),
        (b"fremsoeg</wsa:Action>", b"fjern</wsa:Action>"),
    ):
        assert before in asked
        with pytest.raises(Refused):
            question_in(headers, asked.replace(before, after))

"""What happens when the register is away, slow, out of its mind, or refuses; and that nothing of it names anybody."""

import logging
import traceback
from typing import Any

import pytest

from app.adapters.people_register import PersonUnknown, RegisterAway, RegisterRefused
from app.adapters.sf1520 import Sf1520
from tests.adapters.answers import NAME, answer, enveloped, fault
from tests.adapters.asking import register_at
from tests.adapters.invented import CHILD, MOTHER, adult, child
from tests.adapters.standin import StandIn

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
WHOLE = answer()
BARE = WHOLE.removeprefix(HEAD)
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
OUTER = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
HOSTILE = {
    "entity bomb": f'<!DOCTYPE x [<!ENTITY e0 "{CHILD}">{BOMB}]>'.encode() + BARE.replace(b"Vigga", b"&e9;"),
    "outer entity": OUTER + BARE.replace(b"Vigga", b"&e;"),
    "bare DTD": b"<!DOCTYPE x>" + BARE,
    "2 MB": answer(name=NAME.replace("Vigga", "Vigga " * 350_000)),
    "not the encoding it says": WHOLE.decode().replace("Vigga", "Åse").encode("latin-1"),
    "an encoding that there is not": WHOLE.replace(b"UTF-8", b"klingon"),
    "cut short": WHOLE[:-40],
    "empty": b"",
    "a page": b"<html><body>Lukket</body></html>",
    "JSON": b'{"error": "no"}',
    "deep": enveloped("<a>" * 50_000 + "</a>" * 50_000),
    "two bodies": WHOLE.replace(b"</soap:Body>", b"</soap:Body><soap:Body/>"),
    "an empty body": enveloped(""),
    "another operation": WHOLE.replace(b"PersonLookupResponse", b"SomethingElse"),
    "another version": WHOLE.replace(b"PersonBaseDataExtended/4/", b"PersonBaseDataExtended/3/"),
    "zeros": b"\0" * 1000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_soap_is_somebody_in_between_and_passes(outside: StandIn, register: Sf1520, body: bytes) -> None:
    outside.put(adult())
    outside.mode("garbage", body=body, times=1)
    with pytest.raises(RegisterAway):
        register.look_up(MOTHER)
    assert register.look_up(MOTHER).cpr_number == MOTHER


def test_a_register_that_is_down_or_gone_is_away_until_it_is_back(outside: StandIn, register: Sf1520) -> None:
    outside.put(adult())
    assert register.look_up(MOTHER).name == "Karla Opdigtet"
    outside.mode("down")
    with pytest.raises(RegisterAway):
        register.look_up(MOTHER)
    outside.kill()
    for _ in range(2):
        with pytest.raises(RegisterAway):
            register.look_up(MOTHER)
    outside.start()
    outside.put(adult())
    assert register.look_up(MOTHER).name == "Karla Opdigtet"


def test_a_register_that_thinks_too_long_is_away(outside: StandIn) -> None:
    outside.put(adult())
    outside.mode("slow", seconds=3, times=1)
    register = register_at(outside.register_url, timeout=0.3)
    with pytest.raises(RegisterAway):
        register.look_up(MOTHER)
    assert register.look_up(MOTHER).cpr_number == MOTHER
    register.close()


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"", b"<html/>", answer()])
def test_a_status_that_passes(outside: StandIn, register: Sf1520, status: int, body: bytes) -> None:
    outside.mode("garbage", status=status, body=body)
    with pytest.raises(RegisterAway):
        register.look_up(CHILD)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_status_that_somebody_must_see_to(outside: StandIn, register: Sf1520, status: int) -> None:
    outside.mode("garbage", status=status, body=b"Forbidden")
    with pytest.raises(RegisterRefused) as refused:
        register.look_up(CHILD)
    assert refused.value.code == f"HTTP_{status}"


def test_nobody_is_sent_on_to_another_address(outside: StandIn, register: Sf1520) -> None:
    outside.mode("garbage", status=307, body=b"")
    with pytest.raises(RegisterAway):
        register.look_up(CHILD)


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    "body",
    [
        fault("PNRNotFound"),
        fault("1234", text="PNR not found"),
        fault("OTHER", "PNR_NOT_FOUND"),
        fault(text="PNR not found."),
        fault(soap_code="soap:Client", text="no such: PNRNotFound"),
    ],
)
def test_nobody_has_the_number_however_the_fault_spells_it(
    outside: StandIn, register: Sf1520, status: int, body: bytes
) -> None:
    outside.mode("garbage", status=status, body=body)
    with pytest.raises(PersonUnknown):
        register.look_up(CHILD)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (fault("NOT_AUTHORISED"), "NOT_AUTHORISED"),
        (fault("sp.1234:x", "SECOND"), "sp.1234:x"),
        (fault(f"X{CHILD}"), "UNREADABLE_CODE"),
        (fault(f"{CHILD[:6]}-{CHILD[6:]}"), "UNREADABLE_CODE"),
        (fault("Vigga Opdigtet"), "UNREADABLE_CODE"),
        (fault("x" * 61), "UNREADABLE_CODE"),
        (fault(soap_code="soap:Client", text="bad request"), "Client"),
        (fault(soap_code="soap:Client.Authentication"), "Client"),
        (fault(soap_code=""), "UNREADABLE_CODE"),
    ],
)
def test_a_refusal_is_told_by_its_code_and_names_nobody(
    outside: StandIn, register: Sf1520, body: bytes, code: str
) -> None:
    outside.mode("garbage", status=500, body=body)
    with pytest.raises(RegisterRefused) as refused:
        register.look_up(CHILD)
    assert refused.value.code == code


def test_a_fault_of_the_server_alone_passes(outside: StandIn, register: Sf1520) -> None:
    outside.mode("garbage", status=500, body=fault(text="internal error"))
    with pytest.raises(RegisterAway):
        register.look_up(CHILD)


FAILURES: dict[str, dict[str, Any]] = {
    "unknown": {"mode": "up"},
    "down": {"mode": "down"},
    "slow": {"mode": "slow", "seconds": 5},
    "fault": {"mode": "fault", "code": CHILD, "text": f"Vigga Opdigtet {CHILD}"},
    "not understood": {"mode": "garbage", "body": answer(status="")},
    "forbidden": {"mode": "garbage", "status": 403, "body": f"{CHILD} Vigga Opdigtet".encode()},
    **{name: {"mode": "garbage", "body": body} for name, body in HOSTILE.items()},
}


@pytest.mark.parametrize("name", FAILURES)
def test_no_failure_names_anybody_in_its_words_or_in_the_log(
    outside: StandIn, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outside.mode(**FAILURES[name])
    register = register_at(outside.register_url, timeout=0.5)
    with pytest.raises((PersonUnknown, RegisterAway, RegisterRefused)) as failed:
        register.look_up(CHILD)
    register.close()
    told = "".join(traceback.format_exception(failed.value)) + repr(failed.value) + caplog.text
    assert "Traceback" in told
    assert [word for word in (CHILD, CHILD[6:], "Vigga", "Opdigtet") if word in told] == []


def test_an_answer_names_nobody_in_the_log_or_its_repr(
    outside: StandIn, register: Sf1520, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outside.put(child(custody=[{"who": "mother"}]))
    found = register.look_up(CHILD)
    told = caplog.text + repr(found) + repr(found.custody) + repr(found.address) + repr(register)
    assert "httpx" in caplog.text
    assert [word for word in (CHILD, MOTHER, "Vigga", "Opdigtet", "Ærøgade") if word in told] == []

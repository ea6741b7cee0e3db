"""What is read from an answer of the register, and what is not taken for one."""

from datetime import date

import pytest

from app.adapters.people_register import CustodyKind, Living, RegisterRefused
from app.adapters.sf1520 import NOT_UNDERSTOOD, Sf1520
from tests.adapters.answers import BORN, NAME, NUMBER, STATUS, address, answer, relations
from tests.adapters.invented import CHILD, MOTHER
from tests.adapters.standin import StandIn

STREET = "<vejnavn>Ærøgade</vejnavn>"
CUSTODY = "<foraeldremyndighed><foraeldremyndighedtype>{}</foraeldremyndighedtype>{}</foraeldremyndighed>"


def test_the_bare_minimum(outside: StandIn, register: Sf1520) -> None:
    outside.mode("garbage", body=answer())
    found = register.look_up(CHILD)
    assert (found.cpr_number, found.birth_date, found.living) == (CHILD, date(2012, 3, 1), Living.RESIDENT)
    assert (found.municipality_code, found.address, found.address_protected, found.custody) == (None, None, False, ())


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("<personadresseringsnavn>Opdigtet,Vigga Maj</personadresseringsnavn>", "Vigga Maj Opdigtet"),
        ("<personadresseringsnavn>  Vigga \n Opdigtet </personadresseringsnavn>", "Vigga Opdigtet"),
        (
            "<personadresseringsnavn/><fornavn>Vigga</fornavn><mellemnavn>Maj</mellemnavn>"
            "<efternavn>Opdigtet</efternavn>",
            "Vigga Maj Opdigtet",
        ),
        ("<personadresseringsnavn/><efternavn>Opdigtet</efternavn>", "Opdigtet"),
    ],
)
def test_a_name_is_in_its_natural_order(outside: StandIn, register: Sf1520, said: str, name: str) -> None:
    outside.mode("garbage", body=answer(name=f"<navn>{said}</navn>"))
    assert register.look_up(CHILD).name == name


@pytest.mark.parametrize("written", ["2012-03-01", "2012-03-01Z", "2012-03-01+02:00", " 2012-03-01 "])
def test_a_day_is_the_one_that_is_written_whatever_its_zone(outside: StandIn, register: Sf1520, written: str) -> None:
    outside.mode("garbage", body=answer(born=f"<foedselsdato><dato>{written}</dato></foedselsdato>"))
    assert register.look_up(CHILD).birth_date == date(2012, 3, 1)


@pytest.mark.parametrize(
    ("said", "protected"),
    [
        ("", False),
        ("<beskyttet>true</beskyttet>", True),
        ("<beskyttet>1</beskyttet>", True),
        ("<startdato>2026-01-01</startdato><beskyttet>false</beskyttet>", False),
        ("<startdato>2026-01-01</startdato>", True),
        ("<slutdato>2026-11-24</slutdato><beskyttet>true</beskyttet>", False),
    ],
)
def test_protection_that_has_dates_and_says_nothing_more_is_in_force(
    outside: StandIn, register: Sf1520, said: str, protected: bool
) -> None:
    outside.mode("garbage", body=answer(more=f"<adressebeskyttelse>{said}</adressebeskyttelse>"))
    assert register.look_up(CHILD).address_protected is protected


@pytest.mark.parametrize(
    "said",
    [
        STREET,
        f"<postnummer>0000</postnummer>{STREET}",
        "<postnummer>7000</postnummer><postdistrikt>Fredericia</postdistrikt>",
        "<kommunekode>0</kommunekode>",
    ],
)
def test_an_address_that_no_letter_can_reach_is_none(outside: StandIn, register: Sf1520, said: str) -> None:
    outside.mode("garbage", body=answer(beside=address(said)))
    found = register.look_up(CHILD)
    assert (found.address, found.municipality_code) == (None, None)


@pytest.mark.parametrize(("said", "code"), [("607", "607"), ("0607", "607"), ("21", "021")])
def test_a_municipality_has_three_digits(outside: StandIn, register: Sf1520, said: str, code: str) -> None:
    outside.mode("garbage", body=answer(beside=address(f"<kommunekode>{said}</kommunekode>")))
    assert register.look_up(CHILD).municipality_code == code


def test_custody_that_is_from_the_start_of_the_relation(outside: StandIn, register: Sf1520) -> None:
    other = f"<relationPersonnummer>{MOTHER}</relationPersonnummer><relationStartdato>{{}}</relationStartdato>"
    for since, known in (("2026-11-25", [date(2026, 11, 25)]), ("2026-11-26", [])):
        outside.mode("garbage", body=answer(beside=relations(CUSTODY.format(5, other.format(since)))))
        assert [one.since for one in register.look_up(CHILD).custody] == known


@pytest.mark.parametrize("said", ["<navn>Karla Opdigtet</navn>", "<personnummer>0000000000</personnummer>", ""])
def test_a_parent_without_a_number_holds_custody_all_the_same(outside: StandIn, register: Sf1520, said: str) -> None:
    outside.mode("garbage", body=answer(beside=relations(f"<mor>{said}</mor>{CUSTODY.format(3, '')}")))
    assert [(one.kind, one.cpr_number) for one in register.look_up(CHILD).custody] == [(CustodyKind.MOTHER, None)]


def test_the_number_that_holds_is_the_one_that_is_told(outside: StandIn, register: Sf1520) -> None:
    holding = f"{NUMBER}<gaeldendePersonnummer>{MOTHER}</gaeldendePersonnummer>"
    outside.mode("garbage", body=answer(number=holding))
    assert register.look_up(CHILD).cpr_number == MOTHER
    outside.mode("garbage", body=answer(number=""))
    assert register.look_up(CHILD).cpr_number == CHILD


@pytest.mark.parametrize(
    "body",
    [
        answer(status=""),
        answer(status="<status><status>2</status></status>"),
        answer(status="<status><status>et</status></status>"),
        answer(status=STATUS + STATUS),
        answer(born=""),
        answer(born="<foedselsdato><dato>2012-02-30</dato></foedselsdato>"),
        answer(born="<foedselsdato><dato>01-03-2012</dato></foedselsdato>"),
        answer(born="<foedselsdato><dato>2027-01-01</dato></foedselsdato>"),
        answer(born=BORN + BORN),
        answer(name=""),
        answer(name="<navn><personadresseringsnavn/></navn>"),
        answer(name="<navn><personadresseringsnavn><b>Vigga</b></personadresseringsnavn></navn>"),
        answer(name="<navn><personadresseringsnavn>Vigga<b/> Opdigtet</personadresseringsnavn></navn>"),
        answer(name=NAME + NAME),
        answer(number=f"<personnummer>{MOTHER}</personnummer>"),
        answer(more="<adressebeskyttelse><beskyttet>ja</beskyttet></adressebeskyttelse>"),
        answer(more="<adressebeskyttelse><slutdato>snart</slutdato></adressebeskyttelse>"),
        answer(beside=address("<kommunekode>1000</kommunekode>")),
        answer(beside=address("<kommunekode>Fredericia</kommunekode>")),
        answer(beside=relations(CUSTODY.format(7, ""))),
        answer(beside=relations(CUSTODY.format("", ""))),
        answer().replace(b"persondata", b"Persondata"),
    ],
)
def test_an_answer_of_another_form_than_the_published_is_told_of_and_not_guessed_at(
    outside: StandIn, register: Sf1520, body: bytes
) -> None:
    outside.mode("garbage", body=body)
    with pytest.raises(RegisterRefused) as refused:
        register.look_up(CHILD)
    assert refused.value.code == NOT_UNDERSTOOD

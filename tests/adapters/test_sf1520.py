"""The register of people by SF1520: each kind of person, asked of the stand-in over a real socket."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.adapters.people_register import Custody, CustodyKind, Living, PersonUnknown
from app.adapters.sf1520 import Sf1520
from tests.adapters.asking import AGREEMENT, CVR, NOON, SYSTEM, USER, register_at
from tests.adapters.invented import ANOTHER, BOTH, CHILD, FATHER, HOME, MOTHER, OTHER, adult, child
from tests.adapters.standin import StandIn


def holders(register: Sf1520, number: str = CHILD) -> list[tuple[CustodyKind, str | None]]:
    return [(one.kind, one.cpr_number) for one in register.look_up(number).custody]


def test_a_child_in_the_custody_of_both_parents(outside: StandIn, register: Sf1520) -> None:
    outside.put(child(custody=[{"who": "mother", "since": "2012-03-01"}, {"who": "father"}]))
    found = register.look_up(CHILD)
    assert (found.cpr_number, found.name, found.birth_date) == (CHILD, "Vigga Opdigtet", date(2012, 3, 1))
    assert (found.living, found.municipality_code, found.address_protected) == (Living.RESIDENT, "607", False)
    assert str(found.address) == "Ærøgade 60\n7000 Fredericia"
    assert found.custody == (
        Custody(CustodyKind.MOTHER, MOTHER, date(2012, 3, 1)),
        Custody(CustodyKind.FATHER, FATHER, None),
    )


def test_a_child_in_the_custody_of_one_parent(outside: StandIn, register: Sf1520) -> None:
    outside.put(child(custody=[{"who": "father"}]))
    assert holders(register) == [(CustodyKind.FATHER, FATHER)]


def test_others_than_the_parents(outside: StandIn, register: Sf1520) -> None:
    outside.put(child(custody=[{"who": "other", "number": OTHER}, {"who": "other", "number": ANOTHER}]))
    assert holders(register) == [(CustodyKind.OTHER, OTHER), (CustodyKind.OTHER, ANOTHER)]


def test_whoever_is_not_named_is_still_said_to_be_there(outside: StandIn, register: Sf1520) -> None:
    outside.put(child(father=None, custody=[*BOTH, {"who": "other"}, {"who": "other"}]))
    assert holders(register) == [
        (CustodyKind.MOTHER, MOTHER),
        (CustodyKind.FATHER, None),
        (CustodyKind.OTHER, None),
        (CustodyKind.OTHER, None),
    ]


def test_a_number_at_the_custody_itself_goes_before_the_parents(outside: StandIn, register: Sf1520) -> None:
    outside.put(child(custody=[{"who": "mother", "number": OTHER}]))
    assert holders(register) == [(CustodyKind.MOTHER, OTHER)]


def test_nobody_stands_twice(outside: StandIn, register: Sf1520) -> None:
    outside.put(child(custody=[*BOTH, {"who": "other", "number": FATHER}]))
    assert holders(register) == [(CustodyKind.MOTHER, MOTHER), (CustodyKind.FATHER, FATHER)]


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (None, "2026-11-24", False),
        (None, "2026-11-25", True),
        ("2026-11-25", None, True),
        ("2026-11-26", None, False),
        ("2020-01-01", "2030-01-01", True),
    ],
)
def test_custody_holds_from_its_first_day_to_its_last(
    outside: StandIn, register: Sf1520, since: str | None, until: str | None, holds: bool
) -> None:
    outside.put(child(custody=[{"who": "mother", "since": since, "until": until}]))
    assert bool(holders(register)) is holds


@pytest.mark.parametrize(
    ("instant", "in_custody"),
    [
        (datetime(2030, 2, 28, 22, 59, tzinfo=UTC), True),
        (datetime(2030, 2, 28, 23, 0, tzinfo=UTC), False),
    ],
)
def test_custody_ends_at_midnight_in_copenhagen_before_the_eighteenth_birthday(
    outside: StandIn, instant: datetime, in_custody: bool
) -> None:
    outside.put(child(custody=BOTH))
    register = register_at(outside.register_url, now=instant)
    assert bool(holders(register)) is in_custody
    register.close()


def test_a_child_in_care_lives_elsewhere_in_the_same_custody(outside: StandIn, register: Sf1520) -> None:
    outside.put(child(custody=BOTH, address=HOME | {"care_of": "Døgninstitutionen Solhøj"}))
    found = register.look_up(CHILD)
    assert str(found.address) == "c/o Døgninstitutionen Solhøj\nÆrøgade 60\n7000 Fredericia"
    assert [one.cpr_number for one in found.custody] == [MOTHER, FATHER]


@pytest.mark.parametrize(
    ("since", "until", "protected"),
    [
        ("2026-01-01", None, True),
        ("2026-11-25", "2026-11-25", True),
        ("2026-01-01", "2026-11-24", False),
        ("2026-11-26", None, False),
    ],
)
def test_an_address_is_protected_from_the_first_day_to_the_last(
    outside: StandIn, register: Sf1520, since: str, until: str | None, protected: bool
) -> None:
    outside.put(adult(protection={"since": since, "until": until}))
    found = register.look_up(MOTHER)
    assert found.address_protected is protected
    assert found.address is not None


@pytest.mark.parametrize(
    ("status", "living"),
    [
        *((status, Living.RESIDENT) for status in (1, 3, 5, 7)),
        *((status, Living.NOT_IN_USE) for status in (20, 30, 50, 60)),
        (70, Living.MISSING),
        (80, Living.ABROAD),
        (90, Living.DEAD),
    ],
)
def test_how_somebody_stands_in_the_register(outside: StandIn, register: Sf1520, status: int, living: Living) -> None:
    outside.put(adult(status=status))
    assert register.look_up(MOTHER).living is living


def test_a_dead_child_and_a_dead_holder(outside: StandIn, register: Sf1520) -> None:
    outside.put(child(status=90, custody=BOTH, address=None, municipality=None))
    outside.put(adult(status=90, address=None))
    found = register.look_up(CHILD)
    assert (found.living, found.address, found.municipality_code) == (Living.DEAD, None, None)
    assert register.look_up(found.custody[0].cpr_number or "").living is Living.DEAD


def test_a_child_that_moved_is_another_municipalitys(outside: StandIn, register: Sf1520) -> None:
    outside.put(child(municipality="607"))
    assert register.look_up(CHILD).municipality_code == "607"
    outside.put(child(municipality="021"))
    assert register.look_up(CHILD).municipality_code == "021"


def test_whoever_lives_abroad_has_no_address_here(outside: StandIn, register: Sf1520) -> None:
    outside.put(adult(status=80, address=None, municipality=None))
    found = register.look_up(MOTHER)
    assert (found.living, found.address, found.municipality_code) == (Living.ABROAD, None, None)


def test_a_holder_may_be_a_minor(outside: StandIn, register: Sf1520) -> None:
    baby, young = "6501264001", "7505106238"
    outside.put(child(cpr=baby, mother=young, father=None, custody=[{"who": "mother"}]))
    outside.put(adult(young, custody=BOTH, mother=MOTHER))
    ((_, number),) = holders(register, baby)
    assert number == young
    assert register.look_up(young).birth_date == date(2010, 5, 15)
    assert len(holders(register, young)) == 2


def test_nobody_has_the_number(register: Sf1520) -> None:
    with pytest.raises(PersonUnknown):
        register.look_up(CHILD)


def test_what_is_no_cpr_number_is_nobodys_and_is_not_asked_about(outside: StandIn, register: Sf1520) -> None:
    for number in ("", "610312-4999", "61031249990", "٦١٠٣١٢٤٩٩٩", "6103124999</PNR>"):
        with pytest.raises(PersonUnknown):
            register.look_up(number)
    assert outside.asked() == 0


def test_a_number_that_was_changed_leads_to_the_one_that_holds(outside: StandIn, register: Sf1520) -> None:
    holding = "6203124998"
    outside.put(child(status=60, holds_now=holding, address=None))
    outside.put(child(cpr=holding, custody=BOTH))
    found = register.look_up(CHILD)
    assert (found.cpr_number, found.living, found.birth_date) == (holding, Living.RESIDENT, date(2012, 3, 2))
    assert len(found.custody) == 2


def test_two_numbers_that_lead_to_each_other_do_not_go_round(outside: StandIn, register: Sf1520) -> None:
    outside.put(child(status=60, holds_now="6203124998"))
    outside.put(child(cpr="6203124998", status=60, holds_now=CHILD))
    assert register.look_up(CHILD).living is Living.NOT_IN_USE
    assert outside.asked() == 2


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ({"house": "17A"}, "Ærøgade 17A"),
        ({"house": "7", "floor": "2", "door": "tv"}, "Ærøgade 7, 2. tv"),
        ({"house": "107", "floor": "st", "door": "4"}, "Ærøgade 107, st. 4"),
        ({"floor": "kl"}, "Ærøgade 60, kl."),
        ({"care_of": "C/O Hansen"}, "c/o Hansen\nÆrøgade 60"),
        ({"care_of": "c/oHansen"}, "c/o Hansen\nÆrøgade 60"),
        ({"care_of": "Cornelia"}, "c/o Cornelia\nÆrøgade 60"),
        ({"care_of": "Bo c/o Hansen"}, "c/o Bo c/o Hansen\nÆrøgade 60"),
        ({"place": "Kollegiet", "village": "Erritsø"}, "Ærøgade 60\nKollegiet\nErritsø"),
        ({"village": "Fredericia"}, "Ærøgade 60"),
        ({"street": "Gammel Kongelig Landevej"}, "Gammel Kongelig Land 60"),
    ],
)
def test_an_address_is_written_as_on_an_envelope(
    outside: StandIn, register: Sf1520, said: dict[str, Any], written: str
) -> None:
    outside.put(adult(address=HOME | said))
    assert str(register.look_up(MOTHER).address) == f"{written}\n7000 Fredericia"


def test_the_register_is_told_who_asks_and_for_which_municipality(outside: StandIn, register: Sf1520) -> None:
    outside.put(adult())
    register.look_up(MOTHER)
    first = outside.asked_by()
    assert first.pop("CallersServiceCallIdentifier")
    assert first == {
        "MunicipalityCVR": CVR,
        "ServiceAgreementUUID": AGREEMENT,
        "UserSystemUUID": SYSTEM,
        "UserUUID": USER,
        "ServiceUUID": "e6be2436-bf35-4df2-83fe-925142825dc2",
    }


def test_a_municipality_may_have_a_uuid_of_its_own(outside: StandIn) -> None:
    outside.put(adult())
    register = register_at(outside.register_url, user="dddddddd-0000-4000-8000-000000000000")
    register.look_up(MOTHER)
    assert outside.asked_by()["UserUUID"] == "dddddddd-0000-4000-8000-000000000000"
    register.close()


def test_each_call_can_be_told_from_the_next(outside: StandIn, register: Sf1520) -> None:
    outside.put(adult())
    calls = set()
    for _ in range(3):
        register.look_up(MOTHER)
        calls.add(outside.asked_by()["CallersServiceCallIdentifier"])
    assert len(calls) == 3


def test_the_clock_is_asked_at_each_look_up(outside: StandIn) -> None:
    outside.put(child(custody=[{"who": "mother", "until": "2026-11-25"}]))
    moments = iter([NOON, NOON + timedelta(days=1)])
    register = register_at(outside.register_url, clock=lambda: next(moments))
    assert [bool(holders(register)) for _ in range(2)] == [True, False]
    register.close()

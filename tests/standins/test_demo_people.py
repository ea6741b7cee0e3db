"""The register of the demo knows every child of the demo's lists, and everybody whom it names itself."""

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from app.lists.reading import CheckedRow, RowChecker, read_file
from app.standins.people import InventedPerson, read_people
from workflows.calendar import age_on
from workflows.profile import all_profiles

ROOT = Path(__file__).parents[2]
FILE = ROOT / "app" / "standins" / "demo_people.toml"
PEOPLE = read_people(FILE)
BY_NUMBER = {person.cpr: person for person in PEOPLE}
PROFILES = {profile.name.casefold(): profile for profile in all_profiles()}


def rows_of_the_lists() -> Iterator[CheckedRow]:
    lists = [*(ROOT / "demo").glob("*-W*.csv"), *(ROOT / "demo" / "next").glob("*-W*.csv")]
    assert len(lists) >= 7
    for file in lists:
        variants = PROFILES[file.name.split("-")[0]].list
        table = read_file(file.read_bytes(), file.name, variants=variants)
        assert table.week is not None
        checker = RowChecker(variants, table.week)
        for row in map(checker.check, table.rows):
            if isinstance(row, CheckedRow) and row.cpr_number is not None:
                yield row


def test_every_child_of_the_lists_is_there_under_the_same_name() -> None:
    rows = list(rows_of_the_lists())
    assert len(rows) > 40
    for row in rows:
        assert row.cpr_number is not None
        assert BY_NUMBER[row.cpr_number].name == row.name


def test_everybody_named_is_there() -> None:
    named = {
        number
        for person in PEOPLE
        for number in (person.mother, person.father, person.holds_now, *(one.number for one in person.custody))
        if number is not None
    }
    assert len(named) > 60
    assert named <= set(BY_NUMBER)


def test_nobody_is_there_twice_and_no_number_can_be_anybodys() -> None:
    numbers = re.findall(r"\b(\d{6})-?(\d{4})\b", FILE.read_text(encoding="utf-8"))
    assert len(PEOPLE) == len(BY_NUMBER) == len(tomllib.loads(FILE.read_text(encoding="utf-8"))["person"])
    assert len(numbers) > len(PEOPLE)
    assert [first for first, _ in numbers if not 61 <= int(first[:2]) <= 91] == []


def test_everybody_under_age_and_alive_has_somebody() -> None:
    today = date(2026, 11, 25)
    alone = [
        person.cpr for person in PEOPLE if age_on(person.born, today) < 18 and person.status == 1 and not person.custody
    ]
    assert alone == []


def holders(person: InventedPerson) -> list[InventedPerson]:
    numbers = {"mother": person.mother, "father": person.father}
    found = [one.number or numbers.get(one.who) for one in person.custody]
    return [BY_NUMBER[number] for number in found if number is not None]


def a_holder_is_a_minor(person: InventedPerson) -> bool:
    return any(age_on(holder.born, date(2026, 11, 25)) < 18 for holder in holders(person))


SITUATIONS: dict[str, Callable[[InventedPerson], object]] = {
    "shared": lambda person: len(holders(person)) == 2,
    "single": lambda person: len(person.custody) == 1,
    "others": lambda person: [one.who for one in person.custody if one.number] == ["other", "other"],
    "not named": lambda person: any(one.who == "other" and one.number is None for one in person.custody),
    "in care": lambda person: person.address is not None and person.address.care_of is not None and holders(person),
    "protected": lambda person: person.protection is not None and person.protection.until is None,
    "protected until": lambda person: person.protection is not None and person.protection.until is not None,
    "dead child": lambda person: person.status == 90 and person.custody,
    "dead holder": lambda person: any(holder.status == 90 for holder in holders(person)),
    "holder abroad": lambda person: any(holder.status == 80 for holder in holders(person)),
    "moved": lambda person: person.municipality not in {None, *(one.municipality_code for one in PROFILES.values())},
    "minor": a_holder_is_a_minor,
    "changed": lambda person: person.holds_now is not None,
    "ended": lambda person: any(one.until is not None for one in person.custody),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_demo_has_somebody_in_each_situation(situation: str) -> None:
    assert any(SITUATIONS[situation](person) for person in PEOPLE)

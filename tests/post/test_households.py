"""A list in, and for each family exactly the right letters."""

from collections.abc import Iterator
from typing import Any

from app.adapters.outside import Outside
from tests.adapters.standin import StandIn
from tests.caller import Service
from tests.cases.stations import cpr_number, on_monday
from tests.handover import entries_of, give
from tests.lists.weeks import HEADER
from tests.post.households import Household, households
from tests.post.outside import arrived, look_up, send_due

_MOTHER, _FATHER, _OTHER, _ANOTHER = range(1, 5)
_WHO = {"mother": _MOTHER, "father": _FATHER, "other": _OTHER, "another": _ANOTHER}


def test_each_family_gets_its_own_letters_and_no_other(service: Service, post: StandIn, outside: Outside) -> None:
    them = on_monday(service)
    every = households()
    assert len(every) == 40
    for number, home in enumerate(every):
        for person in family_of(number, home):
            post.put(person)
    boxes = {cpr_number(home.born, number).replace("-", ""): has_a_box(home) for number, home in enumerate(every)}
    post.control.post("/standin/registration", json=boxes).raise_for_status()
    answer = them.police.upload("liste.csv", weekly(every), week="2026-W47")
    assert answer.json()["accepted"] == 40, answer.text
    case_of = {
        entry["person"]["name"]: give(them.coordinator, entry, "to_coordinator")
        for entry in entries_of(them.coordinator, undecided=True)
    }
    for home in every:
        look_up(service, outside, case_of[home.child])
        them.coordinator.post(f"/v1/cases/{case_of[home.child]}/letters", {"to": "family", "purpose": "inform"})
    got = {home.name: put_in_the_post(them.coordinator, case_of[home.child]) for home in every}
    send_due(service, outside)
    wanted = {home.name: home.letters for home in every}
    for name, refused in got.items():
        got[name] = refused | became(them.coordinator, case_of[f"{name.capitalize()} Opdigtet"])
    assert got == wanted
    sent = sum(1 for home in every for one in home.letters if "!" not in one)
    assert len(arrived(post)) == sent
    for home in every:
        for letter in letters_in(them.coordinator, case_of[home.child]):
            speaks_of_nobody_else(home, every, letter)


def put_in_the_post(caller: Any, case_id: str) -> frozenset[str]:
    """Queues every draft; those that may not leave, with why."""
    refused = set()
    for one in caller.get(f"/v1/cases/{case_id}/letters").json()["items"]:
        answer = caller.post(f"/v1/cases/{case_id}/letters/{one['id']}/moves", {"event": "queue"})
        if answer.status_code != 200:
            refused.add(f"{who(caller, case_id, one)}:!{answer.json().get('reason')}")
    return frozenset(refused)


def became(caller: Any, case_id: str) -> frozenset[str]:
    """Who got a letter, and by which channel."""
    channel = {"digital_post": "d", "physical_post": "p"}
    return frozenset(
        f"{who(caller, case_id, one)}:{channel[one['channel']]}"
        for one in caller.get(f"/v1/cases/{case_id}/letters").json()["items"]
        if one["state"] == "sent"
    )


def who(caller: Any, case_id: str, letter: Any) -> str:
    return "young" if letter["recipient_kind"] == "young_person" else letter["recipient"].split(" ")[0].casefold()


def letters_in(caller: Any, case_id: str) -> Iterator[Any]:
    for one in caller.get(f"/v1/cases/{case_id}/letters").json()["items"]:
        yield caller.get(f"/v1/cases/{case_id}/letters/{one['id']}").json()


def speaks_of_nobody_else(home: Household, every: list[Household], letter: Any) -> None:
    said = str(letter["blocks"]) + letter["title"]
    others = [one.child for one in every if one.name != home.name]
    assert [name for name in others if name in said] == [], home.name
    if "child_protected" in home.family and letter["recipient_kind"] != "young_person":
        assert "Hemmelig" not in said, home.name
    assert letter["found"] == []
    assert home.child.split(" ")[0] in said or letter["recipient_kind"] == "young_person"


def has_a_box(home: Household) -> bool:
    """Digital Post comes by itself at 15, on the Monday of the test."""
    return home.born <= "2011-11-23" and "young_exempt" not in home.family


def weekly(every: list[Household]) -> bytes:
    """Those on two sides of one incident share its number."""
    numbers = {journal: at for at, journal in enumerate(dict.fromkeys(one.journal for one in every))}
    rows = [
        f"3700-71273-{70000 + numbers[one.journal]}-26;{cpr_number(one.born, number)};{one.child};Skolevej 1;7000;"
        f"Fredericia;{one.role};71273;Butikstyveri;12-11-2026 07:18;"
        for number, one in enumerate(every)
    ]
    return "\r\n".join([HEADER, *rows, ""]).encode()


def family_of(number: int, home: Household) -> Iterator[dict[str, Any]]:
    """The household as the register has it."""
    said = home.family
    if "unknown" in said:
        return
    holders = list(custody_of(number, home))
    mother = _adult_number(28 if home.name == "bodil" else number, _MOTHER)
    yield {
        "cpr": cpr_number(home.born, number), "name": home.child, "status": 90 if "child_dead" in said else 1,
        "municipality": "630" if "lives_elsewhere" in said else "607",
        "address": _address("Hemmelig Allé" if "child_protected" in said else "Skolevej", number)
        | ({"care_of": "Opholdsstedet Opdigtet"} if "in_care" in said else {}),
        "protection": {"since": "2026-01-01"} if "child_protected" in said else None,
        "mother": mother, "father": _adult_number(number, _FATHER),
        "custody": holders, "digital_post": "young_exempt" not in said,
    }  # fmt: skip
    for name, which in _WHO.items():
        yield {
            "cpr": _young_mother(number) if name == "mother" and "mother_young" in said
            else _adult_number(number, which),
            "name": f"{name.capitalize()} Nummer{_letters(number)} Opdigtet",
            "status": 90 if f"{name}_dead" in said else 80 if f"{name}_abroad" in said else 1, "municipality": "607",
            "address": _address("Hemmelig Vej" if f"{name}_protected" in said else "Hovedgaden", number),
            "protection": {"since": "2026-01-01"} if f"{name}_protected" in said else None,
            "digital_post": f"{name}_exempt" not in said,
        }  # fmt: skip


def custody_of(number: int, home: Household) -> Iterator[dict[str, Any]]:
    said = home.family
    if said & {"both", "mother"} or "same_mother_as_anna" in said:
        young = {"number": _young_mother(number)} if "mother_young" in said else {}
        yield {"who": "mother"} | young | ({"until": "2026-06-01"} if "mother_ended" in said else {})
    if said & {"both", "father"}:
        yield {"who": "father"} | ({"since": "2027-01-01"} if "father_to_come" in said else {})
    if said & {"other", "two_others"}:
        yield {"who": "other", "number": _adult_number(number, _OTHER)}
    if "two_others" in said:
        yield {"who": "other", "number": _adult_number(number, _ANOTHER)}
    if "unnamed" in said:
        yield {"who": "other"}


def _adult_number(number: int, which: int) -> str:
    return f"{61 + number % 28:02}{1 + number % 12:02}8{which}-{1000 + number * 10 + which}"


def _young_mother(number: int) -> str:
    return cpr_number("2009-05-05", 900 + number)


def _address(street: str, number: int) -> dict[str, str]:
    return {"street": street, "house": str(number + 1), "postal_code": "7000", "city": "Fredericia"}


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:02}")

"""What a PersonLookupResponse of SF1520 says of a person, read strictly by the names of the published schema."""

from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from app.adapters.people_register import Custody, CustodyKind, Living, RegisteredPerson
from app.adapters.sf1520_address import postal_address
from app.adapters.sf1520_reading import NotUnderstood, day_at, each, flag_at, number_at, one, text_at, whole_at
from workflows.calendar import age_on

_LIVING: Final = {
    **dict.fromkeys((1, 3, 5, 7), Living.RESIDENT),
    **dict.fromkeys((20, 30, 50, 60), Living.NOT_IN_USE),
    70: Living.MISSING,
    80: Living.ABROAD,
    90: Living.DEAD,
}
_KINDS: Final = {3: CustodyKind.MOTHER, 4: CustodyKind.FATHER, 5: CustodyKind.OTHER, 6: CustodyKind.OTHER}
_PARENTS: Final = {CustodyKind.MOTHER: "mor", CustodyKind.FATHER: "far"}
_OF_AGE: Final = 18
"""Whoever has turned 18 is in nobody's custody (forældreansvarsloven § 1)."""


def person_in(answer: Element, asked_for: str, today: date) -> RegisteredPerson:
    """``today`` is the date in Copenhagen. Raises NotUnderstood; so it does for an answer about somebody else."""
    person = one(answer, "persondata")
    own, holds = number_at(person, "personnummer"), number_at(person, "gaeldendePersonnummer")
    if asked_for not in (own or asked_for, holds):
        raise NotUnderstood
    living = _LIVING.get(whole_at(person, "status", "status") or 0)
    born = day_at(person, "foedselsdato", "dato")
    if living is None or born is None or born > today:
        raise NotUnderstood
    now = one(answer, "adresse", "aktuelAdresse")
    return RegisteredPerson(
        cpr_number=holds or own or asked_for,
        name=_name(one(person, "navn")),
        birth_date=born,
        living=living,
        municipality_code=_municipality(now),
        address=postal_address(now),
        address_protected=_is_protected(one(person, "adressebeskyttelse"), today),
        custody=() if age_on(born, today) >= _OF_AGE else _custody(one(answer, "relationer"), today),
    )


def _name(name: Element | None) -> str:
    """As one is addressed; an older form of that has the last name first, and a comma."""
    addressed = text_at(name, "personadresseringsnavn")
    if addressed:
        last, _, first = addressed.partition(",")
        return " ".join(f"{first} {last}".split())
    given = " ".join(filter(None, (text_at(name, part) for part in ("fornavn", "mellemnavn", "efternavn"))))
    if not given:
        raise NotUnderstood
    return given


def _municipality(now: Element | None) -> str | None:
    code = whole_at(now, "kommunekode") or None
    if code is not None and not 0 < code <= 999:
        raise NotUnderstood
    return None if code is None else f"{code:03}"


def _is_protected(protection: Element | None, today: date) -> bool:
    """From its first day to its last, both included. The element is empty for whoever has none; where it has
    dates and does not say whether it is in force, it is: what was hidden too long can be shown later.
    """
    since, until = day_at(protection, "startdato"), day_at(protection, "slutdato")
    said = flag_at(protection, "beskyttet")
    in_force = said if said is not None else (since or until) is not None
    return in_force and (since is None or since <= today) and (until is None or today <= until)


def _custody(relations: Element | None, today: date) -> tuple[Custody, ...]:
    """What holds today, each holder once; of somebody without a number, once for each place in the register."""
    found: dict[str | int, Custody] = {}
    for entry in each(relations, "foraeldremyndighed"):
        place = whole_at(entry, "foraeldremyndighedtype") or 0
        if place not in _KINDS:
            raise NotUnderstood
        since = _later(day_at(entry, "foraeldremyndighedStartdato", "dato"), day_at(entry, "relationStartdato"))
        until = day_at(entry, "foraeldremyndighedSletdato")
        if (since is not None and since > today) or (until is not None and until < today):
            continue
        kind = _KINDS[place]
        number = number_at(entry, "relationPersonnummer")
        if number is None and kind in _PARENTS:
            number = number_at(relations, _PARENTS[kind], "personnummer")
        found.setdefault(number or place, Custody(kind, number, since))
    return tuple(found.values())


def _later(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)

"""The invented people of the stand-ins, from a TOML file or one at a time."""

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass as checked

from app.people.cpr import birth_date_of
from workflows.calendar import age_on

Cpr = Annotated[
    str,
    BeforeValidator(lambda said: said.replace("-", "") if isinstance(said, str) else said),
    Field(pattern=r"^(6[1-9]|[78][0-9]|9[01])[0-9]{8}$"),
    AfterValidator(lambda number: birth_date_of(number) and number),
]
"""Ten digits with 60 added to the day: a number that can be somebody's has no place here."""
Status = Literal[1, 3, 5, 7, 20, 30, 50, 60, 70, 80, 90]
DEAD, ABROAD = 90, 80
_DIGITAL_POST_FROM = 15
_FORM = ConfigDict(extra="forbid")


@checked(frozen=True, kw_only=True, config=_FORM)
class InventedAddress:
    """As the register has it: ``floor`` is a number, ``st`` or ``kl``; ``door`` a number, ``tv``, ``mf`` or ``th``."""

    street: str
    house: str
    floor: str | None = None
    door: str | None = None
    care_of: str | None = None
    place: str | None = None
    village: str | None = None
    postal_code: str = Field(pattern=r"^[0-9]{4}$")
    city: str


@checked(frozen=True, kw_only=True, config=_FORM)
class InventedProtection:
    since: date
    until: date | None = None


@checked(frozen=True, kw_only=True, config=_FORM)
class InventedCustody:
    """``number`` is for another than the parents; without one, the register says that there is one, but not who."""

    who: Literal["mother", "father", "other"]
    number: Cpr | None = None
    since: date | None = None
    until: date | None = None


@checked(frozen=True, kw_only=True, config=_FORM)
class InventedPerson:
    cpr: Cpr
    name: str = Field(pattern=r"\S \S")
    """First names, and last of all one family name."""
    status: Status = 1
    holds_now: Cpr | None = None
    """Where the number was changed: the one that holds."""
    municipality: str | None = Field(None, pattern=r"^[0-9]{3}$")
    address: InventedAddress | None = None
    protection: InventedProtection | None = None
    mother: Cpr | None = None
    father: Cpr | None = None
    custody: tuple[InventedCustody, ...] = ()
    digital_post: bool = True
    """False for whoever is exempt from it."""

    @property
    def born(self) -> date:
        return birth_date_of(self.cpr)

    def has_digital_post(self, today: date) -> bool:
        """From the age of 15, unless exempt; not the dead."""
        old_enough = self.born <= today and age_on(self.born, today) >= _DIGITAL_POST_FROM
        return self.digital_post and old_enough and self.status != DEAD


_PERSON = TypeAdapter(InventedPerson)
_PEOPLE = TypeAdapter(tuple[InventedPerson, ...])


def read_person(said: Any) -> InventedPerson:
    """From JSON, as text or read already. Raises pydantic's ValidationError."""
    return _PERSON.validate_json(said) if isinstance(said, str | bytes) else _PERSON.validate_python(said)


def read_people(path: Path) -> tuple[InventedPerson, ...]:
    """From a TOML file with a table ``[[person]]`` for each. Raises pydantic's ValidationError."""
    return _PEOPLE.validate_python(tomllib.loads(path.read_text(encoding="utf-8"))["person"])


class People:
    """Whom the stand-ins know, by CPR number: at first those it was given, and then whoever is put."""

    def __init__(self, first: Iterable[InventedPerson] = ()) -> None:
        self._first = {person.cpr: person for person in first}
        self._now = dict(self._first)

    def get(self, cpr: str) -> InventedPerson | None:
        return self._now.get(cpr)

    def put(self, person: InventedPerson) -> None:
        self._now[person.cpr] = person

    def reset(self) -> None:
        self._now = dict(self._first)

    def __iter__(self) -> Iterator[InventedPerson]:
        return iter(self._now.values())

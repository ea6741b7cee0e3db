"""What the service needs to know of a person from the national register of people (CPR), and how it asks."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol


class Living(StrEnum):
    """How a person stands in the register."""

    RESIDENT = "resident"
    ABROAD = "abroad"
    MISSING = "missing"
    DEAD = "dead"
    NOT_IN_USE = "not_in_use"
    """The number was annulled, changed, or given for taxes alone."""


class CustodyKind(StrEnum):
    MOTHER = "mother"
    FATHER = "father"
    OTHER = "other"


@dataclass(frozen=True, slots=True, repr=False)
class PostalAddress:
    """As it is written on an envelope, below the name: one to four lines, then postal code and town."""

    lines: tuple[str, ...]
    postal_code: str
    city: str

    def __str__(self) -> str:
        return "\n".join((*self.lines, f"{self.postal_code} {self.city}".strip()))


@dataclass(frozen=True, slots=True, repr=False)
class Custody:
    """One who holds custody. ``cpr_number`` None: the register says that there is one, but not who."""

    kind: CustodyKind
    cpr_number: str | None
    since: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class RegisteredPerson:
    """``cpr_number`` is ten digits, the one that holds now. ``custody`` is what holds now; empty of an adult."""

    cpr_number: str
    name: str
    birth_date: date
    living: Living
    municipality_code: str | None
    """Three digits: where the person is registered."""
    address: PostalAddress | None
    address_protected: bool
    custody: tuple[Custody, ...] = field(default=())


class PersonUnknown(Exception):
    """The register has nobody with that number."""


class RegisterAway(Exception):
    """The register cannot be reached, or not now: try again."""


class RegisterRefused(Exception):
    """The register answers, but not to us: an agreement, a certificate or a form is wrong. ``code`` is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PeopleRegister(Protocol):
    def look_up(self, cpr_number: str) -> RegisteredPerson:
        """Raises PersonUnknown, RegisterAway and RegisterRefused."""
        ...

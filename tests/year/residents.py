"""A municipality's invented children and young people, and what the police meet them in, week by week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

_FIRST = ("Alma", "Bjørn", "Clara", "Emil", "Freja", "Ida", "Jónas", "Kåre", "Mikkel", "Noah", "Signe", "Zahra", "Åse")
_LAST = ("Yilmaz", "Jensen", "Thorup", "Østergård", "El-Hassan", "Ågesen", "Skovgaard", "Nørgaard", "Prøvestrup")
_HEADER = (
    "Journalnummer;CPR-nr.;Navn;Adresse;Postnr.;By;Status;Gerningskode;Forhold;Gerningstidspunkt;Gerningssted;"
    "Forældre orienteret;Bemærkning"
)
_INCIDENTS = (
    ("Antruffet", "", "Antruffet i gruppe, påvirket"),
    ("Sigtet", "71273", "Butikstyveri"),
    ("Mistænkt", "71273", "Hærværk"),
    ("Forurettet", "71475", "Trusler"),
    ("Forurettet", "", "Færdselsuheld på cykel"),
)
_YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Resident:
    number: int
    birth_date: date
    guardians: tuple[tuple[str, str], ...]
    """Pairs of name and relation: those who have custody."""

    @property
    def name(self) -> str:
        return f"{_FIRST[self.number % len(_FIRST)]} {_LAST[self.number // 7 % len(_LAST)]}"

    @property
    def cpr_number(self) -> str:
        """Invented: 60 is added to the day."""
        born = self.birth_date
        return f"{born.day + 60:02}{born.month:02}{born.year % 100:02}-{4000 + self.number:04}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list, as the police write it."""

    journal_number: str
    resident: Resident
    incident: tuple[str, str, str]
    occurred_at: datetime

    def line(self, *, cpr_number: str | None = None) -> str:
        role, code, offence = self.incident
        number = self.resident.cpr_number if cpr_number is None else cpr_number
        return (
            f"{self.journal_number};{number};{self.resident.name};Prøvevej {self.resident.number};7000;Fredericia;"
            f"{role};{code};{offence};{self.occurred_at:%d-%m-%Y %H:%M};Banegården, Fredericia;Nej;"
        )


def residents(chance: Random, how_many: int, on: date) -> list[Resident]:
    """Aged 8 to 20 on that day; some turn 15 or 18 within the year. One in six has one who has custody, not two."""
    made = []
    for number in range(how_many):
        born = on - timedelta(days=chance.randrange(8 * _YEAR_DAYS, 20 * _YEAR_DAYS))
        surname = _LAST[number // 7 % len(_LAST)]
        both = ((f"Karla {surname}", "mother"), (f"Poul {surname}", "father"))
        made.append(Resident(number, born, both[:1] if chance.random() < 1 / 6 else both))
    return made


def weeks_rows(chance: Random, whom: list[Resident], week: int, monday: date) -> list[Row]:
    """An incident for each of ``whom`` in the week before that Monday; now and then two of them share one."""
    rows: list[Row] = []
    for number, resident in enumerate(whom):
        moment = datetime.combine(monday, datetime.min.time()) - timedelta(minutes=chance.randrange(1, 7 * 24 * 60))
        journal = f"3700-{week:05}-{number:05}-26"
        if rows and chance.random() < 0.15:
            journal = rows[-1].journal_number
        rows.append(Row(journal, resident, chance.choice(_INCIDENTS), moment))
    return rows


def as_list(rows: list[Row], *, spoilt: frozenset[int] = frozenset()) -> bytes:
    """The file as Danish Excel writes it. The rows in ``spoilt`` have a CPR number that is none."""
    lines = [row.line(cpr_number="999999-0000" if at in spoilt else None) for at, row in enumerate(rows)]
    return "\r\n".join([_HEADER, *lines, ""]).encode("cp1252")


def mondays(first: date, how_many: int) -> Iterator[date]:
    for week in range(how_many):
        yield first + timedelta(weeks=week)

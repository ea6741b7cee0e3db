"""Weekly lists of years that have passed: each child is new, and every CPR number has 60 added to its day."""

import random
from datetime import date, timedelta

from bench.lists import HEADER, ROLES

MOST = 2_352
"""Rows to a list: children of one list differ by the day, month and year of birth, those of others by the rest."""
_FIRST = (
    "Ali", "Amir", "Anna", "Asta", "Bjørn", "Clara", "Dina", "Ella", "Emil", "Fatima", "Freja", "Hanna", "Ida", "Jonas",
    "Kåre", "Laura", "Leyla", "Malthe", "Mikkel", "Noah", "Oliver", "Omar", "Rasmus", "Sara", "Signe", "Sofie", "Thea",
    "Victor", "Yusuf", "Zahra", "Østen", "Åse",
)  # fmt: skip
_BEGINS = (
    "Birke", "Bøge", "Dal", "Enge", "Fug", "Granne", "Hede", "Holm", "Kirke", "Kær", "Linde", "Lund", "Mose", "Nør",
    "Rosen", "Sand", "Skov", "Strand", "Sønder", "Vester", "Vinter", "Østre", "Ager", "Borg",
)  # fmt: skip
_ENDS = (
    "gaard", "bjerg", "toft", "holt", "kilde", "lund", "mark", "rup", "sen", "stad", "strøm", "vang", "vig", "sted",
)  # fmt: skip
_LAST = [begin + end for begin in _BEGINS for end in _ENDS]
_COMMON = [1 / (place + 3) for place in range(len(_LAST))]
"""As names are: a few of them are everybody's."""


def past_list(rows: int, place: int, monday: date) -> bytes:
    """The list of the week that begins ``monday``, as Danish Excel writes a CSV. ``place`` is its number among them."""
    chance = random.Random(place)  # noqa: S311 - invented children, no secret
    lasts = chance.choices(_LAST, _COMMON, k=rows)
    lines = [HEADER, *(_row(number, place, monday, chance.choice(_FIRST), lasts[number]) for number in range(rows)), ""]
    return "\r\n".join(lines).encode("cp1252")


def long_list(rows: int) -> bytes:
    """One list of this week's, with as many children as one wants, all of them different."""
    monday, chance = date(2026, 11, 16), random.Random(rows)  # noqa: S311 - invented children, no secret
    lasts = chance.choices(_LAST, _COMMON, k=rows)
    lines = [
        _row(number % MOST, number // MOST, monday, chance.choice(_FIRST), lasts[number]) for number in range(rows)
    ]
    return "\r\n".join([HEADER, *lines, ""]).encode("cp1252")


def _row(number: int, place: int, monday: date, first: str, last: str) -> str:
    role, code, offence = ROLES[number % len(ROLES)]
    day, month = 61 + number % 28, 1 + number // 28 % 12
    year = monday.year - 2010 - number // 336 % 7
    at = monday + timedelta(days=number % 5)
    return (
        f"{3700 + place}-71273-{number:05}-{at:%y};{day:02}{month:02}{year:02}-{4000 + place:04};"
        f"Opdigtet {first} {last};Skolevej {number % 200};7000;Fredericia;{role};{code};{offence};"
        f"{at:%d-%m-%Y} {number % 24:02}:{number % 60:02};Banegården, Fredericia;Nej;Kendt i gruppen"
    )

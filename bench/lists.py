"""A list as long as one wants, of invented children: each CPR number has 60 added to its day."""

_FIRST = ("Ali", "Bjørn", "Clara", "Emil", "Freja", "Ida", "Jónas", "Kåre", "Mikkel", "Noah", "Signe", "Zahra", "Åse")
_LAST = ("Yilmaz", "Jensen", "Thorup", "Østergård", "van der Meer", "El-Hassan", "Ågesen", "Skovgaard", "Nørgaard")
ROLES = (
    ("Antruffet", "", "Antruffet i gruppe, påvirket"),
    ("Sigtet", "71273", "Butikstyveri"),
    ("Forurettet", "71475", "Trusler"),
)
HEADER = (
    "Journalnummer;CPR-nr.;Navn;Adresse;Postnr.;By;Status;Gerningskode;Forhold;Gerningstidspunkt;Gerningssted;"
    "Forældre orienteret;Bemærkning"
)


def weekly_list(rows: int, first: int = 0, journals: int = 0) -> bytes:
    """``rows`` entries of 2026-W47, each of a child of their own, as Danish Excel writes a CSV.

    The children are numbered from ``first``, and their journal numbers from ``journals`` beyond that.
    """
    numbers = range(first, first + rows)
    return "\r\n".join([HEADER, *(_row(one, one + journals) for one in numbers), ""]).encode("cp1252")


def _row(number: int, journal: int) -> str:
    role, code, offence = ROLES[number % len(ROLES)]
    day, month, year = 61 + number % 28, 1 + number // 28 % 12, 3 + number // 336 % 15
    cpr = f"{day:02}{month:02}{year:02}-{4000 + number % 6000}"
    name = f"{_FIRST[number % len(_FIRST)]} {_LAST[number % len(_LAST)]}"
    moment = f"{9 + number % 7:02}-11-2026 {number % 24:02}:{number % 60:02}"
    return (
        f"{3700 + journal // 100_000}-71273-{journal % 100_000:05}-26;{cpr};{name};"
        f"Skolevej {number % 200};7000;Fredericia;{role};{code};{offence};{moment};"
        "Banegården, Fredericia;Nej;Kendt i gruppen"
    )

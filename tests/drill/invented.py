"""Lists of invented children, in the shape of the sample lists: each CPR number has 60 added to its day."""

from dataclasses import dataclass

_HEADER = (
    "Journalnummer;CPR-nr.;Navn;Adresse;Postnr.;By;Status;Gerningskode;Forhold;Gerningstidspunkt;Gerningssted;"
    "Forældre orienteret;Bemærkning"
)
_FIRST = ("Alma", "Bjørn", "Clara", "Emil", "Freja", "Ida", "Jónas", "Kåre", "Mikkel", "Noah", "Signe", "Zahra", "Åse")
_LAST = ("Yilmaz", "Jensen", "Thorup", "Østergård", "El-Hassan", "Ågesen", "Skovgaard", "Nørgaard", "Prøvestrup")
_ROLES = (
    ("Antruffet", "", "Antruffet i gruppe, påvirket"),
    ("Sigtet", "71273", "Butikstyveri"),
    ("Forurettet", "71475", "Trusler"),
)


@dataclass(frozen=True)
class Child:
    """Child ``number`` has a CPR number that no other has, up to a few million."""

    number: int

    @property
    def cpr_number(self) -> str:
        left, day = divmod(self.number, 28)
        left, month = divmod(left, 12)
        serial, year = divmod(left, 15)
        return f"{61 + day:02}{1 + month:02}{3 + year:02}-{4000 + serial % 6000}"

    @property
    def name(self) -> str:
        return f"{_FIRST[self.number % len(_FIRST)]} {_LAST[self.number // 7 % len(_LAST)]}"


def list_of(children: list[Child], number: int) -> bytes:
    """List ``number`` as Danish Excel writes it: an incident for each child, all of 2026-W47."""
    rows = [_row(child, number, row) for row, child in enumerate(children)]
    return "\r\n".join([_HEADER, *rows, ""]).encode("cp1252")


def new_list(number: int, *, new: int = 299, returning: Child | None = None) -> bytes:
    """List ``number``: ``new`` children whom no other list has, and perhaps one who comes back."""
    children = [Child(1 + number * new + child) for child in range(new)]
    return list_of([*children, returning] if returning else children, number)


def _row(child: Child, number: int, row: int) -> str:
    role, code, offence = _ROLES[row % len(_ROLES)]
    moment = f"{9 + row % 7:02}-11-2026 {row % 24:02}:{row % 60:02}"
    return (
        f"3700-{number:05}-{row:05}-26;{child.cpr_number};{child.name};Prøvevej {row % 200};7000;Fredericia;{role};"
        f"{code};{offence};{moment};Banegården, Fredericia;Nej;Kendt i gruppen"
    )

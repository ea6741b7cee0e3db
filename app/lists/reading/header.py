"""Finding the row that names the columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.lists.reading import texts
from app.lists.reading.records import Cell, display
from app.lists.reading.unreadable import UnreadableFile
from workflows.incidents import REQUIRED_COLUMNS, ListColumn
from workflows.list_words import ListVariants, plain

FIRST_ROWS = 20
"""A header further down than this is not looked for: a letter is not a list."""

_PERSON = frozenset({ListColumn.CPR_NUMBER, ListColumn.BIRTH_DATE})


@dataclass(frozen=True, slots=True)
class Header:
    """``kept`` are the places of the columns that are the police's own; ``mended`` says that ours was among them."""

    number: int
    names: tuple[str, ...]
    places: tuple[tuple[ListColumn, int], ...]
    width: int
    kept: tuple[int, ...]
    mended: bool

    def place_of(self, column: ListColumn) -> int | None:
        return dict(self.places).get(column)


class HeaderSearch:
    """Looks at rows until one is a header, and remembers the nearest miss so that it can say what is missing."""

    def __init__(self, variants: ListVariants) -> None:
        self._columns = {plain(text): column for column, names in variants.columns.items() for text in names}
        self._missing: list[str] = _missing(set())

    def look(self, number: int, cells: Sequence[Cell]) -> Header | None:
        """The header, or None. Raises UnreadableFile when two of its columns mean the same."""
        names = [display(cell).strip() for cell in cells]
        found = [(self._columns.get(plain(name)), place) for place, name in enumerate(names)]
        places = [(column, place) for column, place in found if column is not None]
        missing = _missing({column for column, _ in places})
        if missing:
            self._missing = min(self._missing, missing, key=len)
            return None
        _refuse_twice([column for column, _ in places])
        last = max(place for place, name in enumerate(names) if name)
        ours = {place for place, name in enumerate(names) if plain(name) == plain(texts.ERROR_COLUMN)}
        kept = tuple(place for place in range(last + 1) if place not in ours)
        return Header(number, tuple(names[place] for place in kept), tuple(places), last + 1, kept, bool(ours))

    def failure(self) -> UnreadableFile:
        return UnreadableFile("not_a_list", columns=texts.listed(self._missing), rows=FIRST_ROWS)


def _missing(found: set[ListColumn]) -> list[str]:
    names = [texts.COLUMNS[column] for column in ListColumn if column in REQUIRED_COLUMNS - found]
    return names if found & _PERSON else [*names, texts.PERSON_COLUMN]


def _refuse_twice(columns: Sequence[ListColumn]) -> None:
    # Which of two "Navn" is the child's and which a parent's is not ours to guess.
    if twice := [column for column in ListColumn if columns.count(column) > 1]:
        raise UnreadableFile("duplicate_columns", columns=texts.listed([texts.COLUMNS[column] for column in twice]))

"""Rows and columns, wherever they came from, as the entries of a list."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from app.lists.reading.footer import FooterWatch
from app.lists.reading.header import Header
from app.lists.reading.limits import Limits
from app.lists.reading.records import Cell, Kind, RawRow, display
from app.lists.reading.rejected_file import made_as_it_was
from app.lists.reading.unreadable import UnreadableFile

Line = tuple[int, Sequence[Cell]]
Lines = Callable[[], Iterator[Line]]
"""Gives the lines anew at each call, so that a long list need never stand in memory as rows."""


@dataclass(frozen=True, slots=True)
class Grid:
    kind: Kind
    lines: Lines
    header: Header
    titles: tuple[str, ...]


class Entries(Collection[RawRow]):
    """The entries of a grid.

    Going through the whole once before anybody gets a row costs little, and means that a file that is
    cut off is refused before a single row of it has been acted upon.
    """

    def __init__(self, lines: Lines, header: Header, limits: Limits) -> None:
        self._lines = lines
        self._header = header
        self._count = 0
        for _ in self._found():
            self._count += 1
            if self._count > limits.max_rows:
                raise UnreadableFile("too_many_rows", rows=limits.max_rows)
        if not self._count:
            raise UnreadableFile("no_entries")

    def __len__(self) -> int:
        return self._count

    def __contains__(self, row: object) -> bool:
        return any(row == mine for mine in self)

    def __iter__(self) -> Iterator[RawRow]:
        header = self._header
        places, width, whole = header.places, header.width, header.kept == tuple(range(header.width))
        for number, cells in self._found():
            if header.mended:
                cells = [made_as_it_was(cell) for cell in cells]
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]
            original = [cell if type(cell) is str else display(cell) for cell in cells]
            surplus = len(cells) > width and any(text.strip() for text in original[width:])
            if not whole:
                original = [*(original[place] for place in header.kept), *original[width:]]
            yield RawRow(number, {column: cells[place] for column, place in places}, tuple(original), surplus)

    def _found(self) -> Iterator[Line]:
        watch = FooterWatch(self._header)
        for number, cells in self._lines():
            if number > self._header.number and watch.is_entry(cells):
                yield number, cells

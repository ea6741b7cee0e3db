"""A list as text with separators (CSV)."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from app.lists.reading.encoding import encoding_of
from app.lists.reading.grid import Grid, Line
from app.lists.reading.header import FIRST_ROWS, Header, HeaderSearch
from app.lists.reading.records import display
from app.lists.reading.unreadable import UnreadableFile
from workflows.list_words import ListVariants

_SEPARATORS = ";,\t|"
_LONGEST_ROW = 256 * 1024
"""In characters. Twenty megabytes of separators on one line would else be twenty million cells."""


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """The lines of a text, decoded and split anew each time they are gone through."""

    data: bytes
    encoding: str
    separator: str

    def __call__(self) -> Iterator[Line]:
        """Raises UnreadableFile where a quotation mark is never closed: it would swallow the rows after it."""
        # strict: without it the reader glues such rows together and says nothing.
        number = taken = 0

        def bounded(lines: Iterable[str]) -> Iterator[str]:
            nonlocal taken
            for line in lines:
                taken += len(line)
                if taken > _LONGEST_ROW:
                    raise UnreadableFile("suspicious")
                yield line

        with io.TextIOWrapper(io.BytesIO(self.data), self.encoding, newline="") as text:
            reader = csv.reader(bounded(text), delimiter=self.separator, strict=True)
            try:
                for number, cells in enumerate(reader, start=1):
                    taken = 0
                    yield number, cells
            except csv.Error:
                raise UnreadableFile("damaged", text="damaged_row", row=number + 1) from None


def read_delimited(data: bytes, variants: ListVariants) -> Grid:
    """The separator is the one that yields a header. Raises UnreadableFile."""
    encoding = encoding_of(data)
    search = HeaderSearch(variants)
    damage: UnreadableFile | None = None
    for separator in _SEPARATORS:
        lines = DelimitedText(data, encoding, separator)
        titles: list[str] = []
        try:
            for number, cells in islice(lines(), FIRST_ROWS):
                if header := search.look(number, cells):
                    _refuse_cut_off(lines, header)
                    return Grid("csv", lines, header, tuple(titles))
                titles.append(" ".join(display(cell) for cell in cells))
        except UnreadableFile as unreadable:
            if unreadable.code != "damaged":
                raise
            # With the wrong separator a quotation mark stands in odd places; another one may still be right.
            damage = damage or unreadable
    raise damage or search.failure()


def _refuse_cut_off(lines: DelimitedText, header: Header) -> None:
    """A last row without its end, in a list whose other rows are all whole, was cut off on the way."""
    if lines.data.endswith((b"\n", b"\r", b"\n\0", b"\0\n", b"\r\0", b"\0\r")):
        return
    last, previous_are_whole, short = 0, True, False
    for number, cells in lines():
        if number <= header.number or not cells:
            continue
        previous_are_whole = previous_are_whole and not short
        last, short = number, 1 < len(cells) < header.width
    if short and previous_are_whole and last > header.number + 1:
        raise UnreadableFile("damaged", text="cut_off", row=last)

"""Rows put right before a list is sent: laid over what stands in the file, and read as if it had stood there."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from app.caller import Caller
from app.lists.reading import RawRow, Table, read_file
from app.lists.reading.records import display
from workflows.incidents import ListColumn
from workflows.list_words import ListVariants
from workflows.profile import profile_for

Mended = Mapping[int, Mapping[ListColumn, str]]
"""What somebody wrote instead, by the row's number; a cell that nobody touched is not there and keeps its kind."""
NOTHING_MENDED: Mended = {}


class MendedRows(Collection[RawRow]):
    """The rows of a file with what was mended in its place."""

    def __init__(self, table: Table, mended: Mended, variants: ListVariants) -> None:
        self._rows, self._mended, self._width = table.rows, mended, len(table.header)
        named = [(variants.column_of(name), place) for place, name in enumerate(table.header)]
        self._places = {column: place for column, place in named if column is not None}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, row: object) -> bool:
        return any(row == mine for mine in self)

    def __iter__(self) -> Iterator[RawRow]:
        for raw in self._rows:
            mends = self._mended.get(raw.number)
            yield self._with(raw, mends) if mends else raw

    def _with(self, raw: RawRow, mends: Mapping[ListColumn, str]) -> RawRow:
        """What was given back of a row that is still wrong has what was mended in it, as far as the file has a column.

        A row with too many cells is taken to be mended when somebody has written in it.
        """
        original = list(raw.original[: self._width])
        for column, text in mends.items():
            if (place := self._places.get(column)) is not None:
                original[place] = text
        return RawRow(raw.number, {**raw.cells, **mends}, tuple(original))


class ShownRow(NamedTuple):
    """A row as it stands for whoever mends it. ``beyond`` is what stood to the right of the table."""

    number: int
    cells: Mapping[ListColumn, str]
    beyond: str

    def __repr__(self) -> str:
        return f"ShownRow(number={self.number})"


def fingerprint(data: bytes, mended: Mended) -> str:
    """What a list is known by when it comes again: the file's SHA-256, and with mended rows that of both."""
    of_file = hashlib.sha256(data).hexdigest()
    if not mended:
        return of_file
    told = {str(number): dict(sorted(mended[number].items())) for number in sorted(mended)}
    return hashlib.sha256(f"{of_file}{json.dumps(told)}".encode()).hexdigest()


def rows_to_mend(
    data: bytes, filename: str | None, numbers: Collection[int], mended: Mended = NOTHING_MENDED, *, by: Caller
) -> list[ShownRow]:
    """Those rows of a file, in its order. Raises UnreadableFile."""
    variants = profile_for(by.municipality_code).list
    table = read_file(data, filename, variants=variants)
    width, wanted = len(table.header), frozenset(numbers)
    return [
        ShownRow(
            raw.number,
            {column: display(cell) for column, cell in raw.cells.items()},
            " ".join(filter(None, raw.original[width:])) if raw.surplus else "",
        )
        for raw in MendedRows(table, mended, variants)
        if raw.number in wanted
    ]

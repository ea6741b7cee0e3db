"""A list as a spreadsheet (XLSX or ODS), read by a child process that may die without harm."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from app.lists.reading import child
from app.lists.reading.archive import kind_of_archive
from app.lists.reading.grid import Entries, Grid, Line
from app.lists.reading.header import FIRST_ROWS, Header, HeaderSearch
from app.lists.reading.limits import Limits
from app.lists.reading.records import display
from app.lists.reading.unreadable import UnreadableFile
from workflows.list_words import ListVariants

CHILD = Path(child.__file__)
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""The child needs to find its libraries, and must not find the service's keys."""
_CODES = {child.TOO_LARGE: "suspicious", child.ENCRYPTED: "encrypted"}
_HEADROOM = 1_000
"""Titles, footers and empty-looking rows come on top of the entries."""


@dataclass(frozen=True, slots=True)
class SheetLines:
    """The lines of one sheet of the child's answer, decoded anew each time they are gone through."""

    answer: bytes

    def __call__(self) -> Iterator[Line]:
        lines = iter(BytesIO(self.answer))
        next(lines)
        for line in lines:
            try:
                number, *cells = json.loads(line, object_hook=_moment)
            except (ValueError, TypeError, LookupError):
                raise UnreadableFile("damaged") from None
            yield number, cells

    @property
    def name(self) -> str:
        return str(json.loads(self.answer.partition(b"\n")[0]))


def read_sheets(data: bytes, variants: ListVariants, limits: Limits) -> Grid:
    """The sheet that has a header. Raises UnreadableFile."""
    kind = kind_of_archive(data, limits)
    search = HeaderSearch(variants)
    grids: list[Grid] = []
    for sheet in _answer(data, limits):
        if found := _header_of(sheet, search):
            header, titles = found
            grids.append(Grid(kind, sheet, header, (*titles, sheet.name)))
    if not grids:
        raise search.failure()
    filled = [grid for grid in grids if _has_entries(grid, limits)] if len(grids) > 1 else grids
    if len(filled) > 1:
        # Reading the first and passing over the rest would lose children without a word.
        raise UnreadableFile("several_tables")
    return (filled or grids)[0]


def _header_of(sheet: SheetLines, search: HeaderSearch) -> tuple[Header, list[str]] | None:
    titles: list[str] = []
    for number, cells in sheet():
        if number > FIRST_ROWS:
            break
        if header := search.look(number, cells):
            return header, titles
        titles.append(" ".join(display(cell) for cell in cells))
    return None


def _has_entries(grid: Grid, limits: Limits) -> bool:
    try:
        return len(Entries(grid.lines, grid.header, limits)) > 0
    except UnreadableFile as unreadable:
        return unreadable.code != "no_entries"


def _answer(data: bytes, limits: Limits) -> list[SheetLines]:
    rows = limits.max_rows + _HEADROOM
    told = (limits.child_memory, limits.child_cpu_seconds, rows, limits.max_columns)
    arguments = [str(limit) for limit in (*told, limits.max_cell_chars, limits.child_answer)]
    try:
        # Nothing of the file is in the arguments, and what the parser says on stderr may quote a cell.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-B", str(CHILD), *arguments],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.child_seconds,
            env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
            check=False,
        )
        if done.returncode < 0:
            raise UnreadableFile("suspicious")
        if done.returncode == child.TOO_MANY_ROWS:
            raise UnreadableFile("too_many_rows", rows=limits.max_rows)
        if done.returncode:
            raise UnreadableFile(_CODES.get(done.returncode, "damaged"))
        parts = done.stdout.split(child.SEPARATOR.encode())
        if parts[-1] != child.END.encode():
            raise UnreadableFile("damaged")
        return [SheetLines(sheet) for sheet in parts[1:-1]]
    except subprocess.TimeoutExpired:
        raise UnreadableFile("suspicious") from None


def _moment(tagged: dict[str, str]) -> datetime | date:
    if child.MOMENT in tagged:
        return datetime.fromisoformat(tagged[child.MOMENT])
    return date.fromisoformat(tagged[child.DAY])

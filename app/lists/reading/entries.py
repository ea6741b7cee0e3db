"""A list as JSON: ``{"municipality_code": "607", "week": "2026-W47", "entries": [{"Navn": …}, …]}``, or the entries."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from app.lists.reading.encoding import encoding_of
from app.lists.reading.grid import Grid, Line
from app.lists.reading.header import HeaderSearch
from app.lists.reading.limits import Limits
from app.lists.reading.records import Cell
from app.lists.reading.unreadable import UnreadableFile, bad_json
from workflows.calendar import IsoWeek
from workflows.list_words import ListVariants

_MOST_DIGITS = 15
"""As many as a floating-point number keeps; beyond them a number is not what was written."""
_BRACKETS_A_ROW = 4
_MUNICIPALITY_CODE = re.compile(r"[0-9]{3}")


@dataclass(frozen=True, slots=True)
class EntryLines:
    """The entries as lines; each key is a column, in the order they first appear."""

    keys: tuple[str, ...]
    entries: Sequence[Mapping[str, Cell]]

    def __call__(self) -> Iterator[Line]:
        for number, entry in enumerate(self.entries, start=1):
            yield number, [entry.get(key, "") for key in self.keys]


@dataclass(frozen=True, slots=True)
class Document:
    grid: Grid
    week: IsoWeek | None
    municipality_code: str | None


def read_entries(data: bytes, variants: ListVariants, limits: Limits) -> Document:
    """Raises UnreadableFile."""
    if data.count(b"{") + data.count(b"[") > _BRACKETS_A_ROW * limits.max_rows:
        # Millions of empty entries would take twenty times the file's size in memory.
        raise UnreadableFile("suspicious")
    document = _loaded(data.decode(encoding_of(data)))
    envelope = document if isinstance(document, dict) else {"entries": document}
    entries = envelope.get("entries")
    if not isinstance(entries, list):
        raise bad_json("shape")
    if not entries:
        raise UnreadableFile("no_entries")
    if len(entries) > limits.max_rows:
        raise UnreadableFile("too_many_rows", rows=limits.max_rows)
    keys = _keys(entries, limits)
    search = HeaderSearch(variants)
    if (header := search.look(0, keys)) is None:
        raise search.failure()
    grid = Grid("json", EntryLines(keys, entries), header, ())
    return Document(grid, _week(envelope.get("week")), _municipality_code(envelope.get("municipality_code")))


def _keys(entries: list[Any], limits: Limits) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or any(isinstance(cell, dict | list) for cell in entry.values()):
            raise bad_json("entry", number=number)
        keys.update(dict.fromkeys(entry))
        if len(keys) > limits.max_columns:
            raise UnreadableFile("suspicious")
    return tuple(keys)


def _loaded(text: str) -> Any:
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse_number, parse_float=_float, parse_int=_int
        )
    except json.JSONDecodeError as fault:
        raise bad_json("syntax", line=fault.lineno) from None
    except RecursionError:
        raise bad_json("nesting") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) < len(pairs):
        raise bad_json("duplicate_key")
    return whole


def _refuse_number(written: str) -> NoReturn:
    raise bad_json("number")


def _float(written: str) -> float:
    number = float(written)
    return number if math.isfinite(number) else _refuse_number(written)


def _int(written: str) -> int:
    return int(written) if len(written) <= _MOST_DIGITS else _refuse_number(written)


def _week(given: object) -> IsoWeek | None:
    if given is None:
        return None
    try:
        return IsoWeek.parse(str(given))
    except ValueError:
        raise bad_json("week") from None


def _municipality_code(given: object) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or not _MUNICIPALITY_CODE.fullmatch(given):
        raise bad_json("municipality_code")
    return given

"""A row's cells as clean text, or the reason why one of them is not."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import cast

from app.lists.reading.faults import RowRejected
from app.lists.reading.records import Cell, display
from workflows.incidents import ListColumn

_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffd-\uffff]"
)
"""Control characters, those that turn or hide text, and the sign that a letter was lost."""
_FORMULA = re.compile(r"[=＝]|[+\-@＋－＠][^\W\d_]")
_FORMULA_IN_A_NOTE = re.compile(r"[=＝@＠]")
"""A note is people's own writing, and "-mor hentede" is how some begin a line. Exports make it harmless."""
_SEVERAL_SPACES = re.compile(r"\s{2,}|[^\S ]")
_NOTHING = frozenset({"-", "–", "—", "--"})
"""What people write where there is nothing to write."""
_KEPT_DIGITS = 1e15
"""From here on a number in a spreadsheet has lost digits."""

_IDENTIFYING = frozenset({ListColumn.JOURNAL_NUMBER, ListColumn.NAME, ListColumn.ROLE})


def texts_of(cells: Mapping[ListColumn, Cell], max_chars: int) -> dict[ListColumn, str]:
    """Every cell as text: trimmed, in NFC, on one line. Raises RowRejected for the first that cannot be used."""
    # Copied whole and then corrected: most cells are clean, and hashing thirteen enum keys a row costs more.
    texts = cast("dict[ListColumn, str]", dict(cells))
    for column, cell in cells.items():
        text = cell.strip() if type(cell) is str else _typed(column, cell)
        if not text:
            if text is not cell:
                texts[column] = text
            continue
        if not text.isascii() or not text.isprintable() or "  " in text:
            text = _readable(column, text)
        if len(text) > max_chars:
            raise RowRejected(column, "too_long", characters=max_chars)
        if not text[0].isalnum():
            if (_FORMULA_IN_A_NOTE if column is ListColumn.NOTE else _FORMULA).match(text):
                raise RowRejected(column, "formula")
            if text in _NOTHING:
                text = ""
        if text is not cell:
            texts[column] = text
    return texts


def _readable(column: ListColumn, text: str) -> str:
    if _UNREADABLE.search(text):
        raise RowRejected(column, "control_characters")
    return _SEVERAL_SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _typed(column: ListColumn, cell: Cell) -> str:
    """A number or a date where a text belongs: its digits, unless the spreadsheet has already changed it."""
    if column in _IDENTIFYING and (isinstance(cell, date) or (isinstance(cell, float) and not _is_whole(cell))):
        raise RowRejected(column, "wrong_type")
    return display(cell).strip()


def _is_whole(number: float) -> bool:
    return number.is_integer() and abs(number) < _KEPT_DIGITS

"""Who a row is about: a CPR number, or at least a birth date."""

import re
from datetime import date
from typing import NamedTuple

from app.lists.reading.faults import RowRejected, remark
from app.lists.reading.moments import day_of
from app.lists.reading.records import Cell, Remark
from app.people import cpr
from workflows.incidents import ListColumn

_SEPARATORS = str.maketrans("", "", " -–")
_TEN_DIGITS = re.compile(r"[0-9]{10}")
_NINE_DIGITS = re.compile(r"[0-9]{9}")
_BORN_IN_NOTE = re.compile(r"\bfødt(?:\s+d(?:en)?\.?)?\s*:?\s*([0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4})(?![0-9])", re.I)


class Identity(NamedTuple):
    cpr_number: str | None
    birth_date: date
    corrections: tuple[Remark, ...]


def identity_of(cpr_text: str, birth_cell: Cell, birth_text: str, note: str) -> Identity:
    """Raises RowRejected. The texts are clean and may be empty."""
    stated = _stated_birth_date(birth_cell, birth_text) if birth_text else None
    if cpr_text:
        number, restored = _cpr_number(cpr_text)
        derived = birth_date_of(number)
        if stated and stated != derived:
            raise RowRejected(ListColumn.BIRTH_DATE, "birth_date_differs")
        return Identity(number, derived, restored)
    if stated:
        return Identity(None, stated, ())
    if born := _BORN_IN_NOTE.search(note):
        try:
            found = (remark(ListColumn.BIRTH_DATE, "birth_date_from_note"),)
            return Identity(None, day_of(None, born[1]), found)
        except ValueError:
            raise RowRejected(ListColumn.NOTE, "bad_birth_date") from None
    raise RowRejected(ListColumn.CPR_NUMBER, "person_not_identified")


def birth_date_of(number: str) -> date:
    """Raises RowRejected."""
    try:
        return cpr.birth_date_of(number)
    except ValueError:
        raise RowRejected(ListColumn.CPR_NUMBER, "cpr_invalid") from None


def _cpr_number(text: str) -> tuple[str, tuple[Remark, ...]]:
    digits = text.translate(_SEPARATORS)
    if _TEN_DIGITS.fullmatch(digits):
        return digits, ()
    # Only a bare number can have lost its zero in a spreadsheet; "12345-6789" is a slip of the hand.
    if _NINE_DIGITS.fullmatch(text):
        return f"0{text}", (remark(ListColumn.CPR_NUMBER, "leading_zero_restored"),)
    raise RowRejected(ListColumn.CPR_NUMBER, "cpr_invalid")


def _stated_birth_date(cell: Cell, text: str) -> date:
    try:
        return day_of(cell, text)
    except (ValueError, OverflowError):
        raise RowRejected(ListColumn.BIRTH_DATE, "bad_birth_date") from None

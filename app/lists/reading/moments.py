"""When something happened and when somebody was born: strict patterns, Copenhagen time."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import product

from app.lists.reading.records import Cell
from workflows.calendar import COPENHAGEN

_DAYS = [f"{day}{mark}{month}{mark}9999" for day, month, mark in product(("9", "99"), ("9", "99"), "-./")]
_TIMES = [f"{gap}{hour}{rest}" for gap, hour, rest in product((" ", " kl. "), ("9", "99"), (":99", ":99:99", ".99"))]
_ISO_TIMES = [f"T99:99{rest}" for rest in ("", ":99", ":99.999", "Z", ":99Z", ":99.999Z")]
_OFFSETS = [f"T99:99{seconds}{sign}99:99" for seconds, sign in product(("", ":99", ":99.999"), "+-")]

_DIGITS = str.maketrans("0123456789", "9" * 10)
_SPREADSHEET_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day 0 has no zone
_SPREADSHEET_DAYS = range(20_000, 80_000)
"""1954 to 2119: a number outside is not a date that lost its format."""


def _pattern(shape: str) -> str:
    """The strptime pattern of a shape such as ``99-9-9999 kl. 99:99``."""
    day, _, time = shape.partition(" ")
    mark = next(sign for sign in "-./" if sign in day)
    words = time.rpartition(" ")
    clock = "%H.%M" if "." in words[2] else "%H:%M:%S" if words[2].count(":") > 1 else "%H:%M"
    return f"%d{mark}%m{mark}%Y" + (f" {words[0]}{words[1]}{clock}" if time else "")


_PATTERNS: Mapping[str, str] = {
    shape: _pattern(shape) for shape in (*_DAYS, *(day + time for day, time in product(_DAYS, _TIMES)))
}
_USUAL = "99-99-9999 99:99"
"""How nearly every list has it, so it goes a way that is many times faster than strptime, and as strict."""
_ISO = frozenset(f"9999-99-99{time}" for time in ("", " 99:99", " 99:99:99", *_ISO_TIMES, *_OFFSETS))


def moment_of(cell: Cell, text: str) -> datetime:
    """In Copenhagen, to the minute. ``text`` is the cell as clean text. Raises ValueError.

    A time that the clocks jump over in spring does not exist, and is refused like 25:99.
    """
    naive = _from_cell(cell) or _from_text(text)
    if naive.tzinfo is not None:
        return naive.astimezone(COPENHAGEN).replace(second=0, microsecond=0)
    moment = naive.replace(second=0, microsecond=0, tzinfo=COPENHAGEN)
    # Two readings exist on both nights that the clocks change; in autumn the earlier one stands.
    if moment.utcoffset() != moment.replace(fold=1).utcoffset() and _is_jumped_over(moment):
        raise ValueError("the clocks jump over this time")
    return moment


def _is_jumped_over(moment: datetime) -> bool:
    return moment.astimezone(UTC).astimezone(COPENHAGEN).replace(tzinfo=None) != moment.replace(tzinfo=None)


def day_of(cell: Cell, text: str) -> date:
    """A birth date, with or without an empty time behind it. Raises ValueError."""
    moment = _from_cell(cell) or _from_text(text)
    if moment.tzinfo is not None:
        return moment.astimezone(COPENHAGEN).date()
    return moment.date()


def _from_cell(cell: Cell) -> datetime | None:
    if isinstance(cell, str) or cell is None:
        return None
    if isinstance(cell, datetime):
        # A spreadsheet keeps 07:18 as a fraction that may come back as 07:17:59.9996.
        return cell + timedelta(milliseconds=500)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - the caller knows the zone
    if isinstance(cell, bool) or int(cell) not in _SPREADSHEET_DAYS:
        raise ValueError("not a spreadsheet's date")
    return _SPREADSHEET_ZERO + timedelta(days=cell, milliseconds=500)


def _from_text(text: str) -> datetime:
    shape = text.translate(_DIGITS)
    if shape == _USUAL:
        return datetime.fromisoformat(f"{text[6:10]}-{text[3:5]}-{text[:2]}{text[10:]}")
    if (pattern := _PATTERNS.get(shape)) is not None:
        return datetime.strptime(text, pattern)  # noqa: DTZ007 - the caller knows the zone
    if shape in _ISO:
        return datetime.fromisoformat(text)
    raise ValueError("no known shape of a date")

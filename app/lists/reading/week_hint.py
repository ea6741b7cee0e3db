"""The week a list says it is of: in a title above the table, or in the file's name."""

import re
from collections.abc import Iterable

from workflows.calendar import IsoWeek

_ISO = re.compile(r"(?<![0-9])(20[0-9]{2})[-_ ]?W([0-9]{1,2})(?![0-9])", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?<![0-9])(20[0-9]{2})[-_ ,]*uge[-_ ]*([0-9]{1,2})(?![0-9])", re.IGNORECASE)
_WEEK_FIRST = re.compile(
    r"(?<![a-zæøå])uge[-_ .:]*([0-9]{1,2})(?![0-9])(?:[-_ ,/]*(?:i |år )?(20[0-9]{2})(?![0-9]))?", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")


def week_of(titles: Iterable[str], filename: str | None) -> IsoWeek | None:
    """What stands in the file goes before its name; a year that only the name has completes the title."""
    number, year = _first(titles)
    named_number, named_year = _first([filename or ""])
    if number is None:
        number, year = named_number, named_year
    elif year is None:
        year = named_year or _bare_year(filename or "")
    return _week(year, number)


def _first(texts: Iterable[str]) -> tuple[int | None, int | None]:
    for text in texts:
        if match := _ISO.search(text) or _YEAR_FIRST.search(text):
            return int(match[2]), int(match[1])
        if match := _WEEK_FIRST.search(text):
            return int(match[1]), int(match[2]) if match[2] else None
    return None, None


def _bare_year(filename: str) -> int | None:
    match = _YEAR.search(filename)
    return int(match[1]) if match else None


def _week(year: int | None, number: int | None) -> IsoWeek | None:
    if year is None or number is None:
        return None
    try:
        return IsoWeek(year, number)
    except ValueError:
        return None

"""Reading the elements of an SF1520 answer: each at most once, of the schema's type, and never guessed at."""

import re
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element

from app.adapters.sf1520_message import SERVICE

_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_WHOLE: Final = re.compile("[+-]?[0-9]{1,9}")
_NUMBER: Final = re.compile("(?!0{10})[0-9]{10}")
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}


class NotUnderstood(Exception):
    """The answer is not of the published form, or lacks what cannot be done without."""


def one(within: Element | None, *path: str) -> Element | None:
    """The element at the end of the path; None where a step of it is missing. Raises NotUnderstood where one
    stands twice.
    """
    for name in path:
        found = each(within, name)
        if len(found) > 1:
            raise NotUnderstood
        within = found[0] if found else None
    return within


def each(within: Element | None, name: str) -> list[Element]:
    return [] if within is None else within.findall(f"{{{SERVICE}}}{name}")


def text_at(within: Element | None, *path: str) -> str | None:
    """On one line; None when there is nothing in it."""
    found = one(within, *path)
    if found is None:
        return None
    if len(found):
        raise NotUnderstood
    return " ".join((found.text or "").split()) or None


def day_at(within: Element | None, *path: str) -> date | None:
    """The day as it is written. The zone behind it is Denmark's own, now of winter and now of summer."""
    text = text_at(within, *path)
    if text is None:
        return None
    written = _DAY.fullmatch(text)
    if written is None:
        raise NotUnderstood
    try:
        return date.fromisoformat(written[1])
    except ValueError:
        raise NotUnderstood from None


def flag_at(within: Element | None, *path: str) -> bool | None:
    text = text_at(within, *path)
    if text is None:
        return None
    if text not in _FLAGS:
        raise NotUnderstood
    return _FLAGS[text]


def whole_at(within: Element | None, *path: str) -> int | None:
    text = text_at(within, *path)
    if text is None:
        return None
    if _WHOLE.fullmatch(text) is None:
        raise NotUnderstood
    return int(text)


def number_at(within: Element | None, *path: str) -> str | None:
    """A CPR number. Of somebody who is not known the register says ten zeros, or something shorter: None."""
    text = text_at(within, *path)
    return text if text is not None and _NUMBER.fullmatch(text) else None

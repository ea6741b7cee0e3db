"""What must stand in no log, error or job: the names and CPR numbers of the sample lists."""

import logging
import re
from functools import cache

from tests.caller import LISTS

_CPR = re.compile(r"\b(\d{6})-?(\d{4})\b")
_NAME = re.compile(r"\d{6}-\d{4}[;,]([^;,]+)[;,]")


@cache
def personal_values() -> tuple[str, ...]:
    """Each CPR number with and without its dash, and each full name."""
    values: set[str] = set()
    for file in LISTS.glob("*.csv"):
        content = file.read_bytes()
        text = content.decode("utf-8-sig" if content.startswith(b"\\xef\\xbb\\xbf") else "cp1252")
        for first, last in _CPR.findall(text):
            values |= {f"{first}-{last}", f"{first}{last}"}
        values |= set(_NAME.findall(text))
    return tuple(sorted(values))


def personal_in(text: str) -> list[str]:
    """Those that stand in ``text``."""
    return [value for value in personal_values() if value in text]


class KeptLog(logging.Handler):
    """Keeps every line as it would be written, exceptions and all."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

"""Those whose names and CPR numbers are sent in everywhere, and must come out in no log, error, address or job."""

import re
from functools import cache
from urllib.parse import unquote_plus

from tests.caller import LISTS

NAME = "Xanthippe Kvistlund"
CPR_NUMBER = "710203-4567"
_CPR = re.compile(r"\b(\d{6})-(\d{4})\b")
_NAMES = re.compile(r"^[^;]*;[^;]*;([^\W\d_][^;\"]+);", re.MULTILINE)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@cache
def personal_values() -> frozenset[str]:
    """Each CPR number with and without its dash, and each name, of the sample lists and of the one above."""
    texts = [CPR_NUMBER, *map(_decoded, LISTS.glob("*.csv"))]
    numbers = {digits for text in texts for digits in _CPR.findall(text)}
    names = {name for text in texts[1:] for name in _NAMES.findall(text) if name != "Navn"}
    assert len(numbers) > 40, "the sample lists have moved"
    assert "Jónas Østergård" in names, "the sample lists are not read"
    written = {f"{first}{between}{last}" for first, last in numbers for between in ("-", "")}
    return frozenset(written | names | {NAME, *NAME.split()})


def personal_in(text: str) -> list[str]:
    """Those of them that stand in the text, as it is or as addresses and JSON write it."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    everything = "\n".join({text, plain, unquote_plus(plain)}).casefold()
    return sorted(value for value in personal_values() if value.casefold() in everything)


def _decoded(path: object) -> str:
    content = LISTS.joinpath(str(path)).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")

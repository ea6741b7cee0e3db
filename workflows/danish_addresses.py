"""Addresses in a running text, compared loosely: the street and the number alone tell where somebody lives."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workflows.spellings import Word, legible, spellings, words

_POSTAL = re.compile(r"\s*(?:dk-?\s*)?[0-9]{4}\s+\D", re.IGNORECASE)
_LINES = re.compile(r"[\n,;]")
_BETWEEN = frozenset({"nr", "nummer", "no", "hus", "husnummer", "husnr", "i", "paa"})
_SHORTENED = {
    "gl": "gammel", "nr": "nørre", "ndr": "nørre", "sdr": "søndre", "st": "store", "ll": "lille", "kgs": "kongens",
    "al": "alle", "bvd": "boulevard", "pl": "plads", "v": "vej", "g": "gade",
}  # fmt: skip
_ENDINGS = {"v": "vej", "g": "gade", "gd": "gade", "pl": "plads"}
_MOST_WORDS = 6
"""Of the name of a street: H. C. Andersens Vej has four."""
_WORDS_OF_ONE_LETTER = frozenset({"i", "å"})


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """``number`` is digits alone, empty where the house has a name and no number; ``letter`` may stand after it."""

    street: frozenset[str]
    number: str
    letter: str

    def stands_in(self, text: Sequence[Word]) -> bool:
        if not self.number:
            return any(self._ends_at(text, end) for end in range(1, len(text) + 1))
        return any(word.text.lstrip("0") == self.number and self._is_at(text, at) for at, word in enumerate(text))

    def _is_at(self, text: Sequence[Word], at: int) -> bool:
        letter = _letter_after(text, at)
        if letter and self.letter and letter != self.letter:
            return False
        before = at
        while not self._ends_at(text, before) and before > 0 and text[before - 1].spelled & _BETWEEN:
            before -= 1
        return self._ends_at(text, before)

    def _ends_at(self, text: Sequence[Word], end: int) -> bool:
        return any(self.street & _joined(text, start, end) for start in range(max(0, end - _MOST_WORDS), end))


def addresses(written: str) -> list[Address]:
    """Each line that tells where: a street and a number, or the name of a house. Never the postal town alone."""
    lines = [line for line in _LINES.split(legible(written)) if line.strip() and not _POSTAL.match(line)]
    return [found for line in lines if (found := _of_line(words(line), alone=len(lines) == 1)) is not None]


def _of_line(line: Sequence[Word], *, alone: bool) -> Address | None:
    """Without a number it is an address only where it is all there is: else it is a floor, a door or a c/o."""
    at = next((at for at, word in enumerate(line) if word.is_number and at > 0), None)
    if at is not None:
        return Address(_joined(line, 0, at), line[at].text.lstrip("0"), _letter_after(line, at))
    return Address(_joined(line, 0, len(line)), "", "") if alone and not all(word.is_number for word in line) else None


def _letter_after(text: Sequence[Word], at: int) -> str:
    """12B, 12 B and 12 b have one; 12 i Fredericia has none."""
    after = text[at + 1] if at + 1 < len(text) else None
    if after is None or len(after.text) > 1 or after.is_number or after.gap not in ("", " "):
        return ""
    return "" if after.gap and after.text in _WORDS_OF_ONE_LETTER else after.text.casefold()


def _joined(text: Sequence[Word], start: int, end: int) -> frozenset[str]:
    """Without spaces, and with what is shortened in full: ``Gl. Skolev.`` is ``gammelskolevej``."""
    return spellings("".join(_in_full(text, at) for at in range(start, end)))


def _in_full(text: Sequence[Word], at: int) -> str:
    word = text[at].text.casefold()
    dotted = at + 1 < len(text) and text[at + 1].gap.startswith(".")
    if word in _SHORTENED and (dotted or len(word) > 1):
        return _SHORTENED[word]
    ending = next((ending for ending in _ENDINGS if dotted and word.endswith(ending)), "")
    return word.removesuffix(ending) + _ENDINGS[ending] if ending else word

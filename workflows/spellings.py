"""Words and names as they are compared: whatever the accents, the case, the genitive, or how æ, ø and å were typed."""

import re
import unicodedata
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+(?:['’`´][^\W\d_]+)*|\d+")
_APOSTROPHES = str.maketrans("", "", "'’`´")
_LONG = str.maketrans(
    {"æ": "ae", "ä": "ae", "œ": "oe", "ø": "oe", "ö": "oe", "å": "aa", "ü": "ue", "þ": "th", "ð": "d", "đ": "d",
     "ł": "l", "ı": "i"}
)  # fmt: skip
_SHORT = str.maketrans({"ä": "a", "ø": "o", "ö": "o", "å": "a", "ü": "u"})
"""As they are typed where the keyboard has no Danish letters."""
_HISSES = ("ses", "xes", "zes", "shes", "ches")
_USUAL = re.compile(r"[\n -~À-ÖØ-öø-ÿ–—’]*")
"""A text of these alone is legible as it stands."""


class Word(NamedTuple):
    """``gap`` stands between it and the word before. ``names``: what it is spelled like, or is the genitive of."""

    text: str
    gap: str
    spelled: frozenset[str]
    names: frozenset[str]

    @property
    def is_number(self) -> bool:
        return self.text.isdecimal()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


def legible(text: str) -> str:
    """As it is read: no character that nobody sees, no accent apart from its letter, no letter of another width."""
    if _USUAL.fullmatch(text):
        return text
    composed = unicodedata.normalize("NFKC", "".join(c for c in text if unicodedata.category(c) != "Cf"))
    return "".join(c for c in composed if unicodedata.category(c) != "Mn")


def words(text: str) -> list[Word]:
    """Runs of letters, and of digits, in a text that is legible."""
    found, end = [], 0
    for match in _WORD.finditer(text):
        spelled = spellings(match[0])
        stems = [stem for one in spelled if one.endswith("s") for stem in _stems(one)]
        found.append(Word(match[0], text[end : match.start()], spelled, spelled.union(stems) if stems else spelled))
        end = match.end()
    return found


def spellings(word: str) -> frozenset[str]:
    """The plain forms that the word has: two words are the same when they share one."""
    plain = word.casefold()
    if plain.isascii() and plain.isalnum():
        return frozenset((plain,))
    plain = plain.translate(_APOSTROPHES)
    long = plain.translate(_LONG)
    return frozenset(map(_bare, (long, plain.translate(_SHORT).translate(_LONG))))


def _stems(word: str) -> tuple[str, ...]:
    """What it is the genitive of: ``alis`` of ``ali``, ``maxes`` of ``max``."""
    if len(word) < 3:
        return ()
    return (word[:-1], word[:-2]) if word.endswith(_HISSES) else (word[:-1],)


def _bare(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")

"""Finding somebody by any word of the name, or by how a word begins: what is kept of a name, and what is asked for."""

from itertools import pairwise
from typing import Final

from workflows.spellings import Word, legible, words

RULES: Final = 1
"""Raised when a name is kept otherwise than before: what is indexed by earlier rules is indexed anew."""
BEGINS_FROM: Final = 3
"""Letters. Fewer are a whole word, for half the town begins with an A."""
LONGEST: Final = 20
"""Letters of a word that count; the rest of it is not looked at."""
MOST_WORDS: Final = 10
"""More than these are a sentence, and no name."""


def kept(name: str) -> frozenset[str]:
    """Every word of the name in each of its plain spellings; where it has a hyphen, the parts and the whole."""
    told = words(legible(name))
    found = {one for word in told if not word.is_number for one in word.spelled}
    return frozenset(one[:LONGEST] for one in found | _in_one(told) if one)


def _in_one(told: list[Word]) -> set[str]:
    """``annemette`` of ``Anne-Mette``."""
    found: set[str] = set()
    for before, after in pairwise(told):
        if after.gap == "-" and not before.is_number and not after.is_number:
            found |= {one + other for one in before.spelled for other in after.spelled}
    return found


def sought(text: str) -> list[frozenset[str]]:
    """The plain spellings of each word that a name must have; nothing when the text is no name."""
    told = words(legible(text))
    if len(told) > MOST_WORDS or any(word.is_number for word in told):
        return []
    terms = list(dict.fromkeys(frozenset(one[:LONGEST] for one in word.spelled if one) for word in told))
    needed: list[frozenset[str]] = []
    for place, term in enumerate(terms):
        if not any(_says(other, term) for other in (*needed, *terms[place + 1 :])):
            needed.append(term)
    return needed


def _says(other: frozenset[str], term: frozenset[str]) -> bool:
    """Whoever has ``annabel`` has ``anna``: to ask for both would only multiply what is found."""
    return all(any(len(one) >= BEGINS_FROM and longer.startswith(one) for one in term) for longer in other)


def head(word: str) -> str:
    """What a word begins with; of a shorter one, the whole."""
    return word[:BEGINS_FROM]


def beginnings(word: str) -> list[str]:
    """The others, longer than its head and shorter than itself."""
    return [word[:letters] for letters in range(BEGINS_FROM + 1, len(word))]

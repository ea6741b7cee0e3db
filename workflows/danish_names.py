"""Names in a running text: in full, in whatever order; or the first name alone, where it is a name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from workflows.spellings import Word, legible, spellings, words

_PARTICLES = frozenset(
    {"af", "al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "ibn", "la", "le", "van", "von", "zu"}
)
_STREETS = frozenset({"vej", "gade", "alle", "plads", "straede", "torv", "gaard", "park", "skole", "boulevard"})
_MONTHS = frozenset({"januar", "februar", "marts", "april", "maj", "juni", "juli", "august"})


def _each(words_of: str) -> frozenset[str]:
    return frozenset(words_of.split())


_NEVER_A_NAME_ALONE = _each(
    """af alle an at da de dem den der det dig din dine dit do du eller en er et for fra ha ham han har hende her hun
    hvad hvem hvis hvor i ja jer jeres kan kun må med men mere min mine mit mod nej no nu og om os på se sig sin so så
    til ud var ved vi vis vor"""
)
"""Words that may stand in any letter. Somebody of that name is found by the name in full."""
_ALSO_A_WORD = _MONTHS | _each(
    """andre ane art ask ben bjørn bo bror dag dan due elle else ejer falk fri frode glad gry hans hav hope jan kaj karl
    kim kip klint lærke lilje line lis liv lone lyng mai mark mie my nor palle per pil ravn ro rose rune sally sam
    signe siv sky sol sommer sten storm svane tage tom tor tue ulv viola vinter vår"""
)
"""First names that are ordinary words too: a name only with a capital letter."""
_MOST_BETWEEN = 2
"""Middle names that nobody has written down before."""


class Span(NamedTuple):
    """Words from ``start`` up to, and without, ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, repr=False)
class Name:
    """``given`` is the first name, word by word where it has a hyphen; ``rest`` those that tell who it is."""

    given: tuple[frozenset[str], ...]
    in_one: frozenset[str]
    rest: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, name: str) -> Self | None:
        """None when there is no letter in it. ``Yilmaz, Ali`` is ``Ali Yilmaz``."""
        last, comma, first = legible(name).partition(",")
        told = [word for word in words(f"{first} {last}" if comma else last) if not word.is_number]
        if not told:
            return None
        second = next((at for at, word in enumerate(told) if at and any(map(str.isspace, word.gap))), len(told))
        given, rest = told[:second], told[second:]
        in_one = spellings("".join(word.text for word in given)) if len(given) > 1 else given[0].spelled
        return cls(tuple(word.spelled for word in given), in_one, tuple(w.spelled for w in rest if not _is_small(w)))

    @property
    def heads(self) -> frozenset[str]:
        """What the word may be where it begins."""
        return self.in_one.union(self.given[0], *self.rest[-1:])

    @property
    def every_word(self) -> frozenset[str]:
        return self.in_one.union(*self.given, *self.rest)

    def shares_a_surname(self, other: "Name") -> bool:
        return bool(self.rest) and any(self.rest[-1] & theirs for theirs in other.rest)

    def in_full(self, text: Sequence[Word], at: int, *, between: int = _MOST_BETWEEN) -> Span | None:
        """Where it begins at that word: the first name and one of the others, or the last one and the first."""
        return self._forward(text, at, between) or self._backward(text, at)

    def alone(self, text: Sequence[Word], at: int) -> Span | None:
        """Where the first name begins at that word, and is a name there."""
        end = self._given(text, at)
        return Span(at, end) if end and _is_a_name(text, at, end) else None

    def _given(self, text: Sequence[Word], at: int) -> int:
        """The word after the first name; 0 where it does not stand."""
        if text[at].names & self.in_one:
            return at + 1
        end = at + len(self.given)
        whole = len(self.given) > 1 and end <= len(text)
        return end if whole and all(a & b.names for a, b in zip(self.given, text[at:end], strict=True)) else 0

    def _forward(self, text: Sequence[Word], at: int, between: int) -> Span | None:
        here, passed, found = self._given(text, at), 0, None
        if not here:
            return None
        if _is_an_ordinary_word(text[at]):
            between = 0
        while here < len(text) and _goes_on(text, here):
            if any(one & text[here].names for one in self.rest):
                found = Span(at, here + 1)
            elif not _is_small(text[here]):
                passed += 1
                if passed > between or not text[here].is_capital:
                    break
            here += 1
        return found

    def _backward(self, text: Sequence[Word], at: int) -> Span | None:
        after = at + 1
        if not self.rest or after == len(text) or not text[at].names & self.rest[-1]:
            return None
        end = self._given(text, after) if text[after].gap.strip(" \n") in ("", ",") else 0
        return Span(at, end) if end else None


def names(given: Iterable[str]) -> Iterator[Name]:
    return (name for name in map(Name.of, given) if name is not None)


def _goes_on(text: Sequence[Word], at: int) -> bool:
    """The name may: a full stop only after an initial, or inside a mail address."""
    gap = text[at].gap
    return not gap.strip(" \n-–_") or gap == "." or (gap.strip() == "." and len(text[at - 1].text) == 1)


def _is_small(word: Word) -> bool:
    return len(word.text) == 1 or bool(word.spelled & _PARTICLES)


def _is_an_ordinary_word(word: Word) -> bool:
    """Without a capital letter, as they stand in the lists."""
    return word.text in _NEVER_A_NAME_ALONE | _ALSO_A_WORD


def _is_a_name(text: Sequence[Word], at: int, end: int) -> bool:
    word, after = text[at], text[end] if end < len(text) else None
    if word.text.casefold() in _NEVER_A_NAME_ALONE or _is_an_ordinary_word(word):
        return False
    if word.spelled & _MONTHS and ((after and after.is_number) or (at and text[at - 1].is_number)):
        return False
    return not (after and after.spelled & _STREETS)

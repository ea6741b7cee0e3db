"""The check before a letter leaves: no CPR number, no other child, no other side, nobody's protected address.

It reads the whole text as it would leave, whoever wrote it, and says where and what kind, never the words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflows.danish_addresses import addresses
from workflows.danish_names import Name, names
from workflows.letter_text import Text
from workflows.spellings import Word, legible, words


class FindingCode(StrEnum):
    CPR_NUMBER = "cpr_number"
    PROTECTED_ADDRESS = "protected_address"
    ANOTHER_CHILD = "another_child"
    OTHER_SIDE = "other_side"


@dataclass(frozen=True, slots=True)
class Finding:
    """``block`` counts from 1, as they stand in the letter; 0 is the title."""

    code: FindingCode
    block: int


@dataclass(frozen=True, slots=True, repr=False)
class Surroundings:
    """Who stands around the letter's child. ``own_names`` may stand in it: the child's, the recipient's, the contact's.

    ``protected_addresses`` are of anybody but the recipient, as written on an envelope, on one line or several.
    """

    own_names: tuple[str, ...] = ()
    other_children: tuple[str, ...] = ()
    other_side: tuple[str, ...] = ()
    protected_addresses: tuple[str, ...] = ()


_SEPARATED = r"[ .\-–—/]?"
_CPR_NUMBERS = tuple(
    map(
        re.compile,
        (
            # 610312-4999, 6103124999, 61 03 12 4999, 61.03.12 - 4999
            rf"(?<!\d)(\d\d){_SEPARATED}(\d\d){_SEPARATED}\d\d[\s.\-–—/]{{0,3}}\d{{4}}(?!\d)",
            # 61 03 12 49 99; but not the digits of two telephone numbers
            r"(?<!\d)(?<!\d\d )(\d\d) (\d\d) \d\d \d\d \d\d(?! ?\d)",
            # 61032012-4999
            r"(?<!\d)(\d\d)(\d\d)(?:19|20)\d\d[-–—]\d{4}(?!\d)",
            # 10312-4999: a spreadsheet took the zero
            r"(?<![\d-])(\d)(\d\d)\d\d[-–—]\d{4}(?!\d)",
        ),
    )
)


def findings(text: Text | str, about: Surroundings) -> tuple[Finding, ...]:
    """What must not leave, block by block; empty when it may. A ``str`` is a text as ``Text.plain`` gives it."""
    plain = text if isinstance(text, str) else text.plain()
    around = _Around(about)
    found = [around.found_in(legible(block)) for block in plain.split("\n\n")]
    return tuple(Finding(code, number) for number, codes in enumerate(found) for code in FindingCode if code in codes)


@dataclass(frozen=True, slots=True, repr=False)
class _Sought:
    code: FindingCode
    name: Name
    by_first_name: bool


class _Around:
    """The names and addresses, read once for all blocks."""

    def __init__(self, about: Surroundings) -> None:
        self._own = list(names(about.own_names))
        self._own_words = frozenset().union(*(name.every_word for name in self._own))
        self._addresses = [one for written in about.protected_addresses for one in addresses(written)]
        self._by_head: dict[str, list[_Sought]] = {}
        for sought in self._all_sought(about):
            for head in sought.name.heads:
                self._by_head.setdefault(head, []).append(sought)

    def _all_sought(self, about: Surroundings) -> Iterator[_Sought]:
        """Of another child the first name alone tells who it is where a surname is shared: a sibling."""
        for name in names(about.other_children):
            is_a_sibling = any(name.shares_a_surname(own) for own in self._own)
            yield _Sought(FindingCode.ANOTHER_CHILD, name, is_a_sibling or not name.rest)
        yield from (_Sought(FindingCode.OTHER_SIDE, name, True) for name in names(about.other_side))

    def found_in(self, block: str) -> frozenset[FindingCode]:
        return frozenset(self._found(block, words(block)))

    def _found(self, block: str, text: Sequence[Word]) -> Iterator[FindingCode]:
        if has_cpr_number(block):
            yield FindingCode.CPR_NUMBER
        if any(address.stands_in(text) for address in self._addresses):
            yield FindingCode.PROTECTED_ADDRESS
        begun = [
            (at, one) for at, word in enumerate(text) for head in word.names for one in self._by_head.get(head, ())
        ]
        own = _covered(text, self._own) if begun else frozenset[int]()
        yield from (sought.code for at, sought in begun if self._stands(sought, text, at, own))

    def _stands(self, sought: _Sought, text: Sequence[Word], at: int, own: frozenset[int]) -> bool:
        if (span := sought.name.in_full(text, at)) and not own.issuperset(range(*span)):
            return True
        if not sought.by_first_name or at in own or text[at].names & self._own_words:
            return False
        return sought.name.alone(text, at) is not None


def has_cpr_number(text: str) -> bool:
    """Whatever reads as one in a text that is legible: a replacement number, with 60 added to its day, as well."""
    return any(_is_a_day(int(match[1]), int(match[2])) for form in _CPR_NUMBERS for match in form.finditer(text))


def _is_a_day(day: int, month: int) -> bool:
    return 1 <= (day - 60 if day > 60 else day) <= 31 and 1 <= month <= 12


def _covered(text: Sequence[Word], own: Sequence[Name]) -> frozenset[int]:
    """The words of names in full that may stand there, without a middle name that is not theirs."""
    begun = ((at, name) for at, word in enumerate(text) for name in own if word.names & name.heads)
    spans = (name.in_full(text, at, between=0) for at, name in begun)
    return frozenset(at for span in spans if span for at in range(*span))

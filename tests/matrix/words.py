"""Unmistakable words, one of its own for each field of each place, and finding them again."""

import re
from dataclasses import dataclass

_WORD = re.compile(r"kanarie([a-j]{4})")
_DIGITS, _LETTERS = "0123456789", "abcdefghij"
_NUMBER = "[0-9a-f-]"
_NUMBERS = re.compile(rf"{_NUMBER}{{5,}}")
"""Whole ones: of a number that is part of a longer one, nothing is said."""


@dataclass(frozen=True, order=True)
class Field:
    """A field, as the table of canaries names it, of one place."""

    name: str
    place: str


class Words:
    """What was written where."""

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self._numbers: dict[str, set[Field]] = {}
        self._shapes: list[tuple[str, re.Pattern[str], Field]] = []

    def word(self, name: str, place: str) -> str:
        """A word that stands nowhere else; the same one for the same field and place."""
        field = Field(name, place)
        if field not in self.fields:
            self.fields.append(field)
        number = f"{self.fields.index(field):04}".translate(str.maketrans(_DIGITS, _LETTERS))
        return f"Kanarie{number}"

    def value(self, name: str, place: str, *forms: str) -> str:
        """A value that must have a form of its own, such as a CPR number, and is one of a kind all the same."""
        field = Field(name, place)
        self.fields.append(field)
        for form in forms:
            if _NUMBERS.fullmatch(form):
                self._numbers.setdefault(form, set()).add(field)
            else:
                shape = re.compile(rf"(?<!{_NUMBER}){re.escape(form)}(?!{_NUMBER})")
                self._shapes.append((form, shape, field))
        return forms[0]

    def found_in(self, text: str) -> set[Field]:
        """The fields whose words stand in the text."""
        letters = _WORD.findall(text.casefold())
        found = {self.fields[int(one.translate(str.maketrans(_LETTERS, _DIGITS)))] for one in letters}
        for number in _NUMBERS.findall(text):
            found |= self._numbers.get(number, frozenset())
        found |= {field for form, shape, field in self._shapes if form in text and shape.search(text)}
        return found

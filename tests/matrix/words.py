"""Unmistakable words, one of its own for each field of each place, and finding them again."""

import re
from dataclasses import dataclass

_WORD = re.compile(r"kanarie([a-j]{4})")
_DIGITS, _LETTERS = "0123456789", "abcdefghij"


@dataclass(frozen=True, order=True)
class Field:
    """A field, as the table of canaries names it, of one place."""

    name: str
    place: str


class Words:
    """What was written where."""

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self._exact: dict[str, list[re.Pattern[str]]] = {}

    def word(self, name: str, place: str) -> str:
        """A word that stands nowhere else; the same one for the same field and place."""
        field = Field(name, place)
        if field not in self.fields:
            self.fields.append(field)
        number = f"{self.fields.index(field):04}".translate(str.maketrans(_DIGITS, _LETTERS))
        return f"Kanarie{number}"

    def value(self, name: str, place: str, *forms: str) -> str:
        """A value that must have a form of its own, such as a CPR number, and is one of a kind all the same."""
        self.fields.append(Field(name, place))
        shapes = [re.compile(rf"(?<![0-9a-f-]){re.escape(form)}(?![0-9a-f-])") for form in forms]
        self._exact[str(len(self.fields) - 1)] = shapes
        return forms[0]

    def found_in(self, text: str) -> set[Field]:
        """The fields whose words stand in the text."""
        letters = _WORD.findall(text.casefold())
        found = {self.fields[int(one.translate(str.maketrans(_LETTERS, _DIGITS)))] for one in letters}
        exact = {self.fields[int(at)] for at, shapes in self._exact.items() if any(one.search(text) for one in shapes)}
        return found | exact

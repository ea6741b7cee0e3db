"""The words that a municipality's police may use in a list, and what each stands for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from workflows.incidents import LIST_ROLES, IncidentRole, ListColumn

K = TypeVar("K")
N = TypeVar("N", bound=StrEnum)
V = TypeVar("V")

Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]


class ListVariants(BaseModel):
    """The texts the police's list may use. The English names are always accepted beside them.

    Texts are compared without regard to case, spaces, full stops and the like; see ``plain``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: Mapping[ListColumn, Words]
    roles: Mapping[IncidentRole, Words]
    yes: Words
    no: Words

    @field_validator("columns")
    @classmethod
    def _columns_arecomplete(cls, columns: Mapping[ListColumn, Words]) -> Mapping[ListColumn, Words]:
        return _unambiguous(_with_english_names(complete(columns, ListColumn)))

    @field_validator("roles")
    @classmethod
    def _roles_arecomplete(cls, roles: Mapping[IncidentRole, Words]) -> Mapping[IncidentRole, Words]:
        if missing := [role.value for role in LIST_ROLES if role not in roles]:
            raise ValueError(f"is missing {', '.join(missing)}")
        if IncidentRole.CONCERN in roles:
            raise ValueError("may not have a concern, for that is no word of the police's")
        return _unambiguous(_with_english_names(roles))

    @model_validator(mode="after")
    def _yes_is_not_no(self) -> Self:
        _unambiguous({"yes": self.yes, "no": self.no})
        return self

    def with_concerns(self) -> Self:
        """The same, for what is entered here and not read from a list: then it may be a concern."""
        roles = {**self.roles, IncidentRole.CONCERN: (IncidentRole.CONCERN.value,)}
        return self.model_copy(update={"roles": roles})

    def column_of(self, header: str) -> ListColumn | None:
        """The column a header text stands for; None when it is not known."""
        return _meaning(self.columns, header)

    def role_of(self, word: str) -> IncidentRole | None:
        """The role a word stands for; None when it is not known."""
        return _meaning(self.roles, word)

    def answer_of(self, word: str) -> bool | None:
        """True for a yes, False for a no; None when it is neither."""
        return _meaning({True: self.yes, False: self.no}, word)


def plain(text: str) -> str:
    """A text as it is compared: letters and digits alone, in lower case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def complete(given: Mapping[N, V], names: type[N]) -> Mapping[N, V]:
    """Raises ValueError, which says what is missing."""
    if missing := [name.value for name in names if name not in given]:
        raise ValueError(f"is missing {', '.join(missing)}")
    return given


def _with_english_names(variants: Mapping[N, Words]) -> Mapping[N, Words]:
    return {name: words if name.value in words else (*words, name.value) for name, words in variants.items()}


def _unambiguous(variants: Mapping[K, Words]) -> Mapping[K, Words]:
    seen: dict[str, K] = {}
    for meaning, words in variants.items():
        for word in words:
            if seen.setdefault(plain(word), meaning) != meaning:
                raise ValueError(f"has {word!r} for both {seen[plain(word)]} and {meaning}")
    return variants


def _meaning(variants: Mapping[K, Words], text: str) -> K | None:
    sought = plain(text)
    return next((meaning for meaning, words in variants.items() if sought in map(plain, words)), None)

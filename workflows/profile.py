"""A municipality as data: what differs from one to the next, so that no code asks which one it is.

``profiles/_default.toml`` holds what is common and the vendor's defaults; a municipality's own file
says only what is different.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from workflows.adulthood import AdultTrack
from workflows.calendar import MonthDay, Term
from workflows.deadlines import Deadline
from workflows.incidents import IncidentRole, ListColumn
from workflows.oversight import Watch
from workflows.repeated import Repeated
from workflows.roles import Role
from workflows.severity import SeverityScale
from workflows.steps import Scale
from workflows.transfer_terms import TransferTerms

_PROFILES = files("workflows") / "profiles"
_DEFAULT = "_default.toml"
_GIVEN_WHOLE = frozenset({"severity", "steps"})
"""A scale has a version, so a municipality that changes a part of it gives the whole of it."""
_ADDED_TO = "list"
"""Header texts and words of a municipality's list are accepted beside the common ones."""

K = TypeVar("K")
N = TypeVar("N", bound=StrEnum)
V = TypeVar("V")

Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
ClosedDay = Annotated[
    MonthDay, BeforeValidator(lambda given: MonthDay.parse(given) if isinstance(given, str) else given)
]


class UnknownMunicipality(Exception):
    """No profile has this municipality code."""

    def __init__(self, municipality_code: str) -> None:
        super().__init__(f"no profile for municipality {municipality_code}")
        self.municipality_code = municipality_code


class ProfileRejected(Exception):
    """The profile lacks something or says something that cannot be; ``faults`` names each place and what is wrong."""

    def __init__(self, source: str, faults: Sequence[str]) -> None:
        super().__init__(f"{source}: {'; '.join(faults)}")
        self.source = source
        self.faults = tuple(faults)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ages(_Frozen):
    """The ages SSP is for, in whole years, both included."""

    minimum: int = Field(ge=0, le=120)
    maximum: int = Field(ge=0, le=120)

    @model_validator(mode="after")
    def _minimum_comes_first(self) -> Self:
        if self.maximum < self.minimum:
            raise ValueError("the maximum may not lie below the minimum")
        return self

    def include(self, age: int) -> bool:
        return self.minimum <= age <= self.maximum


class ListVariants(_Frozen):
    """The texts the police's list may use. The English names are always accepted beside them.

    Texts are compared without regard to case, spaces, full stops and the like; see ``plain``.
    """

    columns: Mapping[ListColumn, Words]
    roles: Mapping[IncidentRole, Words]
    yes: Words
    no: Words

    @field_validator("columns")
    @classmethod
    def _columns_are_complete(cls, columns: Mapping[ListColumn, Words]) -> Mapping[ListColumn, Words]:
        return _unambiguous(_with_english_names(_complete(columns, ListColumn)))

    @field_validator("roles")
    @classmethod
    def _roles_are_complete(cls, roles: Mapping[IncidentRole, Words]) -> Mapping[IncidentRole, Words]:
        return _unambiguous(_with_english_names(_complete(roles, IncidentRole)))

    @model_validator(mode="after")
    def _yes_is_not_no(self) -> Self:
        _unambiguous({"yes": self.yes, "no": self.no})
        return self

    def column_of(self, header: str) -> ListColumn | None:
        """The column a header text stands for; None when it is not known."""
        return _meaning(self.columns, header)

    def role_of(self, word: str) -> IncidentRole | None:
        """The role a word stands for; None when it is not known."""
        return _meaning(self.roles, word)

    def answer_of(self, word: str) -> bool | None:
        """True for a yes, False for a no; None when it is neither."""
        return _meaning({True: self.yes, False: self.no}, word)


class Contact(_Frozen):
    """Where the municipality is found, as its letters say it: the town hall, and the telephone that is answered."""

    address: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1, max_length=2)]
    postal_code: str = Field(pattern=r"^[0-9]{4}$")
    city: str = Field(min_length=1)
    phone: str = Field(pattern=r"^[0-9]{2}( [0-9]{2}){3}$")
    website: str = Field(pattern=r"^[a-z0-9.-]+\.[a-z]{2,}$")
    cvr: str = Field(pattern=r"^[0-9]{8}$")


class Profile(_Frozen):
    """Everything that one municipality decides for itself. ``titles`` and ``course_name`` are Danish, for screens."""

    municipality_code: str = Field(pattern=r"^[0-9]{3}$")
    name: str = Field(min_length=1)
    ages: Ages
    contact: Contact
    young_person_from: int = Field(ge=0, le=25)
    adult_from: int = Field(ge=0, le=25)
    titles: Mapping[Role, Annotated[str, Field(min_length=1)]]
    course_name: str = Field(min_length=1)
    deadlines: Mapping[Deadline, Term]
    closed_days: frozenset[ClosedDay]
    list: ListVariants
    case_index_lookup: bool
    consent_required_for_course: bool
    consent_valid_days: int = Field(ge=1, le=3660)
    section_115_days: int = Field(ge=1, le=3660)
    transfers: TransferTerms
    repeated_incidents: Repeated
    adult_track: AdultTrack
    oversight: Watch
    severity: SeverityScale
    steps: Scale

    @field_validator("titles")
    @classmethod
    def _every_role_has_a_title(cls, titles: Mapping[Role, str]) -> Mapping[Role, str]:
        return _complete(titles, Role)

    @field_validator("deadlines")
    @classmethod
    def _every_deadline_has_a_term(cls, deadlines: Mapping[Deadline, Term]) -> Mapping[Deadline, Term]:
        return _complete(deadlines, Deadline)

    @model_validator(mode="after")
    def _young_comes_before_adult(self) -> Self:
        if self.adult_from < self.young_person_from:
            raise ValueError("adult_from may not lie below young_person_from")
        return self


def profile_for(municipality_code: str) -> Profile:
    """Raises UnknownMunicipality."""
    for profile in all_profiles():
        if profile.municipality_code == municipality_code:
            return profile
    raise UnknownMunicipality(municipality_code)


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Every municipality that has a file in ``profiles``, by name. Raises ProfileRejected."""
    own = [file for file in _PROFILES.iterdir() if file.name.endswith(".toml") and file.name != _DEFAULT]
    return tuple(sorted((_read(file.name, _text(file)) for file in own), key=lambda profile: profile.name))


def read_profile(path_or_text: Path | str) -> Profile:
    """A draft: a TOML file by its Path, or TOML text as a str, on top of the defaults. Raises ProfileRejected."""
    if isinstance(path_or_text, Path):
        return _read(path_or_text.name, _text(path_or_text))
    return _read("draft", path_or_text)


def plain(text: str) -> str:
    """A text as it is compared: letters and digits alone, in lower case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")


def _read(source: str, text: str) -> Profile:
    try:
        own = tomllib.loads(text)
        return Profile.model_validate(_merged(tomllib.loads(_text(_PROFILES / _DEFAULT)), own))
    except tomllib.TOMLDecodeError as fault:
        raise ProfileRejected(source, [f"is not TOML: {fault}"]) from None
    except ValidationError as fault:
        raise ProfileRejected(source, [_sentence(error["loc"], error["msg"]) for error in fault.errors()]) from None


def _sentence(place: Iterable[int | str], message: str) -> str:
    words = "is missing" if message == "Field required" else message.removeprefix("Value error, ")
    return f"{'.'.join(str(part) for part in place)} {words}".strip()


def _merged(common: Mapping[str, Any], own: Mapping[str, Any], *, adding: bool = False) -> dict[str, Any]:
    """The municipality's own on top of the common, table by table."""
    merged = dict(common)
    for name, given in own.items():
        before = common.get(name)
        if isinstance(before, dict) and isinstance(given, dict) and name not in _GIVEN_WHOLE:
            merged[name] = _merged(before, given, adding=adding or name == _ADDED_TO)
        elif adding and isinstance(before, list) and isinstance(given, list):
            merged[name] = before + [text for text in given if text not in before]
        else:
            merged[name] = given
    return merged


def _complete(given: Mapping[N, V], names: type[N]) -> Mapping[N, V]:
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

"""A municipality as data: what differs from one to the next, so that no code asks which one it is.

``profiles/_default.toml`` holds what is common and the vendor's defaults; a municipality's own file
says only what is different.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from workflows.ad_hoc_group import AdHocGroups
from workflows.adulthood import AdultTrack
from workflows.calendar import MonthDay, Term
from workflows.case_index import IndexTerms
from workflows.concern import ConcernsWithoutList
from workflows.concern_talk import ConcernTalks
from workflows.deadlines import Deadline
from workflows.list_words import ListVariants, complete
from workflows.oversight import Watch
from workflows.own_moves import OwnMoves
from workflows.progress import ProgressScale
from workflows.repeated import Repeated
from workflows.rhythm import MeetingTerms
from workflows.roles import Role
from workflows.severity import SeverityScale
from workflows.steps import Scale
from workflows.transfer_terms import TransferTerms
from workflows.work_terms import WorkTerms

HOURS_TO_ASSESS = 24
_PROFILES = files("workflows") / "profiles"
_DEFAULT = "_default.toml"
_GIVEN_WHOLE = frozenset({"progress", "severity", "steps"})
"""A scale has a version, so a municipality that changes a part of it gives the whole of it."""
_ADDED_TO = "list"
"""Header texts and words of a municipality's list are accepted beside the common ones."""

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
    case_index: IndexTerms
    consent_required_for_course: bool
    consent_valid_days: int = Field(ge=1, le=3660)
    section_115_days: int = Field(ge=1, le=3660)
    transfers: TransferTerms
    moves: OwnMoves
    repeated_incidents: Repeated
    adult_track: AdultTrack
    work: WorkTerms
    meetings: MeetingTerms
    concerns_without_list: ConcernsWithoutList
    concern_talks: ConcernTalks
    ad_hoc_groups: AdHocGroups
    oversight: Watch
    severity: SeverityScale
    progress: ProgressScale
    steps: Scale

    @field_validator("titles")
    @classmethod
    def _every_role_has_a_title(cls, titles: Mapping[Role, str]) -> Mapping[Role, str]:
        return complete(titles, Role)

    @field_validator("deadlines")
    @classmethod
    def _every_deadline_has_a_term(cls, deadlines: Mapping[Deadline, Term]) -> Mapping[Deadline, Term]:
        return complete(deadlines, Deadline)

    @field_validator("deadlines")
    @classmethod
    def _a_concern_report_is_assessed_within_a_day_and_night(
        cls, deadlines: Mapping[Deadline, Term]
    ) -> Mapping[Deadline, Term]:
        """By barnets lov § 136: shorter is the municipality's to decide, longer is not."""
        term = deadlines.get(Deadline.ASSESS_CONCERN)
        if term is not None and (term.unit != "hours" or term.fatal > HOURS_TO_ASSESS):
            raise ValueError(f"gives a concern report more than {HOURS_TO_ASSESS} hours")
        return deadlines

    @model_validator(mode="after")
    def _a_look_up_names_its_numbers(self) -> Self:
        if self.case_index_lookup and not self.case_index.kle_numbers:
            raise ValueError("case_index_lookup is on, but case_index.kle_numbers names none to ask about")
        return self

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
    """Every municipality that has a file, by name. Raises ProfileRejected."""
    own = {profile.municipality_code: profile for profile in _in_folder(_PROFILES)}
    for folder in _also:
        own |= {profile.municipality_code: profile for profile in _in_folder(folder)}
    return tuple(sorted(own.values(), key=lambda profile: profile.name))


_also: list[Path] = []


def read_also(folder: Path | None) -> None:
    """From here on municipalities' files in ``folder`` too: one there goes before one of the same municipality that
    comes along. None: those that come along alone. Raises ProfileRejected and OSError.
    """
    _also[:] = [] if folder is None else [folder]
    all_profiles.cache_clear()
    all_profiles()


def _in_folder(folder: Traversable) -> list[Profile]:
    """Raises ProfileRejected, also when two files are of one municipality."""
    files = sorted((file for file in folder.iterdir() if _is_own(file.name)), key=lambda file: file.name)
    found: dict[str, Profile] = {}
    for file in files:
        profile = _read(file.name, _text(file))
        if profile.municipality_code in found:
            raise ProfileRejected(file.name, [f"municipality {profile.municipality_code} has another file there"])
        found[profile.municipality_code] = profile
    return list(found.values())


def _is_own(name: str) -> bool:
    return name.endswith(".toml") and not name.startswith(("_", "."))


def read_profile(path_or_text: Path | str) -> Profile:
    """A draft: a TOML file by its Path, or TOML text as a str, on top of the defaults. Raises ProfileRejected."""
    if isinstance(path_or_text, Path):
        return _read(path_or_text.name, _text(path_or_text))
    return _read("draft", path_or_text)


def restored(today: Profile, content: Mapping[str, Any]) -> Profile:
    """``today`` with what was decided once, as ``model_dump`` gave it, in its place. Raises ProfileRejected.

    A table keeps today's of what it did not have then: a deadline that came later has today's term.
    """
    whole = today.model_dump(mode="json")
    for name, given in content.items():
        both = isinstance(given, Mapping) and isinstance(whole.get(name), Mapping)
        whole[name] = {**whole[name], **given} if both else given
    try:
        return Profile.model_validate(whole)
    except ValidationError as fault:
        raise ProfileRejected("stored", [_sentence(error["loc"], error["msg"]) for error in fault.errors()]) from None


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

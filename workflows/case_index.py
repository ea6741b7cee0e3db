"""What is known of an active case in the authority, when an index and people have each said something of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from workflows.casework import Track
from workflows.routing import AuthorityCase

KleNumber = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$")]


class IndexTerms(BaseModel):
    """``kle_numbers``: under which the authority files the cases that count. ``ask_again_days``: how often the index is
    asked about a case that is open.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kle_numbers: tuple[KleNumber, ...] = Field(max_length=100)
    ask_again_days: int = Field(ge=1, le=90)


class Source(StrEnum):
    """Who said it."""

    INDEX = "case_index"
    PERSON = "person"
    """Somebody here who has asked the authority."""


class Finding(StrEnum):
    """What was said. Only a person can say that there is none: an index finds nothing where nobody has filed it."""

    ACTIVE = "active"
    NONE = "none"
    NOTHING_FOUND = "nothing_found"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    """The index would not answer, or not so that it could be understood."""


UNANSWERED = frozenset({Finding.NO_ANSWER, Finding.REFUSED})


@dataclass(frozen=True, slots=True)
class Said:
    source: Source
    finding: Finding


class Change(StrEnum):
    """Why a case may belong on the other track now."""

    AUTHORITY_CASE_FOUND = "authority_case_found"
    AUTHORITY_CASE_GONE = "authority_case_gone"


def known(decided: bool | None, said: Iterable[Said]) -> AuthorityCase:
    """What is known when ``said`` (the oldest first) has come on top of what was ``decided`` here.

    No answer changes nothing, and finding nothing takes back no more than what the index itself had found.
    """
    now = AuthorityCase.UNKNOWN
    if decided is not None:
        now = AuthorityCase.YES if decided else AuthorityCase.NO_CONFIRMED
    found_by_the_index = False
    for one in said:
        if one.finding is Finding.ACTIVE:
            now, found_by_the_index = AuthorityCase.YES, one.source is Source.INDEX
        elif one.finding is Finding.NONE:
            now, found_by_the_index = AuthorityCase.NO_CONFIRMED, False
        elif one.finding is Finding.NOTHING_FOUND and found_by_the_index:
            now, found_by_the_index = AuthorityCase.UNKNOWN, False
    return now


def change(track: Track | None, before: Finding | None, after: Finding) -> Change | None:
    """Whether an answer of the index, after the last one that was an answer, suggests the other track.

    A case that the meeting gave to the authority without the index having found one is not suggested back for the same.
    """
    if after is before:
        return None
    if track is Track.COORDINATOR and after is Finding.ACTIVE:
        return Change.AUTHORITY_CASE_FOUND
    if track is Track.AUTHORITY and before is Finding.ACTIVE and after is Finding.NOTHING_FOUND:
        return Change.AUTHORITY_CASE_GONE
    return None

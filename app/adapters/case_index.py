"""What the service needs to know of a child's cases in the authority, and how it asks the municipality's index."""

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol


class Answer(StrEnum):
    """What the index says. Nothing found is no "no": a case may stand under another number, or not be indexed."""

    ACTIVE = "active"
    NOTHING_FOUND = "nothing_found"


class IndexAway(Exception):
    """The index cannot be reached, or not now: try again."""


class IndexRefused(Exception):
    """The index answers, but not to us, or not so that it can be understood. ``code`` is its own, or ours."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CaseIndex(Protocol):
    def look_up(self, cpr_number: str, kle_numbers: Collection[str]) -> Answer:
        """Whether the person is a party to an active case under one of ``kle_numbers`` (``27.24.00``).

        Of the cases themselves nothing is given: neither title nor number. Raises IndexAway and IndexRefused.
        """
        ...

"""One child who stands here as two, and two who stand as one: what may be put together, and whose case goes on.

No municipality's concept says it (default). A person has at most one open case, so of two the one goes on in which
somebody has begun; what stood in the other comes before the handover meeting again, for it was decided about a case
that is no more.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflows.casework import State


class Correction(StrEnum):
    MERGE = "merge"
    """Two are one: the one that is merged is from now on another name of the one that stays."""
    SPLIT_BACK = "split_back"
    """They were two after all."""
    MOVE = "move"
    """Incidents were joined to somebody whom they are not about."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one of the two."""

    has_number: bool
    is_another_name: bool
    """Was merged, or decided to be somebody else."""


class Obstacle(StrEnum):
    SAME = "the_same_person"
    MERGED_ALREADY = "merged_already"
    TWO_NUMBERS = "two_numbers"
    """Two CPR numbers are two people as long as the register says so."""
    NUMBER_WOULD_BE_LOST = "number_would_be_lost"
    """The one with the CPR number stays."""


def obstacle(stays: Known, merged: Known, *, same: bool) -> Obstacle | None:
    """What stands in the way of merging ``merged`` into ``stays``."""
    if same:
        return Obstacle.SAME
    if stays.is_another_name or merged.is_another_name:
        return Obstacle.MERGED_ALREADY
    if merged.has_number:
        return Obstacle.TWO_NUMBERS if stays.has_number else Obstacle.NUMBER_WOULD_BE_LOST
    return None


def goes_on_in_the_merged_ones(stays: State | None, merged: State | None) -> bool:
    """Whether the open case of the one that is merged goes on, and not that of the one that stays (None: has none)."""
    if merged is None or stays is None:
        return stays is None
    return stays is State.RECEIVED and merged is not State.RECEIVED

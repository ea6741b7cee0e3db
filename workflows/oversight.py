"""How the use of personal data is watched: numbers that a municipality may set, and limits that none may move."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

BREAK_GLASS_FOR: Final = timedelta(minutes=60)
"""How long one who has broken the glass sees the case."""
BREAK_GLASS_REVIEWED_WITHIN: Final = timedelta(hours=24)
"""From when it was broken until another has looked at why."""


class Watch(BaseModel):
    """When the log raises an alarm by itself, and how much of it is looked at each month."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    viewers_of_one_child: int = Field(ge=2, le=1000)
    """So many different people open one child's data within ``viewers_within_hours``."""
    viewers_within_hours: int = Field(ge=1, le=168)
    children_opened_by_one: int = Field(ge=2, le=100_000)
    """One person opens the data of so many children within ``children_within_minutes``."""
    children_opened_by_a_system: int = Field(ge=2, le=100_000)
    """The same of an integration client."""
    children_listed_by_one: int = Field(ge=2, le=1_000_000)
    """Or has so many pass by in lists."""
    children_within_minutes: int = Field(ge=1, le=1440)
    sample_size: int = Field(ge=1, le=1000)
    """How many of a month's looks are drawn to be reviewed."""


class Verdict(StrEnum):
    """What the log reviewer finds of a look at a child's data."""

    IN_ORDER = "in_order"
    QUESTIONED = "questioned"

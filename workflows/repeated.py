"""When incidents come so close that the case is to be looked at as a whole: how many, within how many weeks.

No source says how many: three within six weeks is the vendor's, and the municipality's to change.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field


class Repeated(BaseModel):
    """``count`` incidents whose days lie no more than ``weeks`` apart ask for a reassessment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int = Field(ge=2, le=50)
    weeks: int = Field(ge=1, le=52)

    @property
    def span(self) -> timedelta:
        return timedelta(weeks=self.weeks)


def close_together(
    days: Sequence[date], new: date, rule: Repeated, asked_until: date | None = None
) -> tuple[date, ...]:
    """The days of those that with the ``new`` one ask for a reassessment, the first first; empty when they do not.

    ``days`` are those of all incidents, the new one's among them. ``asked_until`` is the last day of those
    that asked before: each incident counts once, so that a fourth does not ask again for the same three.
    """
    left = sorted(day for day in days if asked_until is None or day > asked_until)
    for end in reversed(left):
        within = tuple(day for day in left if end - rule.span <= day <= end)
        if new in within and len(within) >= rule.count:
            return within
    return ()

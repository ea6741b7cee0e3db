"""The figures that the leading of the work goes by: how they are counted, before anybody counts.

Weeks are ISO weeks in Copenhagen. No source fixes the age bands; they follow the terms of the process: two weeks to
tell a family, two months to a step, a quarter to the first look back (vendor).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from workflows.calendar import COPENHAGEN, IsoWeek, local_date

WEEKS_OF_LISTS = 12
WEEKS_OF_TELLING = 26

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Whole weeks since a case was opened, both included; ``to_weeks`` None is open-ended."""

    from_weeks: int
    to_weeks: int | None

    @property
    def name(self) -> str:
        """As a range is written in Danish."""
        return f"over {self.from_weeks - 1}" if self.to_weeks is None else f"{self.from_weeks}–{self.to_weeks}"


AGE_BANDS = (AgeBand(0, 1), AgeBand(2, 4), AgeBand(5, 8), AgeBand(9, 13), AgeBand(14, None))


def opened_since(band: AgeBand, at: datetime) -> datetime | None:
    """The instant from which on a case was opened that is no older than the band at ``at``; None: however old."""
    if band.to_weeks is None:
        return None
    return _midnight(local_date(at) - _WEEK * (band.to_weeks + 1) + timedelta(days=1))


def weeks_up_to(at: datetime, weeks: int) -> Sequence[IsoWeek]:
    """So many ISO weeks, the one that ``at`` lies in last."""
    monday = IsoWeek.of(local_date(at)).monday
    return [IsoWeek.of(monday - _WEEK * back) for back in reversed(range(weeks))]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COPENHAGEN)

"""Coming of age: from that day the young person alone is told and alone consents, and custody has ended.

Source: forældreansvarsloven § 1 (custody is over children under 18); Fredericia, "+18 år", which names a
way of working for young people over 18 and does not describe it.
"""

from datetime import date, datetime, time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from workflows.calendar import COPENHAGEN, age_on


class AdultTrack(BaseModel):
    """What the municipality calls its work with those who have come of age, and which functions are to hear of it.

    ``tell`` are functions in Danish, never names. Nobody is told by the service: whoever has the case asks the
    young person, or has another ground.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=60)
    tell: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = ()


def came_of_age_at(birth_date: date, adult_from: int) -> datetime:
    """The instant at which the birthday begins in Copenhagen; of 29 February it is 1 March in other years."""
    try:
        day = birth_date.replace(year=birth_date.year + adult_from)
    except ValueError:  # 29 February
        day = date(birth_date.year + adult_from, 3, 1)
    return datetime.combine(day, time(), COPENHAGEN)


def comes_of_age(birth_date: date, opened_on: date, today: date, adult_from: int) -> bool:
    """Whether it happened while the case was open: it was a child's on the day it was opened, and is no longer."""
    return age_on(birth_date, max(opened_on, birth_date)) < adult_from <= age_on(birth_date, max(today, birth_date))

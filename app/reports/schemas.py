"""The figures as they are answered."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.fields import View
from workflows.casework import State, Track
from workflows.incidents import IncidentRole


class Count(View):
    """How many; ``count`` is null, and ``suppressed`` true, where so few would be known by it."""

    count: Annotated[int | None, Field(ge=0)]
    suppressed: bool


class Days(View):
    """Calendar days; null where nobody is counted, and where so few that ``suppressed`` is true."""

    days: Annotated[float | None, Field(ge=0)]
    suppressed: bool


class OfTrack(View):
    """``track`` null: what awaits the handover meeting."""

    track: Track | None
    title: str
    cases: Count


class OfAge(View):
    """Open cases by whole weeks since they were opened, both included; ``to_weeks`` null is open-ended."""

    from_weeks: int
    to_weeks: int | None
    title: str
    tracks: list[OfTrack]
    cases: Count
    overdue: Count


class OpenCases(View):
    ages: list[OfAge]
    tracks: list[OfTrack]
    cases: Count
    overdue: Count


class OfRole(View):
    role: IncidentRole
    title: str
    entries: Count


class ListWeek(View):
    """Of one week's lists: entries that stand, by the role that the police gave."""

    week: str
    title: str
    roles: list[OfRole]
    entries: Count


class TellingWeek(View):
    """Of one week's lists: children, and how long it took until the first of the family was told.

    ``not_told``: somebody is still to be told, or it is not decided who tells. Whom nobody is to tell is in neither.
    """

    week: str
    title: str
    told: Count
    not_told: Count
    median: Days
    p90: Annotated[Days, Field(description="Ni ud af ti fik besked inden så mange dage")]


class OfStep(View):
    level: int
    title: str
    cases: Count


class StepFigures(View):
    """Open cases on the coordinator's track by the step that holds, on today's scale."""

    scale_version: str
    notice: Annotated[str, Field(description="Hvis skalaen er leverandørens, står det her")]
    steps: list[OfStep]
    on_another_scale: Count
    not_placed: Count


class OfState(View):
    state: State
    title: str
    track: Track | None
    cases: Count


class FiguresView(View):
    """``tracks`` are those that are counted. ``small_counts_hidden``: of those who may not see the cases themselves."""

    at: datetime
    tracks: list[Track | None]
    small_counts_hidden: bool
    open_cases: OpenCases
    lists: list[ListWeek]
    telling: list[TellingWeek]
    steps: Annotated[StepFigures | None, Field(description="null for den, der ikke ser trin")]
    states: list[OfState]

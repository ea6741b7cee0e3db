"""Figures made up for drawing: no database, and every kind of number in them."""

from app.cases.texts import STATES, said_in
from app.reports import texts
from app.reports.schemas import (
    Count,
    Days,
    FiguresView,
    ListWeek,
    OfAge,
    OfRole,
    OfState,
    OfStep,
    OfTrack,
    OpenCases,
    StepFigures,
    TellingWeek,
)
from tests.caller import instant
from workflows.casework import OPEN_STATES, State, Track, track_of
from workflows.figures import AGE_BANDS, weeks_up_to
from workflows.incidents import LIST_ROLES
from workflows.profile import profile_for

AT = instant("2027-01-20T09:00:00+01:00")
TRACKS = (None, Track.COORDINATOR, Track.AUTHORITY)
TITLES = {None: "Afventer mødet", Track.COORDINATOR: "Hos SSP-tovholder", Track.AUTHORITY: "Hos myndigheden"}


def count(number: int | None) -> Count:
    """None: hidden."""
    return Count(count=number, suppressed=number is None)


def days(number: float | None, *, suppressed: bool = False) -> Days:
    return Days(days=number, suppressed=suppressed)


def invented(number: int | None = 7, *, title: str = "Hos SSP-tovholder") -> FiguresView:
    """Every count is ``number``; ``title`` is what the coordinator's track is called."""
    titles = TITLES | {Track.COORDINATOR: title}
    tracks = [OfTrack(track=one, title=titles[one], cases=count(number)) for one in TRACKS]
    late = None if number is None else number // 2
    weeks, longer = weeks_up_to(AT, 12), weeks_up_to(AT, 26)
    return FiguresView(
        at=AT, tracks=list(TRACKS), small_counts_hidden=number is None,
        open_cases=OpenCases(
            ages=[
                OfAge(
                    from_weeks=band.from_weeks, to_weeks=band.to_weeks, title=texts.band(band), tracks=tracks,
                    cases=count(number), overdue=count(late),
                )
                for band in AGE_BANDS
            ],
            tracks=tracks, cases=count(number), overdue=count(late),
        ),
        lists=[
            ListWeek(
                week=str(week), title=texts.week(week), entries=count(number),
                roles=[OfRole(role=role, title=texts.ROLES[role], entries=count(number)) for role in LIST_ROLES],
            )
            for week in weeks
        ],
        telling=[
            TellingWeek(
                week=str(week), title=texts.week(week), told=count(number), not_told=count(number),
                median=days(2.5 if number else None, suppressed=number is None),
                p90=days(8.0 if number else None, suppressed=number is None),
            )
            for week in longer
        ],
        steps=StepFigures(
            scale_version="egen-1", notice="", steps=[
                OfStep(level=step.level, title=step.title, cases=count(number))
                for step in profile_for("607").steps.steps
            ],
            on_another_scale=count(number), not_placed=count(number),
        ),
        states=[
            OfState(
                state=state, title=said_in(STATES[state], profile_for("607")), track=track_of(state),
                cases=count(number),
            )
            for state in State
            if state in OPEN_STATES
        ],
    )  # fmt: skip

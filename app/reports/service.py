"""Reading the figures: whose cases are counted, and putting what was counted together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from app.access.policy import Action, Resource, decide
from app.access.service import require
from app.audit import service as audit
from app.caller import Caller
from app.cases.texts import STATES, said_in
from app.reports import counting, hiding, texts
from app.reports.counting import Placed, Telling
from app.reports.hiding import CASES, ENTRIES, NOT_PLACED, NOT_TOLD, ON_ANOTHER_SCALE, OVERDUE, TOLD, Counts, Key
from app.reports.schemas import (
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
from workflows.calendar import IsoWeek
from workflows.casework import State, Track, track_of
from workflows.figures import AGE_BANDS, WEEKS_OF_LISTS, WEEKS_OF_TELLING, AgeBand, weeks_up_to
from workflows.incidents import LIST_ROLES, IncidentRole
from workflows.profile import Profile, profile_for
from workflows.roles import AccessPurpose
from workflows.steps import Scale

_TRACKS = (None, Track.COORDINATOR, Track.AUTHORITY)


def read_figures(session: Session, *, by: Caller) -> FiguresView:
    """Of the cases that the caller may see, as they are; for statistics, of all, without the counts that are small."""
    why = require(by, Action.READ_FIGURES)
    whole = why.purpose is AccessPurpose.STATISTICS
    profile = profile_for(by.municipality_code)
    tracks = [track for track in _TRACKS if whole or _may_see(track, by)]
    steps = _steps(counting.placed(session, whole=whole, by=by), profile.steps) if Track.COORDINATOR in tracks else {}
    cases = hiding.of_cases(counting.open_cases(session, whole=whole, by=by), steps, tracks, hide=whole)
    of_lists, of_telling = weeks_up_to(by.at, WEEKS_OF_LISTS), weeks_up_to(by.at, WEEKS_OF_TELLING)
    entries = counting.entries(session, of_lists, whole=whole, by=by)
    told = counting.telling(session, of_telling, whole=whole, by=by)
    audit.record(session, "figures.read", by=by, why=why, subjects=[None], fields=["figures"])
    return FiguresView(
        at=by.at,
        tracks=tracks,
        small_counts_hidden=whole,
        open_cases=OpenCases(
            ages=[_of_age(band, cases, tracks, profile) for band in AGE_BANDS],
            tracks=[
                OfTrack(track=track, title=said_in(texts.TRACKS[track], profile), cases=cases[(track,)])
                for track in tracks
            ],
            cases=cases[CASES],
            overdue=cases[OVERDUE],
        ),
        lists=[_of_week(week, {role: entries[week, role] for role in LIST_ROLES}, hide=whole) for week in of_lists],
        telling=[_of_telling(week, told.get(week, Telling()), hide=whole) for week in of_telling],
        steps=_of_steps(cases, profile.steps) if steps else None,
        states=[_of_state(state, cases, profile) for state in hiding.states_of(tracks)],
    )


def _may_see(track: Track | None, by: Caller) -> bool:
    """Whether the role may read the cases there; for which of its purposes is asked when one is read."""
    of_track = Resource(by.municipality_code, is_case=True, track=track)
    return decide(replace(by, purpose=None), Action.READ_CASE, of_track).allowed


def _steps(placed: Mapping[Placed, int], scale: Scale) -> dict[Key, int]:
    """Every step of the scale, and the cases that are on none of them."""
    numbers: dict[Key, int] = {(step.level,): 0 for step in scale.steps} | {ON_ANOTHER_SCALE: 0, NOT_PLACED: 0}
    for where, count in placed.items():
        if where.level is None:
            numbers[NOT_PLACED] += count
        elif where.scale_version == scale.version and (where.level,) in numbers:
            numbers[where.level,] += count
        else:
            numbers[ON_ANOTHER_SCALE] += count
    return numbers


def _of_age(band: AgeBand, cases: Counts, tracks: Sequence[Track | None], profile: Profile) -> OfAge:
    return OfAge(
        from_weeks=band.from_weeks,
        to_weeks=band.to_weeks,
        title=texts.band(band),
        tracks=[
            OfTrack(track=track, title=said_in(texts.TRACKS[track], profile), cases=cases[band, track])
            for track in tracks
        ],
        cases=cases[(band,)],
        overdue=cases[band, *OVERDUE],
    )


def _of_week(week: IsoWeek, found: Mapping[IncidentRole, int], *, hide: bool) -> ListWeek:
    entries = hiding.of_week(found, hide=hide)
    return ListWeek(
        week=str(week),
        title=texts.week(week),
        roles=[OfRole(role=role, title=texts.ROLES[role], entries=entries[(role,)]) for role in LIST_ROLES],
        entries=entries[ENTRIES],
    )


def _of_telling(week: IsoWeek, one: Telling, *, hide: bool) -> TellingWeek:
    children = hiding.of_telling(one, hide=hide)
    return TellingWeek(
        week=str(week),
        title=texts.week(week),
        told=children[TOLD],
        not_told=children[NOT_TOLD],
        median=hiding.of_days(one.median, one.told, hide=hide),
        p90=hiding.of_days(one.p90, one.told, hide=hide),
    )


def _of_steps(cases: Counts, scale: Scale) -> StepFigures:
    return StepFigures(
        scale_version=scale.version,
        notice=scale.notice,
        steps=[OfStep(level=step.level, title=step.title, cases=cases[(step.level,)]) for step in scale.steps],
        on_another_scale=cases[ON_ANOTHER_SCALE],
        not_placed=cases[NOT_PLACED],
    )


def _of_state(state: State, cases: Counts, profile: Profile) -> OfState:
    return OfState(state=state, title=said_in(STATES[state], profile), track=track_of(state), cases=cases[(state,)])

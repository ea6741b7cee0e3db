"""The figures as numbers that belong together: which make up which, and what of them may be shown."""

from collections.abc import Iterable, Mapping, Sequence

from app.reports.counting import OpenCase, Telling
from app.reports.schemas import Count, Days
from workflows.casework import OPEN_STATES, State, Track, track_of
from workflows.figures import AGE_BANDS
from workflows.incidents import LIST_ROLES, IncidentRole
from workflows.small_cells import Sum, hidden, may_be_summed_up

Key = tuple[object, ...]
"""What a number is of: each value that it is counted by."""

CASES: Key = ("cases",)
OVERDUE: Key = ("overdue",)
ENTRIES: Key = ("entries",)
TOLD: Key = ("told",)
NOT_TOLD: Key = ("not told",)
NOT_PLACED: Key = ("not placed",)
ON_ANOTHER_SCALE: Key = ("on another scale",)
_ON_TIME: Key = ("on time",)
"""Never shown, but whoever sees the rest can subtract."""
_LATE_OR_NOT = (OVERDUE, _ON_TIME)


class Counts:
    """Numbers by what they are of, each as it may be shown: with ``hide``, not those that are too small."""

    def __init__(self, numbers: Mapping[Key, int], sums: Sequence[Sum[Key]] = (), *, hide: bool) -> None:
        self._numbers = numbers
        self._hidden = hidden(numbers, sums) if hide else frozenset[Key]()

    def __getitem__(self, key: Key) -> Count:
        suppressed = key in self._hidden
        return Count(count=None if suppressed else self._numbers[key], suppressed=suppressed)


def of_cases(
    found: Mapping[OpenCase, int], steps: Mapping[Key, int], tracks: Sequence[Track | None], *, hide: bool
) -> Counts:
    """The same cases by age, by track, by state and by step, held together: none gives another's away."""
    keys: list[Key] = [
        CASES,
        *_LATE_OR_NOT,
        *((state,) for state in states_of(tracks)),
        *((track,) for track in tracks),
    ]
    for band in AGE_BANDS:
        keys += [(band,), *((band, track) for track in tracks), *((band, *one) for one in _LATE_OR_NOT)]
    numbers = dict.fromkeys(keys, 0) | dict(steps)
    for one, count in found.items():
        late, track = OVERDUE if one.overdue else _ON_TIME, track_of(one.state)
        for key in (CASES, late, (one.state,), (track,), (one.band,), (one.band, track), (one.band, *late)):
            numbers[key] += count
    return Counts(numbers, _sums(steps, tracks), hide=hide)


def of_week(found: Mapping[IncidentRole, int], *, hide: bool) -> Counts:
    """Entries of one week's lists, by role and in all."""
    numbers: dict[Key, int] = {(role,): found.get(role, 0) for role in LIST_ROLES}
    whole = Sum(ENTRIES, tuple(numbers))
    return Counts(numbers | {ENTRIES: sum(numbers.values())}, [whole], hide=hide)


def of_telling(one: Telling, *, hide: bool) -> Counts:
    return Counts({TOLD: one.told, NOT_TOLD: one.not_told}, hide=hide)


def of_days(days: float | None, among: int, *, hide: bool) -> Days:
    """A measure of ``among`` children."""
    suppressed = hide and among > 0 and not may_be_summed_up(among)
    return Days(days=None if suppressed or days is None else round(days, 1), suppressed=suppressed)


def states_of(tracks: Sequence[Track | None]) -> list[State]:
    """The states of open cases there, in the order of the process."""
    return [state for state in State if state in OPEN_STATES and track_of(state) in tracks]


def _sums(steps: Iterable[Key], tracks: Sequence[Track | None]) -> list[Sum[Key]]:
    def made_of(total: Key, parts: Iterable[Key]) -> Sum[Key]:
        return Sum(total, tuple(parts))

    return [
        made_of(CASES, ((band,) for band in AGE_BANDS)),
        made_of(CASES, ((track,) for track in tracks)),
        made_of(CASES, _LATE_OR_NOT),
        *(made_of((band,), ((band, track) for track in tracks)) for band in AGE_BANDS),
        *(made_of((band,), ((band, *one) for one in _LATE_OR_NOT)) for band in AGE_BANDS),
        *(made_of(one, ((band, *one) for band in AGE_BANDS)) for one in _LATE_OR_NOT),
        *(made_of((track,), ((band, track) for band in AGE_BANDS)) for track in tracks),
        *(made_of((track,), ((state,) for state in states_of([track]))) for track in tracks),
        *([made_of((Track.COORDINATOR,), found)] if (found := tuple(steps)) else []),
    ]

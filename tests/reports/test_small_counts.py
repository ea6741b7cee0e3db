"""Whoever does statistics sees the whole municipality, and nobody in it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.reports import hiding
from app.reports.counting import OpenCase
from app.reports.hiding import CASES, NOT_PLACED, ON_ANOTHER_SCALE, OVERDUE, Key
from tests.caller import Service, instant
from tests.cases.stations import at, cpr_number
from tests.handover import Team, entries_of, give
from tests.lists.weeks import police, received, row, send, weekly
from tests.reports.reading import HIDDEN, ages, figures, lists, shown, states, steps, telling
from tests.reports.test_telling import NOW, tell_first
from workflows.casework import OPEN_STATES, State, Track, track_of
from workflows.figures import AGE_BANDS
from workflows.roles import Role

TRACKS = (None, Track.COORDINATOR, Track.AUTHORITY)


def children(role: str, many: int, first: int) -> list[str]:
    return [
        row(f"3700-71273-{number:05}-26", cpr_number("2012-03-01", number), f"Barn{chr(65 + number)} Opdigtet", role)
        for number in range(first, first + many)
    ]


def a_town(service: Service) -> Team:
    """Sixteen children on one list: 6 go to the coordinator, 7 to the team leader, and 3 await the meeting."""
    rows = [*children("Antruffet", 8, 0), *children("Forurettet", 6, 8), *children("Mistænkt", 2, 14)]
    received(send(police(service, instant("2026-11-16T09:00:00+01:00")), weekly(*rows), week="2026-W47"))
    them = at(service, "2026-11-17T09:00:00+01:00")
    for number, entry in enumerate(entries_of(them.coordinator)):
        if number < 13:
            give(them.coordinator, entry, "to_coordinator" if number < 6 else "to_team_leader")
    return at(service, NOW)


def test_a_count_of_few_is_hidden_with_what_would_give_it_away_and_totals_stay(service: Service) -> None:
    a_town(service)
    read = figures(service.as_(Role.MANAGER))
    assert read["small_counts_hidden"] is True
    assert lists(read) == {"2026-W47": {"encountered": 8, "victim": HIDDEN, "suspected": HIDDEN, "all": 16}}
    # Three await the meeting: so the six of the coordinator go with them, and sixteen less seven are nine.
    assert shown(read["open_cases"]["cases"]) == 16
    assert [shown(one["cases"]) for one in read["open_cases"]["tracks"]] == [HIDDEN, HIDDEN, 7]
    assert ages(read) == {"0–1 uger": {None: HIDDEN, "coordinator": HIDDEN, "authority": 7, "late": 16}}
    assert states(read) == {"received": HIDDEN, "with_coordinator": HIDDEN, "with_team_leader": 7}
    assert steps(read) == {"not_placed": HIDDEN}


def test_those_who_may_see_the_cases_see_the_counts_as_they_are(service: Service) -> None:
    them = a_town(service)
    read = figures(them.coordinator)
    assert read["small_counts_hidden"] is False
    assert states(read) == {"received": 3, "with_coordinator": 6}
    assert lists(read)["2026-W47"]["all"] == 9
    assert telling(read) == {"2026-W47": (0, 9, None, None)}


def test_a_median_rests_on_five_children_at_least(service: Service) -> None:
    them = a_town(service)
    cases = [one["id"] for one in them.coordinator.get("/v1/cases", state="with_coordinator").json()["items"]]
    for case_id in cases[:4]:
        tell_first(them, case_id, "2026-11-18T09:00:00+01:00")
    manager = service.as_(Role.MANAGER)
    assert telling(figures(manager)) == {"2026-W47": (HIDDEN, 12, HIDDEN, HIDDEN)}
    assert telling(figures(them.coordinator)) == {"2026-W47": (4, 5, 2.0, 2.0)}
    tell_first(them, cases[4], "2026-11-20T09:00:00+01:00")
    assert telling(figures(manager)) == {"2026-W47": (5, 11, 2.0, 3.2)}


def test_no_answer_has_anybodys_name_or_id(service: Service) -> None:
    them = a_town(service)
    person = them.coordinator.get("/v1/cases").json()["items"][0]
    for caller in (them.coordinator, them.team_leader, service.as_(Role.MANAGER)):
        text = caller.get("/v1/figures").text
        assert all(word not in text for word in ("Opdigtet", "Barn", person["id"], "3700-"))


CASES_DRAWN = st.dictionaries(
    st.builds(OpenCase, st.sampled_from(sorted(OPEN_STATES)), st.sampled_from(AGE_BANDS[:3]), st.booleans()),
    st.integers(1, 12),
    max_size=12,
)


@given(CASES_DRAWN, st.data())
def test_no_line_of_the_figures_has_a_single_hidden_count(found: dict[OpenCase, int], data: st.DataObject) -> None:
    here = sum(count for one, count in found.items() if track_of(one.state) is Track.COORDINATOR)
    placed = data.draw(st.integers(0, here))
    steps_of: dict[Key, int] = {(1,): placed, ON_ANOTHER_SCALE: 0, NOT_PLACED: here - placed}
    counts = hiding.of_cases(Counter(found), steps_of, TRACKS, hide=True)
    for total, parts in lines(steps_of):
        gone = [part for part in parts if counts[part].suppressed]
        if not counts[total].suppressed:
            assert len(gone) != 1, (total, parts)
            assert counts[total].count == sum(counts[part].count or 0 for part in parts) or gone
    pairs: list[tuple[Key, Key]] = [(CASES, OVERDUE), *(((band,), (band, *OVERDUE)) for band in AGE_BANDS)]
    for whole, late in pairs:  # all less the late ones are those in time
        if not counts[whole].suppressed and not counts[late].suppressed:
            in_time = (counts[whole].count or 0) - (counts[late].count or 0)
            assert in_time == 0 or in_time >= 5, whole


def lines(steps_of: dict[Key, int]) -> list[tuple[Key, list[Key]]]:
    """What a reader can add up, written down by hand."""
    made: list[tuple[Key, list[Key]]] = [
        (CASES, [(band,) for band in AGE_BANDS]),
        (CASES, [(track,) for track in TRACKS]),
        (OVERDUE, [(band, *OVERDUE) for band in AGE_BANDS]),
        ((Track.COORDINATOR,), list(steps_of)),
    ]
    made += [((band,), [(band, track) for track in TRACKS]) for band in AGE_BANDS]
    for track in TRACKS:
        made.append(((track,), [(band, track) for band in AGE_BANDS]))
        made.append(((track,), [(state,) for state in State if state in OPEN_STATES and track_of(state) is track]))
    return made

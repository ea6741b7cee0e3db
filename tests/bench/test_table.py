"""The table of figures says what was measured, and which goals were missed."""

from dataclasses import replace

from bench.__main__ import written
from bench.figures import Figure, Measured, joined, read, table
from bench.writing import PAGE

RATE = Figure("P1", "a list", 0.6, 0.5, "9,000 rows/s", "COPY: 15,000 rows/s")
PACE = Figure("P5", "a page", 1.4, 1.5, "7 ms", "5 ms", at_most=True)


def test_a_goal_is_met_on_its_own_side_of_the_bar() -> None:
    assert [one.is_met for one in (RATE, replace(RATE, figure=0.49))] == [True, False]
    assert [one.is_met for one in (PACE, replace(PACE, figure=1.51))] == [True, False]
    lines = table([RATE.cells, replace(PACE, figure=1.51).cells]).splitlines()
    assert lines[2].endswith("at least 0.5  met")
    assert lines[3].endswith("at most 1.5   MISSED")


def test_a_later_run_takes_the_place_of_the_same_figure_and_of_no_other() -> None:
    older = [Measured(one, "2026-11-26 22:00 UTC", 1.0) for one in (PACE, RATE)]
    again = Measured(replace(RATE, figure=0.7), "2026-11-27 08:00 UTC", 0.2)
    assert joined(older, [again]) == [again, older[0]]


def test_the_page_of_figures_is_written_from_the_figures_that_are_kept() -> None:
    kept = read()
    assert kept
    assert PAGE.read_text() == written(kept), "python -m bench --write"

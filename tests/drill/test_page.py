"""The page of the drills says what they found, of each promise something, and what was missed."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.drill.figures import BARS, Figure, Found, joined, machine_kept, read
from tests.drill.page import PAGE, page
from tests.running.process import ROOT

KILLS = Found(
    "tests/drill/test_kill.py::test_a", Figure("1", "kills", 200, at_least=200), "2026-11-27 01:00 UTC", 900.0
)
LOST = replace(KILLS, figure=Figure("1", "lists lost", 0, at_most=0))
WAITS = replace(KILLS, drill="tests/drill/test_cut.py::test_b", figure=Figure("2", "s at most", 4.2, at_most=5))


@pytest.mark.parametrize(
    ("figure", "against", "met"),
    [
        (KILLS.figure, "at least 200", "met"),
        (replace(KILLS.figure, figure=199), "at least 200", "MISSED"),
        (replace(LOST.figure, figure=1), "at most 0", "MISSED"),
        (replace(LOST.figure, at_least=0), "0", "met"),
        (replace(WAITS.figure, at_most=None), "-", ""),
    ],
)
def test_a_figure_is_met_on_its_own_side_of_the_bar(figure: Figure, against: str, met: str) -> None:
    assert figure.cells[3:] == (against, met)


def test_a_drill_that_ran_again_tells_anew_and_the_others_as_they_did() -> None:
    again = replace(KILLS, figure=replace(KILLS.figure, figure=300), at="2026-11-28 01:00 UTC")
    assert joined([KILLS, LOST, WAITS], [again], {KILLS.drill}) == [again, WAITS]
    assert joined([KILLS, LOST, WAITS], [], {KILLS.drill}) == [WAITS], "of one that failed nothing is said"


def test_what_is_tried_for_many_things_is_told_once() -> None:
    tried = replace(KILLS, figure=Figure("10", "requests", 40, over="sum"), seconds=1.0)
    longest = replace(tried, figure=Figure("10", "s for one", 0.4, over="most"))
    more = [replace(one, figure=replace(one.figure, figure=3), seconds=2.0) for one in (tried, longest)]
    found = joined([], [tried, longest, *more], {tried.drill})
    assert [(one.figure.what, one.figure.figure, one.seconds) for one in found] == [
        ("requests", 43, 2),
        ("s for one", 3, 2),
    ]


_TWO_DRILLS = """
import pytest

@pytest.mark.parametrize("times", [150, {kills}])
def test_kills(tell, times):
    tell("1", "kills", times, at_least=200, over="sum")

def test_cuts(tell):
    tell("2", "cuts", 7)
"""


def test_a_run_on_two_processes_leaves_its_figures_and_fails_for_one_that_is_missed(tmp_path: Path) -> None:
    told = _run(tmp_path, "-n", "2", kills=50)
    assert told.returncode == 0, told.stdout
    assert [(one.figure.what, one.figure.figure) for one in _kept(tmp_path)] == [("kills", 200), ("cuts", 7)]
    assert (tmp_path / PAGE).read_text().count("**met**") == 1
    assert "at least 200  met" in told.stdout
    missed = _run(tmp_path, "-k", "kills", kills=1)
    assert (missed.returncode, "at least 200  MISSED" in missed.stdout) == (1, True), missed.stdout
    assert [(one.figure.what, one.figure.figure) for one in _kept(tmp_path)] == [("kills", 151), ("cuts", 7)]


def _run(folder: Path, *how: str, kills: int) -> "subprocess.CompletedProcess[str]":
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]")
    (folder / "test_two.py").write_text(f'"""Two."""\n{_TWO_DRILLS.format(kills=kills)}')
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.drill.reporting", *how], cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "SSP_DRILL": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def _kept(folder: Path) -> list[Found]:
    return read(folder / "docs/performance/drills.json")


def test_the_page_is_written_from_the_figures_that_are_kept() -> None:
    kept = read()
    assert kept
    assert PAGE.read_text() == page(kept, machine_kept()), "python -m tests.drill.page"


def test_of_each_promise_that_has_a_long_form_something_is_told_by_what_make_drill_runs() -> None:
    (run,) = re.findall(r"^drill:.*\n\t(.*pytest.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    paths = [ROOT / path for path in re.findall(r"tests/\S+", run)]
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*.py"))]
    told = {bar for file in files for bar in re.findall(r'\btell\(\s*"(\w+)"', file.read_text())}
    assert told == set(BARS)

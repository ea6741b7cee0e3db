"""What the papers on security name is there: tests, requirements, other papers."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.running.process import ROOT

DOCS = ROOT / "docs"
SECURITY, SHEET = DOCS / "security.md", DOCS / "asvs.md"
_TEST = re.compile(r"`(tests/[\w/.]+)`")
_ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+)(?:–(\d+\.\d+\.\d+))? \| ([123])(?:–([123]))? \| (\S+) \| (.+) \| (.+) \|$", re.M
)
STATES = {"yes", "operator", "provider", "n/a", "gap"}


def requirements() -> dict[str, int]:
    """Every requirement of ASVS 5.0.0, with its level."""
    lines = (Path(__file__).parent / "asvs-5.0.0.txt").read_text(encoding="utf-8").splitlines()
    return {number: int(level) for number, level in (line.split() for line in lines)}


def stated() -> list[tuple[str, str, str, str]]:
    """Requirement, state, how, and what shows it; one for each, of a range too."""
    found = []
    for first, last, _, _, state, how, shown in _ROW.findall(SHEET.read_text(encoding="utf-8")):
        section, begin = first.rsplit(".", 1)
        end = last.rsplit(".", 1)[1] if last else begin
        found += [(f"{section}.{n}", state, how, shown) for n in range(int(begin), int(end) + 1)]
    return found


@pytest.mark.parametrize("paper", [SECURITY, SHEET], ids=lambda one: one.name)
def test_every_test_that_is_named_exists(paper: Path) -> None:
    named = set(_TEST.findall(paper.read_text(encoding="utf-8")))
    assert len(named) > 30
    assert {name for name in named if not (ROOT / name).is_file()} == set()
    assert {name for name in named if "\ndef test_" not in (ROOT / name).read_text(encoding="utf-8")} == set()


def test_every_threat_has_a_test_that_shows_what_stands_in_its_way() -> None:
    threats = SECURITY.read_text(encoding="utf-8").split("## Who might try what")[1].split("\n## ")[0]
    rows = [line for line in threats.splitlines() if line.startswith("|")][2:]
    assert len(rows) > 20
    assert [row for row in rows if not _TEST.search(row)] == []


def test_every_requirement_stands_on_the_sheet_once() -> None:
    assert Counter(number for number, *_ in stated()) == Counter(requirements().keys())


def test_the_level_of_each_is_the_standards() -> None:
    for first, last, low, high, *_ in _ROW.findall(SHEET.read_text(encoding="utf-8")):
        section, begin = first.rsplit(".", 1)
        end = last.rsplit(".", 1)[1] if last else begin
        levels = {requirements()[f"{section}.{n}"] for n in range(int(begin), int(end) + 1)}
        assert (min(levels), max(levels)) == (int(low), int(high or low)), first


def test_the_sums_at_the_top_are_those_of_the_rows() -> None:
    assert {state for _, state, *_ in stated()} == STATES
    counted = Counter((requirements()[number], state) for number, state, *_ in stated())
    of_level = Counter(requirements().values())
    text = SHEET.read_text(encoding="utf-8")
    for level in (1, 2, 3):
        sums = [of_level[level], *(counted[level, state] for state in ("yes", "operator", "provider", "n/a", "gap"))]
        assert f"| {level} | {' | '.join(map(str, sums))} |" in text


def test_every_gap_of_the_first_two_levels_is_said_among_what_is_missing() -> None:
    missing = SECURITY.read_text(encoding="utf-8").split("## What is missing")[1]
    gaps = {number for number, state, *_ in stated() if state == "gap" and requirements()[number] < 3}
    assert {number for number in gaps if not re.search(rf"\b{re.escape(number)}\b", missing)} == set()


@pytest.mark.parametrize("paper", sorted(DOCS.glob("*.md")), ids=lambda one: one.name)
def test_a_link_leads_somewhere(paper: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", paper.read_text(encoding="utf-8")):
        assert (paper.parent / link).exists(), link

"""The drawings: whole in a strict page, said in Danish, and to be read without colour."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from app.reports import drawing
from app.reports.canvas import DARK, LIGHT, WARM
from app.reports.schemas import FiguresView
from tests.reports.invented import count, days, invented

SVG = "{http://www.w3.org/2000/svg}"
Draw = Callable[[FiguresView], str | None]
DRAWINGS: list[Draw] = [
    drawing.open_cases_by_age, drawing.lists_by_role, drawing.days_to_telling, drawing.cases_by_step,
    drawing.cases_by_state,
]  # fmt: skip
DRAWN_WITH = {"svg", "g", "path", "text", "line", "rect", "title"}


def drawn(draw: Draw, read: FiguresView) -> Any:
    text = draw(read)
    assert text is not None
    return fromstring(text)


def words(root: Any) -> list[str]:
    return [one.text for one in root.iter(f"{SVG}text") if one.text]


@pytest.mark.parametrize("number", [7, 0, None], ids=["many", "nobody", "hidden"])
@pytest.mark.parametrize("draw", DRAWINGS, ids=lambda draw: draw.__name__)
def test_a_drawing_holds_nothing_that_a_strict_page_would_refuse_or_fetch(draw: Draw, number: int | None) -> None:
    root = drawn(draw, invented(number))
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in DRAWN_WITH
        for name, value in element.attrib.items():
            assert name not in ("style", "class", "id")
            assert not name.startswith("on")
            assert "href" not in name
            assert "url(" not in value
            if name == "font-family":
                assert value == "sans-serif"


@pytest.mark.parametrize("number", [7, 0, None], ids=["many", "nobody", "hidden"])
@pytest.mark.parametrize("draw", DRAWINGS, ids=lambda draw: draw.__name__)
def test_a_drawing_is_one_picture_with_a_name_and_fits_a_telephone(draw: Draw, number: int | None) -> None:
    root = drawn(draw, invented(number))
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root.get("aria-label").startswith(f"{root[0].text}. ")
    assert [one.get("role") for one in root.iter() if one is not root and one.get("role")] == []
    assert (root.get("width"), root.get("viewBox").split()[2]) == ("360", "360")
    assert all(float(one.get("font-size").removesuffix("px")) >= 11 for one in root.iter(f"{SVG}text"))


def placed(element: Any, x: float = 0.0) -> Iterator[tuple[Any, float]]:
    """Each text, and where it stands from left to right."""
    x += sum(float(found) for found in re.findall(r"translate\(([-0-9.]+)", element.get("transform", "")))
    if element.tag == f"{SVG}text":
        yield element, x + float(element.get("x", 0))
    for inner in element:
        yield from placed(inner, x)


@pytest.mark.parametrize("number", [777, 0, None], ids=["many", "nobody", "hidden"])
@pytest.mark.parametrize("draw", DRAWINGS, ids=lambda draw: draw.__name__)
def test_broad_letters_have_room_too(draw: Draw, number: int | None) -> None:
    """A letter of 0.6 em, as of DejaVu Sans and Verdana; the machine that draws may have narrower ones."""
    for text, x in placed(drawn(draw, invented(number))):
        width = len(text.text or "") * 0.6 * float(text.get("font-size").removesuffix("px"))
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
        assert left >= 0, text.text
        assert left + width <= 360, text.text


@pytest.mark.parametrize("draw", DRAWINGS, ids=lambda draw: draw.__name__)
def test_the_same_figures_are_drawn_the_same(draw: Draw) -> None:
    first = draw(invented())
    assert draw(invented(8)) != first
    assert draw(invented()) == first


def test_every_number_is_written_and_the_overdue_are_a_part_of_the_bar() -> None:
    read = invented()
    read.open_cases.ages[0].cases, read.open_cases.ages[0].overdue = count(12), count(4)
    root = drawn(drawing.open_cases_by_age, read)
    assert "12, over frist 4" in words(root)
    assert words(root).count("7") == 15, "five bands on three tracks"
    assert "7 sager i alt, 3 over fristen. 0–1 uger: 12, over frist 4;" in root.get("aria-label")
    lengths = [float(one.get("d").split("h")[1].split("v")[0]) for one in root.iter(f"{SVG}path")
               if one.get("fill") in (LIGHT, DARK) and "h" in (one.get("d") or "")]  # fmt: skip
    whole = max(lengths)
    assert any(abs(one - whole / 3) < 0.5 for one in lengths), "4 of 12"


def test_what_is_hidden_says_so_and_has_no_bar() -> None:
    read = invented(None)
    for draw in (drawing.open_cases_by_age, drawing.cases_by_step, drawing.cases_by_state):
        root = drawn(draw, read)
        assert "skjult" in words(root)
        assert [one for one in root.iter(f"{SVG}path") if one.get("fill") in (LIGHT, DARK)] == []
    assert words(drawn(drawing.lists_by_role, read)).count("*") == 48
    told = drawn(drawing.days_to_telling, read)
    assert "Uger med under fem er skjult." in words(told)
    assert any("* Skjult" in text for text in words(told))


def test_where_there_is_nobody_the_drawing_says_so() -> None:
    read = invented(0)
    assert words(drawn(drawing.open_cases_by_age, read)) == ["Ingen åbne sager."]
    assert words(drawn(drawing.lists_by_role, read)) == ["Ingen lister fra uge 45 til uge 3."]
    assert words(drawn(drawing.days_to_telling, read)) == ["Ingen at give besked fra uge 31 til uge 3."]
    assert drawing.cases_by_step(read.model_copy(update={"steps": None})) is None


def test_weeks_stand_in_the_order_of_time_over_new_year() -> None:
    numbers = [text for text in words(drawn(drawing.lists_by_role, invented(60))) if text != "60"]
    assert numbers[:12] == ["45", "46", "47", "48", "49", "50", "51", "52", "53", "1", "2", "3"]


def test_days_are_said_as_in_danish() -> None:
    read = invented()
    read.telling[-1].median, read.telling[-1].p90 = days(1.0), days(2.5)
    said = drawn(drawing.days_to_telling, read).get("aria-label")
    assert "Uge 3: halvdelen inden 1 dag, ni ud af ti inden 2,5 dage." in said
    assert "Mangler besked: uge 31 7," in said


def test_the_two_lines_are_told_apart_by_dash_and_point_too() -> None:
    root = drawn(drawing.days_to_telling, invented())
    lines = {one.get("stroke"): one.get("stroke-dasharray") for one in root.iter(f"{SVG}path")
             if one.get("stroke-width") == "2" and one.get("stroke") in (DARK, WARM)}  # fmt: skip
    assert lines == {DARK: "1,0", WARM: "5,3"}
    points = {one.get("fill"): one.get("d").count("L") for one in root.iter(f"{SVG}path") if one.get("fill") in lines}
    assert points[WARM] != points[DARK]


def luminance(colour: str) -> float:
    """As WCAG 2.1 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("draw", DRAWINGS, ids=lambda draw: draw.__name__)
def test_marks_stand_out_from_the_paper_and_letters_more(draw: Draw) -> None:
    root = drawn(draw, invented())
    for element in root.iter():
        fill, stroke = element.get("fill"), element.get("stroke")
        if element.tag == f"{SVG}text":
            assert 1.05 / (luminance(fill) + 0.05) >= 4.5
        elif fill == LIGHT:
            assert 1.05 / (luminance(stroke) + 0.05) >= 3, "its outline"
        elif fill is not None and fill.startswith("#") and element.tag == f"{SVG}path":
            assert 1.05 / (luminance(fill) + 0.05) >= 3
    assert (luminance(LIGHT) + 0.05) / (luminance(DARK) + 0.05) >= 3, "the part over the term, in grey too"


def test_what_a_municipality_calls_things_is_text_and_nothing_else() -> None:
    root = drawn(drawing.open_cases_by_age, invented(title="<script>alert(1)</script> & co"))
    assert "<script>alert(1)</script> & co" in words(root)


def test_a_service_that_draws_nothing_has_not_loaded_what_draws() -> None:
    code = "import sys, app.main, app.reports.drawing; sys.exit(bool({'altair', 'vl_convert'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

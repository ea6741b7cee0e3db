"""What somebody cannot read, reach or see whole is found, and said so that it can be mended."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import pages
from tests.browser.accessible import check
from tests.browser.pictures import WIDTHS, picture
from tests.browser.serving import listening, served
from tests.browser.windows import Windows, windows

_WINDOW = "() => [innerWidth, innerHeight, devicePixelRatio]"


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Windows]:
    socket, address = listening()
    with served(pages.made(), socket), windows(chromium, address) as made:
        yield made


@pytest.fixture
def page(opened: Windows) -> Page:
    return opened.open()


def test_a_page_with_nothing_wrong_passes(page: Page) -> None:
    page.goto("/good")
    page.set_viewport_size({"width": 700, "height": 500})
    for look in (check, lambda one: picture(one, "good")):
        look(page)
        assert page.evaluate(_WINDOW) == [700, 500, 1], "the window is left as it was"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("pale", r"at 1280 pixels: color-contrast \(serious\): .*: p: .*contrast of 1\.\d+"),
        ("pale", r"at 1280 pixels at 200 %: color-contrast"),
        ("unlabelled", r"label \(critical\): .*: input: "),
        ("skipped-heading", r"heading-order \(moderate\): .*: h4: "),
        ("wide-in-zoom", r"at 1280 pixels at 200 %: beyond the edge: p\.wide-in-zoom"),
    ],
)
def test_what_keeps_somebody_out_is_found(page: Page, name: str, fault: str) -> None:
    page.goto(f"/{name}")
    with pytest.raises(AssertionError, match=fault):
        check(page)


def test_a_page_without_javascript_is_not_taken_for_one_that_was_looked_at(opened: Windows) -> None:
    page = opened.open(javascript=False)
    page.goto("/unlabelled")
    with pytest.raises(AssertionError, match="look at a page that has it"):
        check(page)
    picture(page, "without")


def test_a_rule_that_does_not_hold_for_a_page_can_be_left_out(page: Page) -> None:
    page.goto("/skipped-heading")
    check(page, but=["heading-order"])


def test_what_hangs_out_of_the_window_is_found_at_the_widths_where_it_does(page: Page) -> None:
    page.goto("/wide")
    with pytest.raises(AssertionError, match=r"at 360 pixels: beyond the edge: p\.wide") as found:
        picture(page, "wide")
    assert "1280" not in str(found.value)
    page.goto("/wider")
    with pytest.raises(AssertionError, match=r"at 1280 pixels: beyond the edge: p#board\.wider") as found:
        picture(page, "wider")
    assert "at 1920" not in str(found.value)


def test_pictures_are_taken_where_somebody_wants_them(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.goto("/good")
    picture(page, "Min side/1")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("SSP_PICTURES", str(tmp_path))
    picture(page, "Min side/1")
    taken = {file.name: _width_of(file) for file in tmp_path.iterdir()}
    assert taken == {f"Min-side-1-{width}.png": width for width in WIDTHS}


def _width_of(png: Path) -> int:
    """It stands in the first chunk (PNG, 11.2.1)."""
    return int.from_bytes(png.read_bytes()[16:20])

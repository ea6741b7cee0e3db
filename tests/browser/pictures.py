"""How a page looks on a telephone, on a screen, and on a wide one."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page

WIDTHS = (360, 1280, 1920)
_HEIGHT = 900
_HANGING_OUT = """
() => document.documentElement.scrollWidth <= innerWidth ? [] : [
  `${document.documentElement.scrollWidth} of ${innerWidth} pixels`,
  ...[...document.querySelectorAll("body *")]
    .filter((it) => it.getBoundingClientRect().right > innerWidth + 0.5)
    .slice(0, 5)
    .map((it) => [it.tagName.toLowerCase() + (it.id && "#" + it.id), ...it.classList].join(".")),
]
"""


def picture(page: Page, name: str) -> None:
    """Raises AssertionError when something must be scrolled to the side for.

    With the setting SSP_PICTURES a picture of the whole page at each width is put into that folder.
    """
    folder = os.environ.get("SSP_PICTURES")
    own = page.viewport_size
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": _HEIGHT})
        found += [f"at {width} pixels: beyond the edge: {one}" for one in hanging_out(page)]
        if folder:
            safe = re.sub(r"[^\w.-]+", "-", name)
            page.screenshot(path=Path(folder) / f"{safe}-{width}.png", full_page=True)
    if own is not None:
        page.set_viewport_size(own)
    assert not found, f"{page.url} is wider than the window\n" + "\n".join(found)


def hanging_out(page: Page) -> list[str]:
    """How wide the page is, and the first things that reach out of the window; nothing when it fits."""
    found: list[str] = page.evaluate(_HANGING_OUT)
    return found

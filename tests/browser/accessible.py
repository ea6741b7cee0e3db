"""Whether a page can be used by everybody, as far as a machine can tell: axe-core 4.14.1, which lies in ``vendor``.

axe-core is Deque's (MPL-2.0, the licence lies beside it) and is kept as it came.
"""

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.browser.pictures import hanging_out

_AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
WINDOWS = {"1280 pixels": (1280, 1024, 1), "1280 pixels at 200 %": (640, 512, 2)}
"""Width, height, and how many pixels of the screen there are to one of the page's: what a zoom does."""
_HAS_SCRIPTS = "() => matchMedia('(scripting: enabled)').matches"
_RUN = """
async ([tags, but]) => (await axe.run(document, {
  runOnly: { type: "tag", values: tags },
  rules: Object.fromEntries(but.map((rule) => [rule, { enabled: false }])),
  resultTypes: ["violations"],
})).violations
"""


def check(page: Page, but: Collection[str] = (), *, closely_at: Collection[str] = tuple(WINDOWS)) -> None:
    """Raises AssertionError with each rule that the page breaks, where, and how to mend it.

    The page must have been opened with JavaScript, or axe-core would never answer.
    ``but`` names rules of axe-core that do not hold for this page; whoever leaves one out says why.
    ``closely_at``: the windows in which axe-core looks; whether the page fits is asked in each.
    """
    assert page.evaluate(_HAS_SCRIPTS), "without JavaScript axe-core never answers: look at a page that has it"
    own = page.viewport_size
    cdp = page.context.new_cdp_session(page)
    page.evaluate(_source())
    found: list[str] = []
    try:
        for window, (width, height, scale) in WINDOWS.items():
            _show(cdp, width, height, scale)
            for fault in page.evaluate(_RUN, [list(_RULES), list(but)]) if window in closely_at else ():
                found += [f"at {window}: {line}" for line in _lines(fault)]
            found += [f"at {window}: beyond the edge: {one}" for one in hanging_out(page)]
    finally:
        cdp.detach()
        if own is not None:  # once more, and another first: what Playwright believes to be so already it does not set
            page.set_viewport_size({**own, "width": own["width"] + 1})
            page.set_viewport_size(own)
    assert not found, f"{page.url} is not accessible\n" + "\n".join(found)


def _show(cdp: CDPSession, width: int, height: int, scale: int) -> None:
    screen = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    cdp.send("Emulation.setDeviceMetricsOverride", screen)


def _lines(fault: Any) -> list[str]:
    """One for each place of the page."""
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {_place(node['target'])}: "
        + " ".join(node["failureSummary"].split())
        for node in fault["nodes"]
    ]


def _place(target: list[Any]) -> str:
    return " > ".join(" ".join(one) if isinstance(one, list) else one for one in target)


@cache
def _source() -> str:
    return _AXE.read_text(encoding="utf-8")

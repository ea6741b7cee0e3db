"""From a chart to an SVG that a strict page may hold: no style, no script, nothing from elsewhere, and said in Danish.

The libraries that draw are loaded with the first drawing: they take most of a second, and 75 MB and more
that a process which draws nothing need not have.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any
from xml.etree.ElementTree import Element, register_namespace, tostring

from defusedxml.ElementTree import fromstring

WIDTH = 360
"""Pixels, of every drawing: a telephone's."""
INK = "#1f2933"
"""Text. Against white 14:1, the bars 8:1 and the light parts' outline as the bars."""
DARK = "#1b4f8a"
LIGHT = "#c9d9ec"
WARM = "#a34700"
"""6:1 against white; told from DARK by dash and point, not by colour alone."""
GREY = "#5f6b76"

_SVG = "http://www.w3.org/2000/svg"
_KEPT = frozenset(
    (
        "width", "height", "viewBox", "x", "x1", "x2", "y", "y1", "y2", "dx", "dy", "d", "r", "cx", "cy", "points",
        "transform", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
        "stroke-miterlimit", "stroke-linecap", "stroke-linejoin", "opacity", "text-anchor", "font-family",
        "font-size", "font-weight", "font-style", "display",
    )
)  # fmt: skip
"""What an element is drawn with. Everything else that the library writes is for a page of its own."""
_CONFIG: Mapping[str, Any] = {
    "aria": False,
    "background": "white",
    "font": "sans-serif",
    "padding": 4,
    "view": {"stroke": None},
    "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12,
             "titleFontWeight": "normal", "domainColor": GREY, "tickColor": GREY,
             "gridColor": "#d8dee4", "labelFont": "sans-serif"},
    "title": {"color": INK, "fontSize": 13, "anchor": "start", "offset": 4, "subtitleColor": INK,
              "subtitleFontSize": 12},
    "text": {"color": INK, "fontSize": 12, "font": "sans-serif"},
    "legend": {"labelColor": INK, "labelFontSize": 12, "title": None},
}  # fmt: skip


def altair() -> Any:
    """The library that charts are described with."""
    return import_module("altair")


def svg(chart: Any, *, title: str, says: str) -> str:
    """``chart`` as an SVG; ``title`` is what it shows, and ``says`` what is read aloud in its place."""
    # Not validated: the charts' shape is the same each time, and looking it through takes longer than drawing.
    described = chart.configure(**_CONFIG).to_dict(validate=False)
    drawn = fromstring(import_module("vl_convert").vegalite_to_svg(described, format_locale="da-DK"))
    _keep_the_drawing(drawn)
    # Wider than was measured: the reader's letters may be broader than those of the machine that draws.
    drawn.set("width", str(WIDTH))
    drawn.set("viewBox", f"0 0 {WIDTH} {drawn.get('height')}")
    drawn.set("role", "img")
    drawn.set("aria-label", f"{title}. {says}")
    name = Element(f"{{{_SVG}}}title")
    name.text = title
    drawn.insert(0, name)
    register_namespace("", _SVG)
    return tostring(drawn, encoding="unicode")


def _keep_the_drawing(element: Any) -> None:
    for name in [name for name in element.attrib if name not in _KEPT]:
        del element.attrib[name]
    for inner in element:
        _keep_the_drawing(inner)

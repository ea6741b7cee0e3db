"""Bars in panels of their own: what is told apart by where it stands needs no colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from app.reports.canvas import DARK, LIGHT, WIDTH, altair
from app.reports.schemas import Count

HIDDEN = "skjult"
_WIDEST = WIDTH - 8
"""Without the padding."""
_ROW = 22
_LETTERS = 24
"""Of a name, to a line."""


@dataclass(frozen=True, slots=True)
class Bar:
    """``part`` of the bar is dark, the rest light; without it all of it is dark. ``says`` is written at its end."""

    name: str
    count: Count
    says: str
    part: int | None = None

    @property
    def length(self) -> int:
        return self.count.count or 0


def said(count: Count) -> str:
    return HIDDEN if count.suppressed else str(count.count)


def lying(panels: Sequence[tuple[str, Sequence[Bar]]], *, names: int, room: int) -> Any:
    """Lying bars, panel under panel on one scale: ``names`` pixels for their names, ``room`` for what they say."""
    most = max((bar.length for _, bars in panels for bar in bars), default=0) or 1
    drawn = [_lying(title, bars, most, _WIDEST - names - room, names) for title, bars in panels]
    return altair().vconcat(*drawn, spacing=14)


def standing(panels: Sequence[tuple[str, Sequence[Bar]]], *, under: str) -> Any:
    """Standing bars, panel under panel on one scale; ``under`` the last it says what they stand on."""
    most = max((bar.length for _, bars in panels for bar in bars), default=0) or 1
    last = len(panels) - 1
    drawn = [
        _standing(title, bars, most, under if place == last else None) for place, (title, bars) in enumerate(panels)
    ]
    return altair().vconcat(*drawn, spacing=14)


def nothing(text: str) -> Any:
    """Where there is nothing to draw."""
    alt = altair()
    place = alt.Chart(alt.Data(values=[{"text": text}]), width=_WIDEST, height=48)
    return place.mark_text(align="left", x=0, fontSize=13).encode(text="text:N")


def _lying(title: str, bars: Sequence[Bar], most: int, width: int, names: int) -> Any:
    alt = altair()
    rows = [_row(place, bar) for place, bar in enumerate(bars)]
    y = alt.Y("place:O", scale=alt.Scale(domain=list(range(len(rows)))), axis=alt.Axis(
        title=None, labels=False, ticks=False, minExtent=names, maxExtent=names,
    ))  # fmt: skip
    x, part = (alt.X(name, scale=alt.Scale(domain=[0, most]), axis=None) for name in ("count:Q", "part:Q"))
    long = _chart([row for row in rows if row["count"]]).mark_bar(fill=LIGHT, stroke=DARK, strokeWidth=1, height=13)
    dark = _chart([row for row in rows if row["part"]]).mark_bar(fill=DARK, height=13)
    text = _chart(rows).mark_text(align="left", dx=5).encode(x=x, y=y, text="says:N")
    called, lines = _names(bars)
    height = len(rows) * (_ROW + (lines - 1) * 10)
    layers = [
        text,
        long.encode(x=x, y=y),
        dark.encode(x=part, y=y),
        *(one.encode(y=y, text="line:N") for one in called),
    ]
    return alt.layer(*layers, title=title, width=width, height=height)


def _names(bars: Sequence[Bar]) -> tuple[list[Any], int]:
    """What each bar is called, beside it: a long name in lines that stand around its middle. And the most lines."""
    broken = [wrap(bar.name, _LETTERS) or [""] for bar in bars]
    most = max(map(len, broken))
    drawn = []
    for lines in range(1, most + 1):
        for line in range(lines):
            rows = [{"place": place, "line": one[line]} for place, one in enumerate(broken) if len(one) == lines]
            if rows:
                dy = (line - (lines - 1) / 2) * 14
                drawn.append(_chart(rows).mark_text(align="right", x=-7, dy=dy))
    return drawn, most


def _standing(title: str, bars: Sequence[Bar], most: int, under: str | None) -> Any:
    alt = altair()
    rows = [_row(place, bar) | {"name": bar.name} for place, bar in enumerate(bars)]
    names = [row["name"] for row in rows]
    axis = alt.Axis(title=under, labelAngle=0, ticks=False, titleAnchor="start")
    x = alt.X("name:N", scale=alt.Scale(domain=names), axis=axis)
    y = alt.Y("count:Q", scale=alt.Scale(domain=[0, most]), axis=None)
    text = _chart(rows).mark_text(baseline="bottom", dy=-2).encode(x=x, y=y, text="says:N")
    long = _chart([row for row in rows if row["count"]]).mark_bar(fill=DARK, width=16).encode(x=x, y=y)
    return alt.layer(text, long, title=title, width=_WIDEST - 10, height=64)


def _chart(rows: Sequence[dict[str, Any]]) -> Any:
    alt = altair()
    return alt.Chart(alt.Data(values=list(rows)))


def _row(place: int, bar: Bar) -> dict[str, Any]:
    part = bar.length if bar.part is None else bar.part
    return {"place": place, "count": bar.length, "part": part, "says": bar.says}

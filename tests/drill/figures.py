"""What a drill found, the bar it is held against, and how the figures of several runs come together."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from bench.figures import machine

KEPT = Path("docs/performance/drills.json")
PROPERTY = "drill"
"""Under which a test's report carries its figures: pytest-xdist brings them home."""
BARS = {
    "1": "the server killed during uploads",
    "2": "the database lost in the middle of a request",
    "3": "two at once",
    "4": "proved machines",
    "5": "who may see what",
    "7": "without the log nothing",
    "8": "a log that shows what was done to it",
    "9": "nothing personal beside the answers",
    "10": "bad input",
    "11": "overload",
    "12": "a receiver that is away",
    "13": "restore",
    "15": "time",
    "upgrade": "a version after another",
    "image": "the image, built and run",
}
"""By the numbers under which security is promised, in the order of the page."""

Sum = Literal["one", "sum", "most"]


@dataclass(frozen=True, slots=True)
class Figure:
    bar: str
    what: str
    figure: float
    at_least: float | None = None
    at_most: float | None = None
    over: Sum = "one"
    """What becomes of the figures of a test that is run for many things: with ``one`` it is run once."""

    @property
    def is_met(self) -> bool:
        enough = self.at_least is None or self.figure >= self.at_least
        return enough and (self.at_most is None or self.figure <= self.at_most)

    @property
    def held_against(self) -> str:
        if self.at_least is None and self.at_most is None:
            return "-"
        if self.at_least == self.at_most:
            return f"{self.at_least:,g}"
        return f"at least {self.at_least:,g}" if self.at_least is not None else f"at most {self.at_most:,g}"

    @property
    def cells(self) -> tuple[str, ...]:
        met = "" if self.held_against == "-" else "met" if self.is_met else "MISSED"
        return self.bar, self.what, said(self.figure), self.held_against, met


@dataclass(frozen=True, slots=True)
class Found:
    """A figure with the drill that found it, when that ended, and how many seconds it took."""

    drill: str
    """A file and the name of a test in it, without what it is run for."""
    figure: Figure
    at: str
    seconds: float

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Found":
        return cls(kept["drill"], Figure(**kept["figure"]), kept["at"], kept["seconds"])


def said(figure: float) -> str:
    return f"{figure:,.0f}" if abs(figure) >= 100 or figure == int(figure) else f"{figure:.3g}"


def together(found: Iterable[Found]) -> list[Found]:
    """One for each thing that a drill tells, however many it was run for."""
    return [_one(list(same)) for _, same in groupby(sorted(found, key=_place), key=_place)]


def joined(older: Iterable[Found], newer: Sequence[Found], ran: set[str]) -> list[Found]:
    """The newer in the place of whatever the drills that ``ran`` told before; of one that failed nothing is left."""
    return together([*(one for one in older if one.drill not in ran), *newer])


def _one(same: list[Found]) -> Found:
    first, figures = same[0], [one.figure.figure for one in same]
    assert len(same) == 1 or first.figure.over != "one", f"told twice: {first.figure.what}"
    figure = asdict(first.figure) | {"figure": max(figures) if first.figure.over == "most" else sum(figures)}
    return Found(first.drill, Figure(**figure), max(one.at for one in same), max(one.seconds for one in same))


def _place(one: Found) -> tuple[int, str, str]:
    return [*BARS].index(one.figure.bar), one.drill, one.figure.what


def read(file: Path = KEPT) -> list[Found]:
    return [Found.read(one) for one in json.loads(file.read_text())["figures"]] if file.exists() else []


def machine_kept(file: Path = KEPT) -> str:
    """On which the figures that are kept were found."""
    return str(json.loads(file.read_text())["machine"])


def as_text(found: Sequence[Found]) -> str:
    """What is kept, for programs."""
    figures = [asdict(one) | {"met": one.figure.is_met} for one in found]
    return json.dumps({"machine": machine(), "figures": figures}, indent=1, ensure_ascii=False) + "\n"

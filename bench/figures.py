"""A figure, the bar it is held against, and the one table of them all."""

import json
import os
import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

KEPT = Path("docs/performance/figures.json")
_HEAD = ("goal", "what", "figure", "ours", "floor", "bar", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """``figure`` against ``bar``; ``ours`` and ``floor`` say the absolute figures that it is the ratio of."""

    goal: str
    what: str
    figure: float
    bar: float
    ours: str
    floor: str
    at_most: bool = False
    """Whether less is better; otherwise more is."""

    @property
    def is_met(self) -> bool:
        return self.figure <= self.bar if self.at_most else self.figure >= self.bar

    @property
    def cells(self) -> tuple[str, ...]:
        bound = "at most" if self.at_most else "at least"
        return (
            self.goal, self.what, _short(self.figure), self.ours, self.floor, f"{bound} {self.bar:,g}",
            "met" if self.is_met else "MISSED",
        )  # fmt: skip


Measure = Callable[[], Iterable[Figure]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure with when it was taken, and how busy the machine was with other things."""

    figure: Figure
    at: str
    load: float
    """The load average of the minute before."""

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Measured":
        return cls(Figure(**kept["figure"]), kept["at"], kept["load"])

    def as_json(self) -> dict[str, Any]:
        return {"figure": asdict(self.figure), "at": self.at, "load": self.load, "met": self.figure.is_met}


def taken(measures: Iterable[Measure]) -> list[Measured]:
    """Each measured after the other, and told of as soon as it is there."""
    found: list[Measured] = []
    for measure in measures:
        load, at = round(os.getloadavg()[0], 2), f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
        for figure in measure():
            print("  ".join(figure.cells), flush=True)
            found.append(Measured(figure, at, load))
    return found


def shown(measure: Measure) -> int:
    """Of one bench alone: the table, and 1 when a goal was missed."""
    found = taken([measure])
    print(table(one.figure.cells for one in found))
    return 0 if all(one.figure.is_met for one in found) else 1


def table(rows: Iterable[Sequence[str]], head: Sequence[str] = _HEAD) -> str:
    every = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in every]
    return "\n".join([lines[0], "-" * sum(widths, 2 * len(widths)), *lines[1:]])


def joined(older: Iterable[Measured], newer: Iterable[Measured]) -> list[Measured]:
    """The newest of each, in the order of the goals."""
    found = {(one.figure.goal, one.figure.what): one for one in [*older, *newer]}
    return sorted(found.values(), key=lambda one: (_number(one.figure.goal), one.figure.what))


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if abs(figure) >= 100 else f"{figure:.3g}"


def _number(goal: str) -> tuple[int, str]:
    digits = goal.removeprefix("P")
    return (int(digits), "") if digits.isdigit() else (1000, goal)


def read() -> list[Measured]:
    if not KEPT.exists():
        return []
    return [Measured.read(one) for one in json.loads(KEPT.read_text())["figures"]]


def machine_kept() -> str:
    """On which the figures that are kept were measured."""
    return str(json.loads(KEPT.read_text())["machine"])


def machine() -> str:
    """What it was measured on, in one line."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return f"{os.cpu_count()} cores ({cpu}), {memory / 2**20:.0f} GB, Python {platform.python_version()}"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []


def as_text(found: Sequence[Measured], machine_: str) -> str:
    """What is kept, for programs."""
    return json.dumps({"machine": machine_, "figures": [one.as_json() for one in found]}, indent=1) + "\n"

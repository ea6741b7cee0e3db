"""docs/performance.md, written from the figures that are kept."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from bench.figures import Measured

PAGE = Path("docs/performance.md")
_PLANS = Path("docs/performance/plans")

_INTRODUCTION = """\
# How fast it is

Written by `make bench` (`python -m bench --write`) from `docs/performance/figures.json`: what is said here was
measured.

An absolute figure is the machine's as much as the program's, so each goal is a **ratio**: the service against a floor
that is in `bench/` too, both in the same run, by turns, medians. Everything that the service promises is on:
encryption, guards, history, the chained log, events, the filter of who may see what.

- Machine: {machine}. PostgreSQL {postgresql} beside it, on the same cores.
- All of it: `make bench`. One goal: `python -m bench.NAME`, or several with `python -m bench NAME NAME --write`, which
  leaves the other lines as they were.
- `load` is the load average of the minute before a bench began: what others took of the machine. Two cores are full
  at 2.
"""
_AFTER = """\
Why a goal is missed, with the profile that shows where the time goes, and what was tried: `docs/performance/gaps.md`.
"""


def page(found: Sequence[Measured], machine: str, postgresql: str, modules: Mapping[str, ModuleType]) -> str:
    return "\n".join(
        [
            _INTRODUCTION.format(machine=machine, postgresql=postgresql),
            *_table(found),
            "",
            _AFTER,
            *_plans(),
            *(line for name, module in modules.items() for line in _of(name, module)),
        ]
    )


def _table(found: Iterable[Measured]) -> list[str]:
    rows = (
        [*one.figure.cells[:6], f"**{one.figure.cells[6]}**" if one.figure.is_met else "**missed**", one.at,
         f"{one.load:g}"]
        for one in found
    )  # fmt: skip
    head = ["Goal", "What", "Figure", "The service", "Its floor", "Bar", "", "Measured", "Load"]
    return [_row(head), _row(["---"] * len(head)), *map(_row, rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plans() -> list[str]:
    kept = sorted(_PLANS.glob("*.txt"))
    if not kept:
        return []
    links = [f"- [{file.stem.replace('-', ' ')}](performance/plans/{file.name})" for file in kept]
    return ["## How PostgreSQL answers, at a million cases (`EXPLAIN (ANALYZE, BUFFERS)`)", "", *links, ""]


def _of(name: str, module: ModuleType) -> list[str]:
    """What a bench says of itself."""
    return [f"## `python -m bench.{name}`", "", inspect.cleandoc(module.__doc__ or ""), ""]

"""docs/performance/drills.md, written from the figures that are kept."""

import ast
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.figures import table
from tests.drill.figures import BARS, Found, machine_kept, read

PAGE = Path("docs/performance/drills.md")
_HEAD = ("Bar", "What", "Figure", "Held against", "", "Found", "Drill")
_INTRODUCTION = """\
# What the drills found

Written by `make drill` from `docs/performance/drills.json`: what is said here happened. A drill breaks what a running
service stands on, again and again, and looks whether anything was lost, done twice or told to the wrong one.

- Machine: {machine}. PostgreSQL, the service and the clients on the same cores.
- All of it: `make drill`. One alone, which leaves the other lines as they were: `SSP_DRILL=1 pytest` and its file.
- `Bar` is the number of the promise in this list. A figure that is held against nothing says how much was tried, or how
  long it took.
- The short forms run with `make test`, and leave nothing here.
"""


def page(found: Sequence[Found], machine: str) -> str:
    return "\n".join([
        _INTRODUCTION.format(machine=machine),
        *(f"- **{bar}**: {what}{_unless_told(bar, found)}" for bar, what in BARS.items()), "",
        _row(_HEAD), _row(["---"] * len(_HEAD)), *map(_line, found), "",
        "## The drills", "",
        "| Drill | What it does | Longest run |", "| --- | --- | --- |", *_drills(found), "",
    ])  # fmt: skip


def told(found: Iterable[Found]) -> str:
    """The same table, for who looks on."""
    return table([one.figure.cells for one in found], ("bar", "what", "figure", "held against", ""))


def _unless_told(bar: str, found: Sequence[Found]) -> str:
    return (
        "" if any(one.figure.bar == bar for one in found) else " (no figure yet: its drill was not run to its end here)"
    )


def _line(one: Found) -> str:
    bar, what, figure, against, met = one.figure.cells
    shown = {"met": "**met**", "MISSED": "**missed**"}.get(met, "")
    return _row([bar, what, figure, against, shown, one.at, f"`{Path(one.drill.partition('::')[0]).stem}`"])


def _drills(found: Sequence[Found]) -> list[str]:
    files = sorted({one.drill.partition("::")[0] for one in found})
    return [_row([f"`{file}`", _first_words(Path(file)), _longest(file, found)]) for file in files]


def _longest(file: str, found: Sequence[Found]) -> str:
    seconds = max(one.seconds for one in found if one.drill.startswith(f"{file}::"))
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"


def _first_words(file: Path) -> str:
    return (ast.get_docstring(ast.parse(file.read_text())) or "").partition("\n\n")[0].replace("\n", " ")


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":  # after what is said beside the figures has changed
    PAGE.write_text(page(read(), machine_kept()))

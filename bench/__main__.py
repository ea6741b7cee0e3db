"""Every measurement there is, or those that are named; ends with one table."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from bench import figures, writing
from bench.figures import Measured, as_text, joined, machine, table, taken
from bench.server import POSTGRESQL

NAMES = ("ingest", "scale", "http", "growth", "events", "letters", "beside", "verify", "receipts", "pages")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; none named is all")
    asked.add_argument("--json", type=Path, help="write what was measured there, for programs")
    asked.add_argument("--write", action="store_true", help="write docs/performance.md and its figures too")
    said = asked.parse_args()
    if unknown := set(said.names) - set(NAMES):
        asked.error(f"no bench of that name: {', '.join(sorted(unknown))}")
    found = taken(import_module(f"bench.{name}").measure for name in said.names or NAMES)
    print()
    print(table(one.figure.cells for one in found))
    if said.json:
        said.json.write_text(as_text(found, machine()))
    if said.write:
        write(joined(figures.read(), found))
    return 0 if all(one.figure.is_met for one in found) else 1


def write(found: Sequence[Measured]) -> None:
    figures.KEPT.parent.mkdir(parents=True, exist_ok=True)
    figures.KEPT.write_text(as_text(found, machine()))
    writing.PAGE.write_text(written(found))


def written(found: Sequence[Measured]) -> str:
    """docs/performance.md as it would be written from these figures; of the machine on which they were measured."""
    modules = {name: import_module(f"bench.{name}") for name in NAMES}
    return writing.page(found, figures.machine_kept(), POSTGRESQL, modules)


if __name__ == "__main__":
    sys.exit(main())

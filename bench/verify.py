"""The log's verifier: rows a second, from the file, with everything it checks.

Its floor is merely reading the same file and parsing each line as JSON.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from app.audit import verifier
from app.audit.chain import GENESIS, chained, whole
from bench.figures import Figure, shown

ROWS, RUNS = 100_000, 5
LEAST, RATIO = 50_000, 0.5
_FROM = datetime(2026, 11, 16, 8, tzinfo=UTC)


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="ssp-bench-") as folder:
        file = Path(folder) / "export.jsonl"
        anchor = _write(file)
        checked, read = list[float](), list[float]()
        for _ in range(RUNS):
            checked.append(ROWS / _timed(lambda: _verify(file, anchor)))
            read.append(ROWS / _timed(lambda: _read(file)))
    rate, bare = median(checked), median(read)
    ours, floor = f"{rate:,.0f} rows/s", f"reading each line as JSON: {bare:,.0f} rows/s"
    return [
        Figure("P13", f"verifying {ROWS:,} rows of the log", rate / bare, RATIO, ours, floor),
        Figure("P13", "rows a second, verifying the log", rate, LEAST, ours, "-"),
    ]


def _write(file: Path) -> verifier.Anchor:
    """A log of invented looks; gives the anchor of its end."""
    chance, last = random.Random(607), b""  # noqa: S311 - invented looks, no secret
    with file.open("wb") as out:
        for row in chained((_look(number, chance) for number in range(ROWS)), 0, GENESIS):
            out.write(whole(row) + b"\n")
            last = row["hash"]
    return verifier.Anchor("checkpoint", "607", ROWS, last.hex().encode(), "2026-11-16T08:00:00.000000Z")


def _look(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "municipality_code": "607",
        "id": UUID(int=chance.getrandbits(128)),
        "at": _FROM + timedelta(seconds=number, microseconds=chance.randrange(10**6)),
        "actor": f"coordinator-{chance.randrange(20)}@fredericia.example",
        "role": "coordinator",
        "purpose": "ssp_work",
        "action": "case.read",
        "reason": "coordinators_track",
        "subject_id": UUID(int=chance.getrandbits(128)),
        "object_id": UUID(int=chance.getrandbits(128)),
        "fields": ["identity", "incident", "custody"],
    }


def _verify(file: Path, anchor: verifier.Anchor) -> None:
    with file.open("rb") as export:
        assert verifier.verify(export, [anchor]).code == 0


def _read(file: Path) -> None:
    with file.open("rb") as export:
        for line in export:
            json.loads(line)


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(shown(measure))

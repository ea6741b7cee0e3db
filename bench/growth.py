"""P5 and P8: what is asked all day, in a million cases against ten thousand, in one PostgreSQL, by turns.

Each is asked as the service does it, from the transaction's begin to its commit with its rows in the log, without HTTP.
Both databases have 1.36 open cases in a hundred, and PostgreSQL 1 GB of shared buffers. Only what is asked most, and
the worst of them, is held against a bar: the others may take up to twice the time.

P8's floor is ``count(*)`` over the million cases, behind row-level security like everything else.
"""

import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from statistics import median, quantiles

from sqlalchemy import text

from app.db import Database, as_role
from bench.figures import Figure, shown
from bench.hot import Hot, Town, figures, others, queues
from bench.seed import CASES, CODE, LAST, grown

SMALL, RUNS, WARM = 10_000, 400, 12
P5, FLAT, P8 = 1.5, 2.0, 3.0


def measure() -> Iterator[Figure]:
    with grown(None, (SMALL, CASES)) as found:
        towns = [_town(found[size]) for size in (SMALL, CASES)]
        yield from growth(towns)
        yield from _years_figures(towns[1])
        for one in towns:
            one.database.close()


def _town(url: str) -> Town:
    return Town.of(Database(as_role(url, "ssp_app")), LAST + timedelta(days=1))


def growth(towns: Sequence[Town]) -> Iterator[Figure]:
    asked = [queues(one) for one in towns]
    for role, pair in enumerate(zip(*asked, strict=True)):
        small, large = _by_turns(towns, pair, RUNS)
        p50 = [median(one) * 1000 for one in (small, large)]
        p99 = [_p99(one) * 1000 for one in (small, large)]
        if role == 0:
            yield Figure(
                "P5", f"{pair[0].name}, p99", p99[1] / p99[0], P5, f"{p99[1]:.1f} ms", _small(p99[0]), at_most=True
            )
        yield Figure(
            "P5", f"{pair[0].name}, p50", p50[1] / p50[0], P5, f"{p50[1]:.1f} ms", _small(p50[0]), at_most=True
        )
    counts = [[len(town.asked(hot)) for hot in of] for town, of in zip(towns, asked, strict=True)]
    more = max(large - small for small, large in zip(*counts, strict=True))
    yield Figure(
        "P5", "statements a page: what a million cases add", more, 0, f"{max(counts[1])} at most, of five roles",
        f"{SMALL:,} cases: {max(counts[0])} at most", at_most=True,
    )  # fmt: skip
    for pair in zip(*(others(one) for one in towns), strict=True):
        small, large = _by_turns(towns, pair, RUNS // 4)
        p50 = [median(one) * 1000 for one in (small, large)]
        yield Figure(
            "flat", f"{pair[0].name}, p50", p50[1] / p50[0], FLAT, f"{p50[1]:.1f} ms", _small(p50[0]), at_most=True
        )


def _small(milliseconds: float) -> str:
    return f"{SMALL:,} cases: {milliseconds:.1f} ms"


def _years_figures(town: Town) -> Iterator[Figure]:
    for hot in figures(town):
        ours, floor = list[float](), list[float]()
        for run in range(-1, 7):
            took = (_timed(partial(town.run, hot, 0)), _timed(lambda: _count(town.database)))
            if run >= 0:
                ours.append(took[0])
                floor.append(took[1])
        yield Figure(
            "P8", hot.name, median(ours) / median(floor), P8, f"{median(ours) * 1000:,.0f} ms",
            f"count(*) of {CASES:,} cases: {median(floor) * 1000:,.0f} ms", at_most=True,
        )  # fmt: skip


def _count(database: Database) -> None:
    with database.transaction(CODE) as session:
        session.execute(text("select count(*) from cases")).scalar_one()


def _by_turns(towns: Sequence[Town], hots: Sequence[Hot], runs: int) -> list[list[float]]:
    """Seconds of each, in each town; the first ones warm what is kept in memory."""
    took: list[list[float]] = [[] for _ in towns]
    gc.disable()  # a sweep would fall on one of them
    for run in range(-WARM, runs):
        order = list(enumerate(zip(towns, hots, strict=True)))
        for at, (town, hot) in order[:: 1 if run % 2 else -1]:
            one = _timed(partial(town.run, hot, run))
            if run >= 0:
                took[at].append(one)
        if run % 50 == 0:
            gc.collect()
    gc.enable()
    return took


def _p99(took: Sequence[float]) -> float:
    return quantiles(took, n=100)[98]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(shown(measure))

"""P3 and P12: a list ten times as long, in time, in memory and in statements; and the same list again.

Each size is received in a process of its own, whose largest memory counts (with the interpreter, the libraries and the
list's own bytes), into a new database. P12 counts what is sent to PostgreSQL, COPY among it, by the driver.
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median
from typing import Any, NamedTuple

import psycopg

from app.audit import signing
from app.audit.signing import Signer
from app.caller import Caller
from app.db import Database, as_role
from app.lists.service import import_file
from app.lists.writing import CHUNK
from app.people import encryption
from app.people.encryption import Vault
from bench.figures import Figure, shown
from bench.past_lists import long_list
from bench.server import running
from workflows.roles import Role

SMALL, LARGE, RUNS = 10_000, 100_000, 3
P3, P3_MEMORY, CONSTANT, A_CHUNK, AGAIN = 0.85, 256.0, 20, 10, 2.0
_BY = Caller("politi", Role.POLICE, "607", datetime(2026, 11, 16, 8, tzinfo=UTC))


class Received(NamedTuple):
    seconds: float
    again: float
    statements: int
    megabytes: float
    new_rows: int


def measure() -> Iterator[Figure]:
    found: dict[int, list[Received]] = {SMALL: [], LARGE: []}
    with running() as server:
        for _ in range(RUNS):
            for rows in found:
                with server.database() as url:
                    found[rows].append(_apart(url, rows))
    rate = {rows: median(rows / one.seconds for one in all_) for rows, all_ in found.items()}
    most = max(one.megabytes for one in found[LARGE])
    yield Figure(
        "P3", f"a list of {LARGE:,} rows: rate against one of {SMALL:,}", rate[LARGE] / rate[SMALL], P3,
        f"{rate[LARGE]:,.0f} rows/s", f"{SMALL:,} rows: {rate[SMALL]:,.0f} rows/s",
    )  # fmt: skip
    yield Figure(
        "P3", f"peak memory at {LARGE:,} rows, MB", most, P3_MEMORY, f"{most:,.0f} MB",
        f"{SMALL:,} rows: {max(one.megabytes for one in found[SMALL]):,.0f} MB", at_most=True,
    )  # fmt: skip
    for rows, all_ in found.items():
        bound = CONSTANT + A_CHUNK * -(-rows // CHUNK)
        sent = max(one.statements for one in all_)
        yield Figure("P12", f"statements of a list of {rows:,} rows", sent, bound, f"{sent}", "-", at_most=True)
    first, again = median(one.seconds for one in found[SMALL]), median(one.again for one in found[SMALL])
    yield Figure(
        "P12", f"the same list of {SMALL:,} rows again: how many times as fast", first / again, AGAIN,
        f"{again * 1000:,.0f} ms", f"the first time: {first * 1000:,.0f} ms",
    )  # fmt: skip
    yield Figure(
        "P12", "new rows of a list that was seen", max(one.new_rows for one in found[SMALL]), 0, "0", "-", at_most=True
    )


def _apart(url: str, rows: int) -> Received:
    context = multiprocessing.get_context("spawn")
    told, tells = context.Pipe()
    receiving = context.Process(target=_receive, args=(url, rows, tells))
    receiving.start()
    found: Received = told.recv()
    receiving.join()
    return found


def _receive(url: str, rows: int, tells: Any) -> None:
    encryption.use(Vault.generate())
    signing.use(Signer.generate())
    database = Database(as_role(url, "ssp_app"))
    with database.transaction("607") as session:
        session.connection()  # open beforehand, as a service's that runs
    data = long_list(rows)
    counted = _Counted()
    began = time.perf_counter()
    with counted, database.transaction("607") as session:
        assert import_file(session, data, "liste.csv", by=_BY).accepted == rows
    seconds = time.perf_counter() - began
    before, began = _rows(url), time.perf_counter()
    with database.transaction("607") as session:
        import_file(session, data, "liste.csv", by=_BY)
    again = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tells.send(Received(seconds, again, counted.sent, megabytes, _rows(url) - before))
    database.close()


def _rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        tables = ("people", "cases", "list_entries", "handover_lists", "history", "deadlines")
        return sum(connection.execute(f"select count(*) from {one}").fetchone()[0] for one in tables)  # type: ignore[index]  # noqa: S608 - our own tables


class _Counted:
    """What the driver sends, each COPY one."""

    def __init__(self) -> None:
        self.sent = 0

    def __enter__(self) -> None:
        self._execute, self._copy = psycopg.Cursor.execute, psycopg.Cursor.copy

        def execute(cursor: Any, *given: Any, **named: Any) -> Any:
            self.sent += 1
            return self._execute(cursor, *given, **named)

        def copy(cursor: Any, *given: Any, **named: Any) -> Any:
            self.sent += 1
            return self._copy(cursor, *given, **named)

        psycopg.Cursor.execute, psycopg.Cursor.copy = execute, copy  # type: ignore[method-assign,assignment]  # counted

    def __exit__(self, *_: object) -> None:
        psycopg.Cursor.execute, psycopg.Cursor.copy = self._execute, self._copy  # type: ignore[method-assign]  # as they were


if __name__ == "__main__":
    sys.exit(shown(measure))

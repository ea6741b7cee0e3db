"""P1 and P2: a list of ten thousand rows, from its bytes to the commit, with everything on.

P1's floor is COPY of exactly the rows that it wrote, made ready beforehand in PostgreSQL's own format,
in one transaction. P2's is a plain loop over the ORM that stores the same, a row at a time.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

import psycopg

from app.caller import Caller
from app.db import Database, as_role
from app.lists.service import import_file
from bench.figures import Figure, shown
from bench.lists import weekly_list
from bench.plain_orm import import_plainly
from bench.server import Server, running
from workflows.roles import Role

ROWS, PLAIN_ROWS, RUNS = 10_000, 300, 5
P1, P2 = 0.5, 30.0
BY = Caller("bench", Role.POLICE, "607", datetime(2026, 11, 16, 8, tzinfo=UTC))
_TABLES = (
    "data_keys", "people", "person_words", "profile_versions", "handover_lists", "cases", "deadlines", "history",
    "list_entries", "rejected_entries", "audit_log", "audit_heads",
)  # fmt: skip

Prepared = dict[str, bytes]


def measure() -> list[Figure]:
    data, little = weekly_list(ROWS), weekly_list(PLAIN_ROWS)
    ours: list[float] = []
    floor: list[float] = []
    plain: list[float] = []
    with running() as server:
        prepared = _rows_written(server, data)
        for _ in range(RUNS):
            ours.append(ROWS / _timed(server, lambda url: _ingest(url, data)))
            floor.append(ROWS / _timed(server, lambda url: _copy(url, prepared)))
            plain.append(PLAIN_ROWS / _timed(server, lambda url: _plain(url, little)))
    return [
        _of("P1", "COPY of the same rows", ours, floor, P1),
        _of("P2", "a plain ORM loop", ours, plain, P2),
    ]


def _of(goal: str, what: str, ours: list[float], floor: list[float], least: float) -> Figure:
    rate = f"{median(ours):,.0f} rows/s"
    return Figure(
        goal, f"a list of {ROWS:,} rows", median(ours) / median(floor), least, rate,
        f"{what}: {median(floor):,.0f} rows/s",
    )  # fmt: skip


def _timed(server: Server, work: Callable[[str], Callable[[], None]]) -> float:
    """``work`` gets ready on a new database; what it gives back is what is timed."""
    with server.database() as url:
        run = work(url)
        begun = time.perf_counter()
        run()
        return time.perf_counter() - begun


def _ingest(url: str, data: bytes) -> Callable[[], None]:
    database = _opened(url)

    def run() -> None:
        with database.transaction(BY.municipality_code) as session:
            receipt = import_file(session, data, "liste.csv", by=BY)
        assert receipt.accepted == ROWS

    return _closing(database, run)


def _plain(url: str, data: bytes) -> Callable[[], None]:
    database = _opened(url)

    def run() -> None:
        with database.transaction(BY.municipality_code) as session:
            assert import_plainly(session, data, by=BY) == PLAIN_ROWS

    return _closing(database, run)


def _copy(url: str, prepared: Prepared) -> Callable[[], None]:
    connection = psycopg.connect(url)

    def run() -> None:
        with connection:
            for table, rows in prepared.items():
                with connection.cursor().copy(f"copy {table} from stdin") as copy:
                    copy.write(rows)

    return run


def _rows_written(server: Server, data: bytes) -> Prepared:
    """What one ingest wrote into each table, as PostgreSQL itself gives it."""
    with server.database() as url:
        _ingest(url, data)()
        with psycopg.connect(url) as connection:
            return {table: _copied(connection, table) for table in _TABLES}


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"copy {table} to stdout") as copy:
        return b"".join(bytes(block) for block in copy)


def _opened(url: str) -> Database:
    """Connected beforehand, as a service that runs is."""
    database = Database(as_role(url, "ssp_app"))
    with database.transaction() as session:
        session.connection()
    return database


def _closing(database: Database, run: Callable[[], None]) -> Callable[[], None]:
    def both() -> None:
        run()
        database.close()

    return both


if __name__ == "__main__":
    sys.exit(shown(measure))

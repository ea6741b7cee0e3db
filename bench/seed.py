"""A database with a million cases in one municipality, of which 13,600 are open, in minutes.

Five hundred weekly lists are received as the service receives them: checked, matched, encrypted with a data key for
each child, with entries, cases, deadlines, history, events and the chained log, in a transaction each. What became of
their cases is put in beside it, set-based (``bench/closing.py`` and ``bench/spreading.py`` say what is not
like the real thing).

All of them in one municipality is harder than the truth: the largest has a tenth of that. It lies in a PostgreSQL of
its own below ``--folder`` (about ten gigabytes), where the benches of growth find it again: ``SSP_BENCH_SEED`` names
the folder, and without it they make one and remove it when they are done.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
from sqlalchemy import select

from app import migrate
from app.audit import service as audit
from app.caller import Caller, Why
from app.db import Database, as_role
from app.events import service as events
from app.lists.models import ListEntry
from app.lists.service import import_file
from bench.closing import close
from bench.past_lists import past_list
from bench.server import keys_kept, started
from bench.spreading import spread
from workflows.calendar import IsoWeek
from workflows.roles import AccessPurpose, Role

CODE = "607"
CASES, OPEN, A_LIST = 1_000_000, 13_600, 2_000
LAST = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""When the newest list came."""
_OPEN_LISTS = 50
"""The newest lists, a year of them, have the open cases."""
_COORDINATOR = Caller("tove", Role.COORDINATOR, CODE, LAST)
_WHY = Why("coordinators_track", AccessPurpose.CRIME_PREVENTION)


def sow(url: str, cases: int = CASES, still_open: int = OPEN) -> None:
    """Into an empty migrated database, by the owner's address. The keys in use must be those that it keeps."""
    rows = min(cases, A_LIST)
    lists = cases // rows
    with_open = min(lists, _OPEN_LISTS)
    _set(url, "set synchronous_commit = off")  # what is lost is sown again
    database = Database(as_role(url, "ssp_app"), pool_size=2)
    with database.transaction(CODE) as session:
        events.hear_everything(session, CODE)
    with ThreadPoolExecutor(max_workers=1) as beside:
        closing: Future[None] | None = None
        for place in range(lists):
            left = lists - place
            stays = still_open // with_open if left <= with_open else 0
            list_id = _receive(database, rows, place, LAST - timedelta(weeks=left - 1))
            if closing:
                closing.result()
            closing = beside.submit(partial(close, url, database, CODE, list_id, stays))
            if left % 10 == 1:
                print(f"{time.strftime('%H:%M:%S')} {(place + 1) * rows:,} cases", file=sys.stderr, flush=True)
    database.close()
    spread(url, CODE)
    _set(url, "reset synchronous_commit")
    settle(url)


@contextmanager
def grown(folder: Path | None = None, sizes: Sequence[int] = (10_000, CASES)) -> Iterator[dict[int, str]]:
    """The address of a database for each size, of which 1.36 in a hundred cases are open; sown if it is not there."""
    given = folder or (Path(os.environ["SSP_BENCH_SEED"]) if "SSP_BENCH_SEED" in os.environ else None)
    with nullcontext(given) if given else _of_its_own() as place:
        place.mkdir(parents=True, exist_ok=True)
        with keys_kept(place / "keys.json"), started(place, shared_buffers="1GB", max_wal_size="8GB") as url:
            yield {size: _database(url, size) for size in sizes}


@contextmanager
def _of_its_own() -> Iterator[Path]:
    """On the disk: in memory it would take what PostgreSQL needs to work."""
    with tempfile.TemporaryDirectory(prefix="ssp-seed-", dir="/var/tmp") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - as root, PostgreSQL's own account must reach below it
        yield Path(folder)


def _database(url: str, cases: int) -> str:
    name, at = f"seed_{cases}", url.replace("/postgres?", f"/seed_{cases}?")
    with psycopg.connect(url, autocommit=True) as admin:
        if admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            migrate.upgrade(at)
            return at
        admin.execute("drop database if exists seed_half_done")
        admin.execute("create database seed_half_done")
        half = url.replace("/postgres?", "/seed_half_done?")
        migrate.upgrade(half)
        sow(half, cases, cases * OPEN // CASES)
        admin.execute(f"alter database seed_half_done rename to {name}")
    return at


def settle(url: str) -> None:
    """As in a database that has run for a while: swept, and PostgreSQL knows how large its tables are."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum (analyze)")
        connection.execute("checkpoint")


def _receive(database: Database, rows: int, place: int, at: datetime) -> UUID:
    """A list, and later a look at each of its cases."""
    by = Caller("politi", Role.POLICE, CODE, at)
    data = past_list(rows, place, at.date() - timedelta(days=at.weekday()))
    with database.transaction(CODE) as session:
        receipt = import_file(session, data, "liste.csv", week=str(IsoWeek.of(at.date())), by=by)
        assert receipt.accepted == rows, receipt
        assert receipt.id is not None
        children = session.scalars(select(ListEntry.person_id).where(ListEntry.list_id == receipt.id))
        audit.record(session, "case.read", by=_COORDINATOR, why=_WHY, subjects=children.all(), fields=["identity"])
    return receipt.id


def _set(url: str, what: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        (name,) = connection.execute("select current_database()").fetchone() or ("",)
        connection.execute(f"alter database {name} {what}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="python -m bench.seed", description=__doc__)
    asked.add_argument("--folder", type=Path, required=True, help="where it is made, and found again")
    asked.add_argument("--cases", type=int, nargs="*", default=[10_000, CASES], help="one database for each")
    said = asked.parse_args()
    with grown(said.folder, said.cases) as found:
        print(*found.values(), sep="\n")

"""The chain has no gap, whoever writes at once and whatever is rolled back."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from app import clock
from app.audit import service as audit
from app.audit.export import page
from app.audit.verifier import Chain
from app.caller import of_itself, system
from app.db import Database
from tests.audit.proof import rows_of
from tests.caller import FREDERICIA

_CODES = (FREDERICIA, "740")


def write_one(database: Database, code: str, *, rows: int = 1, fails: bool = False) -> None:
    with database.transaction(code) as session:
        by = system(code, clock.now())
        people = [uuid4() for _ in range(rows)]
        audit.record(session, "case.read", by=by, why=of_itself("a_test"), subjects=people, fields=["name"])
        if fails:
            audit.write(session, code)
            raise ZeroDivisionError


def followed(database: Database, code: str) -> Chain:
    """Raises BadRow when the chain has a gap."""
    chain = Chain()
    with database.transaction(code) as session:
        chain.follow(page(session, code, 0, 100_000))
    return chain


def test_two_web_processes_that_write_at_once_leave_one_chain_each_municipality(
    app_database: Database, app_url: str
) -> None:
    """Two pools as two processes have them, many threads in each, short and long writes, and failures between."""
    another = Database(app_url, pool_size=10)

    def write(number: int) -> int:
        database, code = (app_database, another)[number % 2], _CODES[number % 5 == 0]
        rows, fails = (150 if number % 20 == 0 else 1 + number % 3), number % 7 == 0
        if fails:
            with pytest.raises(ZeroDivisionError):
                write_one(database, code, rows=rows, fails=True)
            return 0
        write_one(database, code, rows=rows)
        return rows if code == FREDERICIA else 0

    with ThreadPoolExecutor(16) as threads:
        written = sum(threads.map(write, range(400)))
    another.close()
    assert followed(app_database, FREDERICIA).number == written
    assert followed(app_database, "740").number > 0


def test_what_is_rolled_back_leaves_no_gap_and_no_row(app_database: Database, url: str) -> None:
    write_one(app_database, FREDERICIA)
    with pytest.raises(ZeroDivisionError):
        write_one(app_database, FREDERICIA, rows=3, fails=True)
    assert rows_of(url) == 1
    write_one(app_database, FREDERICIA)
    assert followed(app_database, FREDERICIA).number == 2

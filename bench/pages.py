"""Pages with 10,000 cases behind them, each against the calls of the API that it rests on, asked one after the other.

The goal is that a page takes at most three times as long as its calls, to the last byte.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from fastapi.testclient import TestClient

from app.access.tokens import DemoIssuer
from app.caller import Caller
from app.clock import now
from app.db import Database, as_role
from app.lists.service import import_file
from app.main import create_app
from app.people.encryption import vault
from bench import server
from bench.figures import Figure, shown
from bench.lists import weekly_list
from workflows.roles import Role

CASES, RUNS, RATIO = 10_000, 15, 3.0
_CHUNK = 5_000
_RESTS_ON: Mapping[str, Sequence[str]] = {
    "/sager": ("/v1/cases?limit=50", "/v1/work"),
    "/": (
        "/v1/cases?mine=true&limit=100", "/v1/work", "/v1/notices", "/v1/letters?state=failed&limit=20",
        "/v1/meetings?limit=10",
    ),
    "/sager/{id}": (
        "/v1/cases/{id}", "/v1/cases/{id}/obligations", "/v1/cases/{id}/history", "/v1/cases/{id}/incidents",
    ),
    "/tal": ("/v1/figures",),
}  # fmt: skip


def measure() -> list[Figure]:
    with server.running() as running, running.database() as url, TemporaryDirectory() as folder:
        database = Database(as_role(url, "ssp_app"))
        issuer = DemoIssuer.in_folder(Path(folder) / "issuer.json", issuer="bench", audience="ssp")
        _fill(database)
        with TestClient(create_app(database, vault(), issuer.verifier())) as client:
            token = issuer.token(Role.COORDINATOR, "607", subject="tove", at=now())
            client.headers.update({"Authorization": f"Bearer {token}"})
            found = client.get("/v1/cases?limit=1").json()["items"][0]["id"]
            figures = [_measured(client, page, calls, found) for page, calls in _RESTS_ON.items()]
        database.close()
    return figures


def _fill(database: Database) -> None:
    for first in range(0, CASES, _CHUNK):
        by = Caller("police", Role.POLICE, "607", now())
        with database.transaction("607") as session:
            import_file(session, weekly_list(_CHUNK, first, journals=first), "liste.csv", by=by)


def _measured(client: TestClient, page: str, calls: Sequence[str], case_id: str) -> Figure:
    """Page and calls by turns, so that what slows one slows the other."""
    pages, apis = list[float](), list[float]()
    for run in range(-1, RUNS):
        took = [
            _timed(lambda: _get(client, [page], case_id)),
            _timed(lambda: _get(client, calls, case_id)),
        ]
        if run >= 0:  # the run before the first one warms both
            pages.append(took[0])
            apis.append(took[1])
    return Figure(
        "pages", f"{page} with {CASES:,} cases", median(pages) / median(apis), RATIO,
        f"{median(pages) * 1000:,.0f} ms", f"its {len(calls)} calls: {median(apis) * 1000:,.0f} ms", at_most=True,
    )  # fmt: skip


def _get(client: TestClient, paths: Sequence[str], case_id: str) -> None:
    for path in paths:
        answer = client.get(path.replace("{id}", case_id), headers={"Accept": "text/html"})
        assert answer.status_code == 200, (path, answer.status_code)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(shown(measure))

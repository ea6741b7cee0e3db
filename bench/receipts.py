"""How long the police wait for a receipt: a list of known children against one of children nobody knows.

Each pair is of the same shape and number of bytes, sent one after the other, at once and at the even
pace of the edge. The ratio of the medians is what a sender could learn from the time.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import psycopg
from fastapi.testclient import TestClient

from app import clock
from app.access.tokens import DemoIssuer
from app.db import Database, as_role
from app.edge.limits import EdgeLimits
from app.main import create_app
from app.people.encryption import Vault
from app.settings import Settings
from bench.figures import Figure, shown
from bench.lists import weekly_list
from bench.server import running
from workflows.roles import Role

SIZES = {10: 15, 50: 15, 1_000: 5}
"""Rows of a list, and how many pairs of it."""
MOST = 0.02
"""The part by which the medians may differ at the even pace."""


@dataclass
class Times:
    known: list[float]
    unknown: list[float]

    def ratio(self) -> float:
        return median(self.known) / median(self.unknown)

    def __str__(self) -> str:
        told = f"known {median(self.known) * 1000:,.1f} ms, unknown {median(self.unknown) * 1000:,.1f} ms"
        spread = f"{min(self.known + self.unknown) * 1000:,.1f} to {max(self.known + self.unknown) * 1000:,.1f}"
        return f"{told}, ratio {self.ratio():.3f} (all from {spread} ms)"


def measure() -> Iterator[Figure]:
    for rows, pairs in SIZES.items():
        at_once = _measured(rows, pairs, EdgeLimits())
        print(f"receipts of {rows:,} rows, at once: {at_once}")
        evenly = _measured(rows, pairs, replace(EdgeLimits.of(Settings()), rates=None))
        yield Figure(
            "even pace", f"a receipt of {rows:,} rows: known children against unknown", abs(evenly.ratio() - 1), MOST,
            f"{median(evenly.known) * 1000:,.1f} ms", f"{median(evenly.unknown) * 1000:,.1f} ms", at_most=True,
        )  # fmt: skip


def _measured(rows: int, pairs: int, limits: EdgeLimits) -> Times:
    with running() as server, server.database() as url, tempfile.TemporaryDirectory() as folder:
        database = Database(as_role(url, "ssp_app"))
        issuer = DemoIssuer.in_folder(Path(folder) / "issuer.json", issuer="ssp-demo", audience="ssp")
        app = create_app(database, Vault.generate(), issuer.verifier(), limits)
        found = Times([], [])
        with TestClient(app) as client:
            token = issuer.token(Role.POLICE, "607", subject="bench", at=clock.now())
            client.headers["Authorization"] = f"Bearer {token}"
            _upload(client, weekly_list(rows), rows)
            _upload(client, weekly_list(rows, first=rows), rows)
            for number in range(1, pairs + 1):
                known = weekly_list(rows, first=0, journals=2 * number * rows + 500_000)
                unknown = weekly_list(rows, first=(number + 1) * rows)
                assert len(known) - len(unknown) < 20 + rows // 10
                _settle(url)
                for times, data in ((found.known, known), (found.unknown, unknown))[:: 1 if number % 2 else -1]:
                    times.append(_upload(client, data, rows))
        database.close()
        return found


def _settle(url: str) -> None:
    """As in a database that has run for a minute: PostgreSQL knows how large its tables are."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("analyze")


def _upload(client: TestClient, data: bytes, rows: int) -> float:
    begun = time.perf_counter()
    answer = client.post("/v1/handover-lists", files={"file": ("liste.csv", data)})
    took = time.perf_counter() - begun
    assert answer.status_code == 201, answer.text[:300]
    assert answer.json()["accepted"] == rows, answer.text[:300]
    return took


if __name__ == "__main__":
    sys.exit(shown(measure))

"""A log written through the API, with everything that somebody outside holds of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from app.access.tokens import DemoIssuer
from app.audit import signing, verifier
from app.audit.chain import chained, whole
from app.audit.checkpoints import keep_checkpoints
from app.audit.sinks import FileSink
from app.audit.verifier import Anchor, Verdict
from app.db import Database, as_role
from app.main import create_app
from app.people.encryption import Vault
from tests.caller import FREDERICIA, Service
from tests.cases.stations import on_monday, reach
from tests.lending import database_at
from tests.lists.weeks import received, row, send, weekly
from workflows.casework import State
from workflows.roles import Role

_ROWS = 300


@dataclass
class Proof:
    """``lines`` is the export; ``folder`` has the checkpoints, the police's receipts and the public key."""

    url: str
    folder: Path
    lines: list[bytes]

    @property
    def anchors(self) -> list[Anchor]:
        keys = verifier.read_keys(self.folder / "public.pem")
        return verifier.read_anchors([self.folder / "anchors", self.folder / "receipts"], keys)

    def verify(self, lines: list[bytes]) -> Verdict:
        return verifier.verify(lines, self.anchors)


@contextmanager
def written(url: str, folder: Path, vault: Vault, issuer: DemoIssuer) -> Iterator[Proof]:
    """At least 300 rows; checkpoints after some of them and at the end, and receipts between."""
    database, workers = (database_at(as_role(url, role), pool_size=5) for role in ("ssp_app", "ssp_worker"))
    (folder / "receipts").mkdir()
    (folder / "public.pem").write_text(signing.signer().public_pem())
    with Service(create_app(database, vault, issuer.verifier()), issuer, database, workers) as service:
        while rows_of(url) < _ROWS - 1:
            _work(service, folder)
            checkpoint(workers, folder)
        lines = export(service)
        checkpoint(workers, folder)  # the export's own row, too, is anchored
        yield Proof(url, folder, export(service)[: len(lines) + 1])
    database.close()
    workers.close()


def _work(service: Service, folder: Path) -> None:
    them = on_monday(service)
    receipts = len(list((folder / "receipts").iterdir()))
    receipt = received(send(service.as_(Role.POLICE), weekly(row(journal=f"3700-9-{receipts}"))))
    (folder / "receipts" / f"{receipts}.json").write_text(json.dumps(receipt))
    reach(them, State.COURSE_RUNNING)
    reach(them, State.MEETING_HELD)


def checkpoint(workers: Database, folder: Path) -> None:
    keep_checkpoints(workers, [FREDERICIA], [FileSink(folder / "anchors")])


def export(service: Service) -> list[bytes]:
    """The whole log as the log reviewer gets it, in pages."""
    reviewer, lines = service.as_(Role.LOG_REVIEWER), list[bytes]()
    while True:
        answer = reviewer.get("/v1/audit-export", after=len(lines), limit=100)
        assert answer.status_code == 200, answer.text
        page = answer.content.splitlines(keepends=True)
        lines += page
        if len(page) < 100:
            return lines


def rows_of(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("select count(*) from audit_log where municipality_code = %s", [FREDERICIA])
        return int((found.fetchone() or (0,))[0])


def rechained(lines: list[bytes], number: int, **changed: Any) -> list[bytes]:
    """As somebody who knows the algorithm would: row ``number`` is changed, and everything after it made to fit."""
    rows = [json.loads(line) for line in lines[number - 1 :]]
    rows[0] |= changed
    previous = bytes.fromhex(rows[0]["previous"])
    return [*lines[: number - 1], *(whole(one) + b"\n" for one in chained(rows, number - 1, previous))]

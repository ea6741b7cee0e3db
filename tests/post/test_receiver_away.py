"""The receiver is away for three days by the clock, and workers are killed: each letter arrives once."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.people.encryption import Vault
from tests.adapters.standin import StandIn
from tests.caller import Service
from tests.cases.stations import on_monday, type_in
from tests.drill.form import times
from tests.drill.reporting import Tell
from tests.handover import give
from tests.post.families import queue_all, write
from tests.post.outside import settings_of
from tests.running.process import ROOT, environment

LETTERS, KILLS = times(12, 500), times(4, 50)


class Postmen:
    """Two workers that are killed and followed by others."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._arguments, self._log = arguments, (folder / "postmen.log").open("wb")
        self._running = [self._start(), self._start()]

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", "tests.post.postman", *self._arguments],
            cwd=ROOT, env=environment(), stdout=self._log, stderr=self._log,
        )  # fmt: skip

    def kill_one(self, which: int) -> None:
        dying = self._running[which % 2]
        dying.kill()
        dying.wait(timeout=10)
        self._running[which % 2] = self._start()

    def stop(self) -> None:
        for one in self._running:
            one.kill()
            one.wait(timeout=10)
        self._log.close()


@pytest.fixture
def files(vault: Vault, tmp_path: Path, post: StandIn, certificate: Path) -> dict[str, Path]:
    """What a postman is given."""
    vault.write(tmp_path / "key.json")
    tables = settings_of(post.url, certificate)
    lines = ["[people_register]", *_lines(tables["people_register"]), "[digital_post]", *_lines(tables["digital_post"])]
    for code, own in tables["municipalities"].items():
        lines += [f'[municipalities."{code}"]', *_lines(own)]
    (tmp_path / "outside.toml").write_text("\n".join(lines), encoding="utf-8")
    return {"key": tmp_path / "key.json", "audit": tmp_path / "audit.pem", "outside": tmp_path / "outside.toml",
            "clock": tmp_path / "clock"}  # fmt: skip


@pytest.fixture
def postmen(files: dict[str, Path], worker_url: str, tmp_path: Path) -> Iterator[Any]:
    def begin() -> Postmen:
        made = Postmen(tmp_path, worker_url, *map(str, (files[n] for n in ("key", "audit", "outside", "clock"))))
        begun.append(made)
        return made

    begun: list[Postmen] = []
    yield begin
    for one in begun:
        one.stop()


def test_each_letter_arrives_once_whoever_dies(
    service: Service, post: StandIn, files: dict[str, Path], postmen: Any, url: str, tell: Tell
) -> None:
    them = on_monday(service)
    began = service.at()
    wanted = 0
    while wanted < LETTERS:
        case_id = give(them.coordinator, type_in(them.coordinator), "to_coordinator")
        for number in range(2):
            said = {"name": f"Nr. {number} Opdigtet", "relation": "other", "cpr_number": f"7101{80 + number}-1234"}
            answer = them.coordinator.post(f"/v1/cases/{case_id}/custody-holders", said)
            assert answer.status_code == 201, answer.text
        drafts = write(them.coordinator, case_id)
        queue_all(them.coordinator, case_id, drafts)
        wanted += len(drafts)
    post.control.post("/standin/post", json={"mode": "down"}).raise_for_status()
    set_clock(files["clock"], began)
    working = postmen()
    chance = random.Random(4)  # noqa: S311 - when to kill is no secret
    for kill in range(KILLS):
        # Three days pass while it is away; the last quarter of the kills come when it is back and busy.
        if kill == KILLS * 3 // 4:
            back = {"mode": "lose_answer", "times": max(1, LETTERS // 20)}
            post.control.post("/standin/post", json=back).raise_for_status()
        set_clock(files["clock"], began + timedelta(hours=72) * min(1.0, (kill + 1) / (KILLS * 3 // 4)))
        time.sleep(chance.uniform(1.0, 3.0))
        working.kill_one(kill)
    clock = began + timedelta(hours=80)
    until = time.monotonic() + times(120, 900)
    while states(url) != {"sent": wanted}:
        assert time.monotonic() < until, states(url)
        clock += timedelta(minutes=30)
        set_clock(files["clock"], clock)
        time.sleep(1)
    there = post.control.get("/standin/letters").json()
    assert len(there["letters"]) == wanted
    assert there["refused"] == []
    with psycopg.connect(url) as connection:
        keys = {str(key) for (key,) in connection.execute("select key from letters").fetchall()}
        ledger = connection.execute("select count(*), count(distinct object_id) from disclosures").fetchone()
    assert {one["id"] for one in there["letters"]} == keys
    assert ledger == (wanted, wanted), "and each is in the ledger once"
    tell("12", "hours that the post was away, by the workers' clock", 72, at_least=72)
    tell("12", "kills of one of two workers that write letters", KILLS)
    tell("12", "letters, each there once and in the ledger once", wanted)


def states(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return dict(connection.execute("select state, count(*)::int from letters group by state").fetchall())


def set_clock(file: Path, at: datetime) -> None:
    """Whole or not at all: a worker may be reading it."""
    new = file.with_suffix(".new")
    new.write_text(at.isoformat(), encoding="ascii")
    os.replace(new, file)


def _lines(table: dict[str, Any]) -> list[str]:
    return [f"{name} = {json.dumps(str(value))}" for name, value in table.items()]

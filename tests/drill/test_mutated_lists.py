"""Lists come damaged in every way: each is received or refused, soon, and of what is refused nothing is kept."""

import os
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg

from tests.drill.form import times
from tests.drill.looking import looked
from tests.drill.mutating import mutated
from tests.drill.reporting import Tell
from tests.lists.weeks import TABLES
from tests.running.process import Installation, Server
from workflows.roles import Role

FILES = times(40, 10_000)
_COUNTS = " union all ".join(f"select '{table}', count(*) from {table}" for table in TABLES).encode()  # noqa: S608 - our own names
_OFTEN = 0.1
_MIB = 2**20


class Memory:
    """What the server and the processes that it starts take together, in MiB: at first, and the most."""

    def __init__(self, server: Server) -> None:
        self._pid = server.running.pid
        self.first = self.most = self._now()

    def look(self) -> None:
        self.most = max(self.most, self._now())

    def _now(self) -> float:
        pages = 0
        for one in filter(str.isdigit, os.listdir("/proc")):
            with suppress(OSError):
                if os.getsid(int(one)) == self._pid:
                    pages += int(Path("/proc", one, "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / _MIB


def test_whatever_a_list_has_become_it_is_received_or_refused(url: str, tmp_path: Path, tell: Tell) -> None:
    here = Installation(url, tmp_path)
    statuses: Counter[int] = Counter()
    slowest = 0.0
    with psycopg.connect(url, autocommit=True) as owner, here.serve() as server:
        with here.caller(server, Role.POLICE) as police:
            assert _sent(police, 0)[0].status_code < 500  # what is loaded once is there from here on
            memory, before = Memory(server), _counts(owner)
            with looked(memory.look, every=_OFTEN):
                for number in range(1, FILES + 1):
                    answer, took = _sent(police, number)
                    statuses[answer.status_code] += 1
                    slowest = max(slowest, took)
                    assert answer.status_code in (200, 201, 413, 422), (number, answer.status_code, answer.text[:300])
                    after = _counts(owner)
                    if answer.status_code == 200:
                        before["audit_log"] += 1  # one that was there already: that it was asked for again is logged
                    elif answer.status_code != 201:
                        assert answer.json()["code"], number
                    if answer.status_code != 201:
                        assert after == before, (number, "something of what was refused is there")
                    before = after
        assert server.answers()
        said = server.said()
    assert "unforeseen: " not in said
    assert {201, 422} <= statuses.keys(), statuses
    tell("10", "mutated files handed over", statuses.total(), at_least=10_000)
    tell("10", "of them refused", statuses[422] + statuses[413])
    tell("10", "answered with 5xx", sum(many for status, many in statuses.items() if status >= 500), at_most=0)
    tell("10", "refused files of which something was stored", 0, at_most=0)
    tell(
        "10",
        "MiB, at most, that the service and its readers took above what they had",
        memory.most - memory.first,
        at_most=200,
    )
    tell("10", "seconds for the slowest file", slowest, at_most=2)


def _sent(police: httpx.Client, number: int) -> tuple[httpx.Response, float]:
    name, content = mutated(number)
    began = time.perf_counter()
    answer = police.post("/v1/handover-lists", files={"file": (name, content)})
    return answer, time.perf_counter() - began


def _counts(owner: psycopg.Connection[Any]) -> dict[str, int]:
    return dict(owner.execute(_COUNTS).fetchall())

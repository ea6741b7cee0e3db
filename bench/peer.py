"""One of those measured by turns: where it is served, how each piece of work is asked of it, and what that leaves."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.load import Ask, Line, load
from bench.serving import Served, processes

CASES, OPEN, CLIENTS, PROCESSES, PAGE = 10_000, 136, 8, 2, 50
_ENVIRONMENT = Path(os.environ.get("SSP_BENCH_PEERS", ".venv-peers")).absolute()
PROGRAMS = _ENVIRONMENT / "bin"


@dataclass(frozen=True)
class Peer:
    name: str
    served: Served
    url: str
    """Of its database."""
    asks: Mapping[str, Callable[[], Ask]]
    """How each piece of work is asked, said anew before each round."""
    left: Mapping[str, str]
    """SQL for how many rows there are of what each piece of work must leave; nothing for one that only reads."""
    listed: Callable[[bytes], Sequence[str]]
    """The ids in an answer to ``queue``."""
    still_open: str
    """SQL for the ids of all that is open."""
    bars: Mapping[str, float] = field(default_factory=dict)
    requests: Mapping[str, int] = field(default_factory=dict)
    """Of how many requests one piece of work is, where it is not one."""

    def rate(self, work: str, seconds: float) -> float:
        """Pieces of work a second. Each was answered with success, and left its row."""
        each, before = self.requests.get(work, 1), self._rows(work)
        loaded = load(self.served.ports, CLIENTS, seconds, self.asks[work]())
        assert loaded.failed == 0, (self.name, work, loaded.failed)
        answers = len(loaded.seconds)
        rows = self._rows(work) - before if work in self.left else answers
        assert every_one_left(rows, answers, each), (self.name, work, rows, answers)
        return rows * loaded.rate / answers

    def asserted_queue(self) -> None:
        """Its first page is a full one, of different cases, all of them open."""
        with Line(self.served.ports[0]) as line:
            ids = self.listed(line.answered(self.asks["queue"]()(0, None)))
        with psycopg.connect(self.url) as connection:
            open_ = {str(one) for (one,) in connection.execute(self.still_open)}
        assert len(set(ids)) == len(ids) == PAGE, (self.name, len(ids))
        assert set(ids) <= open_, (self.name, set(ids) - open_)

    def _rows(self, work: str) -> int:
        if work not in self.left:
            return 0
        with psycopg.connect(self.url) as connection:
            (many,) = connection.execute(self.left[work]).fetchone() or (0,)
        return int(many)


def every_one_left(rows: int, answers: int, requests: int) -> bool:
    """Whether so many answers left as many rows as they must, with so many requests to a row.

    A client whose time is up between two of them has asked for nothing yet.
    """
    return 0 < rows * requests <= answers <= rows * requests + CLIENTS * (requests - 1)


def installed() -> None:
    """The peers' environment: the group ``peers``, which is in no other."""
    subprocess.run(
        [str(Path(sys.executable).parent / "uv"), "sync", "--frozen", "--quiet", "--only-group", "peers"],
        env=os.environ | {"UV_PROJECT_ENVIRONMENT": str(_ENVIRONMENT)}, check=True,
    )  # fmt: skip


def database(url: str, name: str) -> str:
    """The address of a new one of that name beside the service's."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"drop database if exists {name} with (force)")
        admin.execute(f"create database {name}")
    return beside(url, name)


def beside(url: str, name: str) -> str:
    return url.replace(f"/{url.partition('?')[0].rpartition('/')[2]}?", f"/{name}?")


def filled(url: str, statements: str) -> None:
    """With ``:many`` cases of which ``:open`` are open, by SQL."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statements.replace(":many", str(CASES)).replace(":open", str(OPEN)))
        connection.execute("vacuum (analyze)")


def run(program: str, *arguments: str, settings: Mapping[str, str] | None = None) -> None:
    subprocess.run(
        [str(PROGRAMS / program), *arguments], env=os.environ | dict(settings or {}), check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def gunicorn(module: str, settings: Mapping[str, str], ready: str) -> AbstractContextManager[Served]:
    """As many processes as the service has, each with a thread for each client, on connections that are kept."""
    command = [
        str(PROGRAMS / "gunicorn"), module, "--worker-class", "gthread", "--threads", "10", "--keep-alive", "60",
    ]  # fmt: skip
    return processes(PROCESSES, command, settings, port_in="PORT", ready=ready)


def python_path() -> Mapping[str, str]:
    return {"PYTHONPATH": str(Path.cwd())}

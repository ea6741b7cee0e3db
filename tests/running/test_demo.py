"""The demo: what it says works, it ends without leaving anything, and it starts again, however it ended."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running.process import Process, Server, environment, wait_until
from tests.running.processes import children_of, is_running, naming
from tests.running.starting import Running, start_anew


def _demo(folder: Path, server: type[Server] = Server) -> Server:
    return server(log=folder / "said.log", command="demo", SSP_DATA_DIR=str(folder / "data"))


class _StartedAnew(Server):
    """By a Python that starts for it, as a newcomer's own does."""

    def start(self, arguments: tuple[str, ...], environment: Mapping[str, str]) -> Running:
        return start_anew(arguments, environment, self.log, self.log)


def _suggested(said: str) -> list[str]:
    return re.findall(r"^ +(curl .+)$", said, re.MULTILINE)


def _paste(command: str) -> str:
    """In a shell of somebody who has set nothing."""
    done = subprocess.run(["sh", "-c", command], env=environment(), cwd="/", capture_output=True, text=True, check=True)
    return done.stdout


def _works_as_pasted(demo: Server) -> None:
    said = demo.said()
    assert "every person is invented" in said
    assert demo.address in said
    entries, receipt, cases = map(json.loads, map(_paste, _suggested(said)))
    assert {"suggestion", "person"} <= entries["items"][0].keys()
    assert receipt["received"] == receipt["accepted"] + receipt["duplicate"] + receipt["rejected"]
    assert receipt["rejected"] == 2
    assert cases["items"]


def _worker_of(demo: Server) -> int:
    (worker,) = [one.pid for one in children_of(demo.running.pid) if "worker" in one.command]
    return worker


def _ends(demo: Server, folder: Path, number: int, said_before: str = "") -> None:
    worker = _worker_of(demo)
    assert naming(folder / "data"), "PostgreSQL runs below the folder"
    if number == signal.SIGTERM:
        demo.running.terminate()
    else:  # from a terminal, by Ctrl-C or by closing it: the worker hears it too
        os.killpg(demo.running.pid, number)
    demo.running.wait(timeout=30)
    assert not is_running(worker)
    assert naming(folder / "data") == []
    said = demo.said().removeprefix(said_before)
    assert demo.running.returncode == 0, said
    assert "Traceback" not in said


@pytest.fixture
def as_in_a_terminal() -> Iterator[None]:
    """Whoever runs the tests by nohup has told every process below to outlive the terminal, and the demo obeys."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def _of_the_coordinator(demo: Server, what: str) -> Any:
    return json.loads(_paste(re.sub(r"/v1/cases$", f"/v1/{what}", _suggested(demo.said())[-1])))


@pytest.mark.usefixtures("as_in_a_terminal")
def test_what_it_suggests_works_when_pasted_and_it_goes_on_with_its_data_however_it_ended(folder: Path) -> None:
    """Stopped, killed, and with its terminal closed: it loads nothing twice, and leaves nothing that runs."""
    here = folder / "en mappe"
    here.mkdir()
    with _demo(here, _StartedAnew) as demo:
        assert httpx.get(f"{demo.address}/readyz").json() == {"status": "ready"}
        _works_as_pasted(demo)
        first = re.findall(r"Loaded: (.+)", demo.said())
        lists = _of_the_coordinator(demo, "handover-lists")
        _ends(demo, here, signal.SIGINT)
    with _demo(here) as demo:
        assert re.findall(r"Loaded: (.+)", demo.said()) == first * 2
        assert _of_the_coordinator(demo, "handover-lists") == lists
        worker = _worker_of(demo)
        demo.kill()
        assert naming(here / "data"), "nobody was left to stop PostgreSQL"
        wait_until(lambda: not is_running(worker), "the worker should end when who started it is gone")
        said = demo.said()
    with _demo(here, _StartedAnew) as demo:
        assert re.findall(r"Loaded: (.+)", demo.said()) == first * 3
        assert _of_the_coordinator(demo, "cases")["items"]
        _ends(demo, here, signal.SIGHUP, said_before=said)


def test_killed_while_the_database_is_made_it_makes_it_anew(folder: Path) -> None:
    with Process("demo", log=folder / "first.log", SSP_DATA_DIR=str(folder / "data")) as first:
        wait_until(lambda: list(folder.glob("data/postgresql/new-*/PG_VERSION")), "the database should be begun")
        os.killpg(first.running.pid, signal.SIGKILL)  # and initdb with it
        first.running.wait(timeout=10)
    with _demo(folder) as demo:
        assert httpx.get(f"{demo.address}/readyz").json() == {"status": "ready"}
        _ends(demo, folder, signal.SIGTERM)  # it is stopped below, where it has been killed before

"""A new version takes over from the old one, and a process from another, while people work: no request fails."""

import logging
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.browser.left_out import never
from tests.cloning import at_database
from tests.drill.form import LONG, times
from tests.drill.reporting import Tell
from tests.drill.rolling import Balancer, Crowd, OfAnotherVersion
from tests.drill.wholeness import faults
from tests.running.process import ROOT, Installation, environment, ssp
from tests.running.starting import SSP

logger = logging.getLogger("ssp.drill")

PEOPLE, A_WHILE, PROCESSES = times(3, 8), times(9, 1_500), times(1, 3)
"""How many work, how many requests are answered between two steps of an operator, and in how many processes."""
_PROGRAM = ("app", "workflows", "migrations")
LEAVE = {"SSP_LEAVE_SECONDS": "2"}


def test_processes_are_replaced_one_by_one_and_no_request_fails(url: str, tmp_path: Path, tell: Tell) -> None:
    here = Installation(url, tmp_path)
    balancer = Balancer()
    crowd = Crowd(here, balancer, PEOPLE)
    with ExitStack() as running, balancer.looking():
        servers = [running.enter_context(here.serve(**LEAVE)) for _ in range(PROCESSES)]
        for server in servers:
            balancer.add(server)
        with crowd.at_work():
            crowd.goes_on(A_WHILE)
            for server in servers:
                balancer.add(running.enter_context(here.serve(**LEAVE)))
                assert server.signal(signal.SIGTERM, seconds=60) == 0
                assert not balancer.is_sent_to(server)
                crowd.goes_on(A_WHILE)
    _nothing_failed(crowd, here)
    tell("upgrade", "processes replaced by others of the same version, while people work", PROCESSES)
    tell("upgrade", "requests while processes are replaced by others of their version", crowd.done.total())
    tell("upgrade", "failed of those", len(crowd.failed), at_most=0)


@pytest.mark.skipif(not LONG, reason="the long form, make drill: it waits for a minute")
def test_who_keeps_a_connection_for_a_minute_closes_it_before_the_service_does(url: str, tmp_path: Path) -> None:
    """As nginx and most balancers do: otherwise they would at times send on one that is being closed."""
    with Installation(url, tmp_path).serve() as server:
        address = server.address.removeprefix("http://")
        with closing(HTTPConnection(address, timeout=30)) as kept:
            for wait in (0, 61):
                time.sleep(wait)
                kept.request("GET", "/healthz")
                answer = kept.getresponse()
                assert (answer.status, answer.read() != b"") == (200, True)
                assert kept.sock, "it stays open"


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The source as it was before the newest migration."""
    newest = sorted((ROOT / "migrations" / "versions").glob("0*.py"))[-1]
    archive, version = tmp_path / "before.tar", _version_without(newest)
    if version is None or _git("archive", "--output", str(archive), version, *_PROGRAM) is None:
        why = "LEFT OUT: without the history of the source there is no version before the newest migration"
        if never():
            pytest.fail(why, pytrace=False)
        pytest.skip(why)
    root = tmp_path / "before"
    root.mkdir()
    subprocess.run(["tar", "-xf", archive, "-C", root], check=True)
    return root


def _version_without(newest: Path) -> str | None:
    """The last commit that had all the migrations of today but the newest."""
    wanted = {one.name for one in newest.parent.glob("*.py")} - {newest.name}
    folder = str(newest.parent.relative_to(ROOT))
    for commit in (_git("rev-list", "HEAD", "--", folder) or "").split():
        there = _git("ls-tree", "--name-only", commit, f"{folder}/") or ""
        if {Path(one).name for one in there.split() if one.endswith(".py")} == wanted:
            return commit
    return None


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    name = f"empty_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'create database "{name}"')
        yield at_database(server_url, name)
        admin.execute(f'drop database "{name}" with (force)')


def test_old_and_new_work_side_by_side_while_the_database_is_updated(
    before: Path, empty_url: str, tmp_path: Path, tell: Tell
) -> None:
    here = Installation(empty_url, tmp_path)
    said = environment(**here.settings)
    migrated = subprocess.run([*SSP, "migrate"], cwd=before, env=said, capture_output=True, text=True, check=False)
    assert migrated.returncode == 0, migrated.stderr
    # One from before it could say that it leaves, or live with a newer database, is taken out by hand.
    leaves = "SSP_LEAVE_SECONDS" in (before / "app" / "settings.py").read_text()
    balancer = Balancer("/readyz" if leaves else "/healthz")
    crowd = Crowd(here, balancer, PEOPLE)
    with ExitStack() as running, balancer.looking():
        old = [running.enter_context(_of_before(before, here)) for _ in range(PROCESSES)]
        for server in old:
            balancer.add(server)
        with crowd.at_work():
            crowd.goes_on(A_WHILE)
            assert ssp("migrate", **here.settings).returncode == 0
            crowd.goes_on(A_WHILE)
            for server in old:
                balancer.add(running.enter_context(here.serve(**LEAVE)))
                crowd.goes_on(A_WHILE)
                if not leaves:
                    balancer.remove(server)
                    crowd.goes_on(PEOPLE)  # whoever was on the way has arrived
                server.signal(signal.SIGTERM, seconds=60)
            crowd.goes_on(A_WHILE)
    _nothing_failed(crowd, here)
    tell(
        "upgrade",
        "processes of the version before replaced by the newest, and the database updated under both",
        PROCESSES,
    )
    tell("upgrade", "requests while the newest version takes over from the one before", crowd.done.total())
    tell("upgrade", "failed of these", len(crowd.failed), at_most=0)


def _of_before(root: Path, here: Installation) -> OfAnotherVersion:
    of_it = type("Old", (OfAnotherVersion,), {"root": root})
    log = here.folder / f"{uuid4().hex}.log"
    made: OfAnotherVersion = of_it(log=log, **here.settings | LEAVE)
    return made


def _nothing_failed(crowd: Crowd, here: Installation) -> None:
    assert crowd.failed == []
    assert len(crowd.stored) > 0
    with psycopg.connect(here.url, autocommit=True) as connection:
        (stored,) = connection.execute("select count(*) from handover_lists").fetchone() or (0,)
        assert stored == len(crowd.stored)
        assert faults(connection) == []
    logger.info("%s requests answered, none failed: %s", crowd.done.total(), dict(crowd.done))

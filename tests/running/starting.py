"""Starting ``ssp`` as a process of its own: by a Python that loads it, or faster, by one that has."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from app.audit.signing import new_key

ROOT = Path(__file__).resolve().parents[2]
SSP = (sys.executable, "-m", "app")
_PARKED = (sys.executable, "-m", "tests.running.parked")


def environment(**given: str) -> dict[str, str]:
    """This process's own, without what steers the service, and with what is ``given``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SSP_", "DATABASE_URL"))}
    if kept.pop("PYTHONDONTWRITEBYTECODE", None):  # a server is started a hundred times, and compiled once
        kept["PYTHONPYCACHEPREFIX"] = str(ROOT / ".pytest_cache" / "bytecode")
    if "DATABASE_URL" in given:
        kept["SSP_AUDIT_KEY"] = str(_audit_key())
    return kept | given


@cache
def _audit_key() -> Path:
    """One for the run: the key for signing the log is not what most of these tests are about."""
    folder = Path(tempfile.mkdtemp(prefix="ssp-audit-key-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    new_key(folder / "audit.pem")
    return folder / "audit.pem"


class Running(Protocol):
    """What there is of ``subprocess.Popen`` in a command that was started either way."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


Starting = Callable[[tuple[str, ...], Mapping[str, str], Path, Path], Running]
"""A command's arguments, its environment, and the files it says into, on the one stream and on the other."""


def start(arguments: tuple[str, ...], environment: Mapping[str, str], out: Path, err: Path) -> Running:
    """The command, saying into these files, with no input and in a session of its own."""
    if sys.platform == "linux":
        return _parked().start(arguments, environment, out, err)
    return start_anew(arguments, environment, out, err)


def start_anew(
    arguments: tuple[str, ...], environment: Mapping[str, str], out: Path, err: Path
) -> "subprocess.Popen[bytes]":
    """The same, by a Python that starts for it, as somebody's own does."""
    with out.open("ab") as said, err.open("ab") as told:
        return subprocess.Popen(
            [*SSP, *arguments], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=told,
            start_new_session=True,
        )  # fmt: skip


class _Parked:
    """The process that has loaded the service; see ``tests/running/parked.py``.

    A line in is what to start; a line out says which process was started, or has ended and how.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            _PARKED, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        atexit.register(self._end)
        self._hearing = threading.Condition()
        self._started: list[int] = []
        self._codes: dict[int, int] = {}
        threading.Thread(target=self._hear, daemon=True).start()

    def start(self, arguments: tuple[str, ...], environment: Mapping[str, str], out: Path, err: Path) -> "_Forked":
        asked = {
            "arguments": arguments, "environment": dict(environment), "folder": str(ROOT), "out": str(out),
            "err": str(err),
        }  # fmt: skip
        assert self._process.stdin is not None
        with self._hearing:
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            assert self._hearing.wait_for(lambda: self._started, timeout=60), "the command was not started"
            return _Forked(self, self._started.pop())

    def code_of(self, pid: int, timeout: float | None) -> int | None:
        with self._hearing:
            self._hearing.wait_for(lambda: pid in self._codes, timeout)
            return self._codes.get(pid)

    def _hear(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line)
            with self._hearing:
                if "started" in said:
                    self._started.append(said["started"])
                else:
                    self._codes[said["ended"]] = said["code"]
                self._hearing.notify_all()

    def _end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


@cache
def _parked() -> _Parked:
    return _Parked()


class _Forked:
    def __init__(self, parked: _Parked, pid: int) -> None:
        self._parked = parked
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._parked.code_of(self.pid, timeout=0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self.returncode = self._parked.code_of(self.pid, timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("ssp", timeout or 0)
        return self.returncode

    def send_signal(self, sig: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, sig)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

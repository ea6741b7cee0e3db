"""Which processes there are."""

import subprocess
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc/self/stat")


class One(NamedTuple):
    pid: int
    parent: int
    command: str


def everything_that_runs() -> list[One]:
    if _PROC.exists():
        return [one for path in Path("/proc").glob("[0-9]*") if (one := _of_linux(path)) is not None]
    told = subprocess.run(["ps", "-axwwo", "pid=,ppid=,command="], capture_output=True, text=True, check=True).stdout
    lines = [line.split(maxsplit=2) for line in told.splitlines()]
    return [One(int(pid), int(parent), command) for pid, parent, command in lines]


def _of_linux(path: Path) -> One | None:
    """None for one that has ended: it may wait for its parent to look, or be gone already."""
    try:
        command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        state, parent = (path / "stat").read_text(errors="replace").rpartition(")")[2].split()[:2]
    except OSError:
        return None
    return None if state == "Z" else One(int(path.name), int(parent), command)


def naming(words: object) -> list[One]:
    """Those whose command has the words in it: a folder's path, for instance."""
    return [one for one in everything_that_runs() if str(words) in one.command]


def children_of(pid: int) -> list[One]:
    return [one for one in everything_that_runs() if one.parent == pid]


def is_running(pid: int) -> bool:
    return any(one.pid == pid for one in everything_that_runs())

"""Where checkpoints go: places that whoever runs the database cannot edit."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_TAIL = 1 << 16
"""Bytes at a file's end that are looked through for a checkpoint that is there already."""


class SinkFailed(Exception):
    """A sink did not take a checkpoint; it is tried again. The message has no more than names of sinks and errors."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A checkpoint as it leaves: ``line`` is its canonical form with the signature, without a newline."""

    municipality_code: str
    number: int
    hash: str
    line: bytes

    @property
    def name(self) -> str:
        """As the verifier looks for its time stamp."""
        return f"{self.municipality_code}-{self.number}-{self.hash[:8]}"


class Sink(Protocol):
    """Takes a checkpoint once; the same again must do no harm."""

    @property
    def name(self) -> str:
        """As the sendings call it."""
        ...

    def send(self, checkpoint: Sent) -> bytes | None:
        """What it answers with, to be kept. Raises SinkFailed."""
        ...


@dataclass(frozen=True)
class FileSink:
    """A folder with a file for each municipality, a line a checkpoint, only ever added to."""

    folder: Path
    name: str = "file"

    def send(self, checkpoint: Sent) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._append(self.path(checkpoint.municipality_code), checkpoint.line + b"\n")
        except OSError as error:
            raise SinkFailed(f"{self.name}: {type(error).__name__}") from None

    def path(self, municipality_code: str) -> Path:
        return self.folder / f"{municipality_code}.jsonl"

    def _append(self, path: Path, line: bytes) -> None:
        """Whole and once, though whoever did it before was killed in the middle or before it was noted."""
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            size = os.fstat(descriptor).st_size
            whole, newline, torn = os.pread(descriptor, _TAIL, max(0, size - _TAIL)).rpartition(b"\n")
            if line not in whole + newline:
                begun = torn if torn and line.startswith(torn) else b""
                left = (b"\n" if torn and not begun else b"") + line[len(begun) :]
                while left:
                    left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def newest_line(path: Path) -> bytes | None:
    """The last line of a sink's file that was written whole."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        lines = file.read().rpartition(b"\n")[0].splitlines()
    return lines[-1] if lines else None

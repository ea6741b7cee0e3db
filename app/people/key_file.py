"""The municipalities' keys in memory, and in a file that processes share and reread."""

import fcntl
import json
import logging
import os
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE

from app.people.key_provider import NoKey
from app.people.tink_keys import TinkKeys

logger = logging.getLogger("ssp.keys")

_ANYBODY_ELSE = 0o027
"""What a key file's mode must not have: others reading it, or anybody but its owner writing it."""


class Keyring:
    """Keys that are gone with the process."""

    def __init__(self, keys: Mapping[str, TinkKeys] | None = None) -> None:
        self._keys: Mapping[str, TinkKeys] = dict(keys or {})

    def where(self) -> str:
        return "memory"

    def municipalities(self) -> Collection[str]:
        return set(self._keys)

    def of(self, municipality_code: str, expected: str | None = None) -> TinkKeys:
        keys = self._keys.get(municipality_code)
        if keys is None:
            raise NoKey(
                f"Municipality {municipality_code} has no keys in {self.where()}. Make them with:"
                f" ssp keys add --municipality {municipality_code}"
            )
        return keys

    def add(self, municipality_codes: Collection[str]) -> None:
        with self._changing():
            lacking = set(municipality_codes) - set(self._keys)
            self._keys = {**self._keys, **{code: TinkKeys.make() for code in sorted(lacking)}}

    def rotate(self, municipality_code: str) -> None:
        self._change(municipality_code, TinkKeys.rotated)

    def retire(self, municipality_code: str, key_ids: Collection[str]) -> None:
        self._change(municipality_code, lambda keys: keys.without(key_ids))

    def write(self, path: Path) -> None:
        """To a new file that only its owner may read."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"municipalities": {code: keys.as_json() for code, keys in self._keys.items()}}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())

    def _change(self, municipality_code: str, change: Callable[[TinkKeys], TinkKeys]) -> None:
        with self._changing():
            self._keys = {**self._keys, municipality_code: change(Keyring.of(self, municipality_code))}

    @contextmanager
    def _changing(self) -> Iterator[None]:
        yield


class KeyFile(Keyring):
    """A file for all municipalities. Each use sees whether it has changed, so no process needs a restart."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._read_at: tuple[int, ...] | None = None

    def where(self) -> str:
        return str(self.path)

    def municipalities(self) -> Collection[str]:
        if not self.path.exists():
            return set()
        self._read()
        return super().municipalities()

    def of(self, municipality_code: str, expected: str | None = None) -> TinkKeys:
        """A file that cannot be read for the moment does not take from a process what it has read before."""
        try:
            stamp = _stamp(self.path)
            if stamp != self._read_at:
                self._read()
            keys = super().of(municipality_code)
            if expected not in (None, keys.primary, *keys.older):
                self._read()
        except (OSError, NoKey) as error:
            if municipality_code not in self._keys:
                raise NoKey(str(error) if isinstance(error, NoKey) else self._unreadable(error)) from None
            logger.error("the key file cannot be read: %s", type(error).__name__)
        return super().of(municipality_code)

    def _read(self) -> None:
        """Raises NoKey."""
        try:
            stamp, mode = _stamp(self.path), S_IMODE(self.path.stat().st_mode)
            if mode & _ANYBODY_ELSE:
                raise NoKey(
                    f"The key file {self.path} is open to others than its owner (mode {mode:o}): chmod 600 {self.path}"
                )
            content = json.loads(self.path.read_text())["municipalities"]
            self._keys = {code: TinkKeys(keys["wrapping"], keys["indexing"]) for code, keys in content.items()}
            self._read_at = stamp
        except NoKey as error:
            raise (error if error.args[0].startswith("The key") else NoKey(self._unreadable(error))) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NoKey(self._unreadable(error)) from None

    def _unreadable(self, error: Exception) -> str:
        return f"The key for personal data in {self.path} cannot be read ({type(error).__name__})."

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One at a time changes what the file says now; the new file takes the old one's place in one step."""
        path = self.path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(f"{path}.lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            before = path.stat() if path.exists() else None
            if before is not None:
                self._read()
            yield
            new = path.with_name(f"{path.name}.new")
            new.unlink(missing_ok=True)
            self.write(new)
            if before is not None and (before.st_uid, before.st_gid) != (new.stat().st_uid, new.stat().st_gid):
                os.chown(new, before.st_uid, before.st_gid)  # root changes the file of the account that reads it
            if before is not None:
                new.chmod(stat.S_IMODE(before.st_mode))  # whoever could read it before must go on
            new.replace(path)
            _sync(path.parent)


def _stamp(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _sync(folder: Path) -> None:
    """What a power cut must not take: a data key may be wrapped with the new key in the next moment."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""The vault of this process: the municipalities' keys, and the blind index made with them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.people.key_file import KeyFile, Keyring
from app.people.key_provider import KeyProvider, MunicipalityKeys, NoKey
from workflows.profile import all_profiles


class Vault:
    """Whatever store the keys are in."""

    def __init__(self, provider: KeyProvider) -> None:
        self.provider = provider

    @classmethod
    def generate(cls) -> "Vault":
        """With new keys for every municipality that has a profile, in memory alone."""
        ring = Keyring()
        ring.add([profile.municipality_code for profile in all_profiles()])
        return cls(ring)

    @classmethod
    def from_file(cls, path: Path) -> "Vault":
        """Raises NoKey when the file cannot be read."""
        file = KeyFile(path)
        file.municipalities()
        return cls(file)

    def write(self, path: Path) -> None:
        """The keys that were generated, to a new file that only its owner may read."""
        if not isinstance(self.provider, Keyring):
            raise TypeError("keys in a store of their own are not written to a file")
        self.provider.write(path)

    def of(self, municipality_code: str, expected: str | None = None) -> MunicipalityKeys:
        """Raises NoKey."""
        return self.provider.of(municipality_code, expected)

    def index(self, municipality_code: str, kind: str, value: str) -> bytes:
        """What ``value`` is found by: 16 bytes, the same each time for the same kind and municipality."""
        return indexed(self.of(municipality_code), municipality_code, kind, value)


def indexed(keys: MunicipalityKeys, municipality_code: str, kind: str, value: str) -> bytes:
    return keys.index(f"{municipality_code}|{kind}|{value}".encode())


_current: Vault | None = None
_lock = threading.Lock()


def use(vault: Vault) -> None:
    """Makes ``vault`` the one of this process. Called once, where the service is put together."""
    global _current
    with _lock:
        _current = vault


@contextmanager
def for_now(vault: Vault) -> Iterator[None]:
    """``vault`` is the one of this process until the end of the block: it may turn out to be the wrong one."""
    global _current
    before, _current = _current, vault
    try:
        yield
    finally:
        _current = before


def vault() -> Vault:
    """The vault of this process. Raises NoKey when none has been opened."""
    if _current is None:
        raise NoKey("No key for personal data has been opened.")
    return _current

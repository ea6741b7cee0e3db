"""Sealing personal data (AES-256-GCM) and finding it again by a keyed blind index (HMAC-SHA256).

Both by Tink. A sealed value is bound to its municipality, table, column and row: moved elsewhere it
does not open. The blind index is keyed, because a plain hash of a CPR number can be searched
through in under a minute, and it differs between municipalities.
"""

import json
import os
import threading
from functools import cache
from pathlib import Path
from typing import Any, Final, overload
from uuid import UUID

import tink
from tink import aead, json_proto_keyset_format, prf, secret_key_access

aead.register()
prf.register()

INDEX_BYTES: Final = 16


class NoKey(Exception):
    """The key for personal data is missing or cannot be read; the service must not start."""


class CannotOpen(Exception):
    """A sealed value does not open here: it was moved, changed, or sealed with another key."""


class Vault:
    """Seals and opens with one key set."""

    def __init__(self, sealing: tink.KeysetHandle, indexing: tink.KeysetHandle) -> None:
        self._sealing = sealing
        self._indexing = indexing
        self._aead: aead.Aead = sealing.primitive(aead.Aead)
        self._prf = indexing.primitive(prf.PrfSet).primary()

    @classmethod
    def generate(cls) -> "Vault":
        return cls(
            tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM),
            tink.new_keyset_handle(prf.prf_key_templates.HMAC_SHA256),
        )

    @classmethod
    def from_file(cls, path: Path) -> "Vault":
        """Raises NoKey."""
        try:
            content = json.loads(path.read_text())
            sealing, indexing = (
                json_proto_keyset_format.parse(json.dumps(content[use]), secret_key_access.TOKEN)
                for use in ("sealing", "indexing")
            )
            return cls(sealing, indexing)
        except (OSError, ValueError, KeyError, TypeError, tink.TinkError) as error:
            raise NoKey(f"The key for personal data in {path} cannot be read ({type(error).__name__}).") from None

    def write(self, path: Path) -> None:
        """Writes the key set to a new file that only its owner may read."""
        content = {
            use: json.loads(json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN))
            for use, handle in (("sealing", self._sealing), ("indexing", self._indexing))
        }
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(content, file)

    def seal(self, text: str, municipality_code: str, table: str, column: str, row: UUID) -> bytes:
        sealed: bytes = self._aead.encrypt(text.encode(), _place(municipality_code, table, column, row))
        return sealed

    def open(self, sealed: bytes, municipality_code: str, table: str, column: str, row: UUID) -> str:
        """Raises CannotOpen."""
        try:
            opened: bytes = self._aead.decrypt(sealed, _place(municipality_code, table, column, row))
        except tink.TinkError:
            raise CannotOpen(f"{table}.{column}") from None
        return opened.decode()

    def index(self, municipality_code: str, kind: str, value: str) -> bytes:
        """What ``value`` is found by: 16 bytes, the same each time for the same kind and municipality."""
        digest: bytes = self._prf.compute(f"{municipality_code}|{kind}|{value}".encode(), INDEX_BYTES)
        return digest


def _place(municipality_code: str, table: str, column: str, row: UUID) -> bytes:
    return _column(municipality_code, table, column) + row.bytes


@cache
def _column(municipality_code: str, table: str, column: str) -> bytes:
    """The same for each row of a list, so it is put together once."""
    return f"{municipality_code}|{table}|{column}|".encode()


_current: Vault | None = None
_lock = threading.Lock()


def use(vault: Vault) -> None:
    """Makes ``vault`` the one of this process. Called once, where the service is put together."""
    global _current
    with _lock:
        _current = vault


def vault() -> Vault:
    """The vault of this process. Raises NoKey when none has been opened."""
    if _current is None:
        raise NoKey("No key for personal data has been opened.")
    return _current


class SealedText:
    """A text attribute that is stored sealed, in the column ``<name>_sealed`` of the same row.

    The row's municipality_code and id must be set before it.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.column = f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type) -> "SealedText": ...
    @overload
    def __get__(self, row: Any, owner: type) -> str | None: ...
    def __get__(self, row: Any, owner: type) -> "SealedText | str | None":
        if row is None:
            return self
        sealed = getattr(row, self.column)
        if sealed is None:
            return None
        return vault().open(sealed, row.municipality_code, row.__tablename__, self.column, row.id)

    def __set__(self, row: Any, text: str | None) -> None:
        sealed = None
        if text:
            sealed = vault().seal(text, row.municipality_code, row.__tablename__, self.column, row.id)
        setattr(row, self.column, sealed)

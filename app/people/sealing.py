"""A sealed value: text under a data key (AES-256-GCM), bound to its municipality, table, column and row.

One byte says which form, then the data key's id (16 bytes), the nonce (12) and the ciphertext with
its tag. All but the nonce and the ciphertext itself is bound with the place, and moved elsewhere the
value does not open.
"""

import os
from collections.abc import Iterator
from functools import cache
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORM: Final = b"\x01"
_HEAD: Final = 17
NONCE_BYTES: Final = 12
_AT_ONCE: Final = 1000
KEY_BYTES: Final = 32

TO_BE_SEALED: Final = b"\x00"
"""Stands in the column of a row whose text is sealed with the next flush; never in the database."""


class CannotOpen(Exception):
    """A sealed value does not open here: it was moved or changed, or its data key is destroyed or another's."""

    def __init__(self, municipality_code: str, table: str, column: str, row: UUID) -> None:
        super().__init__(f"{table}.{column}")
        self.municipality_code = municipality_code
        self.table = table
        self.column = column
        self.row = row


class NotThere(Exception):
    """What is here was not sealed with this key for this place."""


def place(municipality_code: str, table: str, column: str, row: UUID) -> bytes:
    return _column(municipality_code, table, column) + row.bytes


@cache
def _column(municipality_code: str, table: str, column: str) -> bytes:
    """The same for each row of a list, so it is put together once."""
    return f"{municipality_code}|{table}|{column}|".encode()


def random_bytes(size: int) -> Iterator[bytes]:
    """``size`` new random bytes each time, from the system a thousand at once: asking it costs more than sealing."""
    while True:
        block = os.urandom(size * _AT_ONCE)
        for begin in range(0, len(block), size):
            yield block[begin : begin + size]


def seal(key: AESGCM, key_id: UUID, text: str, at: bytes, nonce: bytes | None = None) -> bytes:
    """``text`` under the data key ``key_id``, for the ``place`` ``at``. A ``nonce`` is used once and never again."""
    head, nonce = _FORM + key_id.bytes, nonce or os.urandom(NONCE_BYTES)
    return head + nonce + key.encrypt(nonce, text.encode(), head + at)


def key_id_of(sealed: bytes) -> UUID | None:
    """Which data key opens it; None when it is nothing sealed."""
    return UUID(bytes=sealed[1:_HEAD]) if sealed[:1] == _FORM and len(sealed) > _HEAD else None


def opened(key: AESGCM, sealed: bytes, at: bytes) -> str:
    """The text. Raises NotThere."""
    nonce, rest = sealed[_HEAD : _HEAD + NONCE_BYTES], sealed[_HEAD + NONCE_BYTES :]
    try:
        return key.decrypt(nonce, rest, sealed[:_HEAD] + at).decode()
    except (InvalidTag, ValueError):
        raise NotThere from None

"""The log as a chain: each row's hash covers the row and the hash before it, one chain a municipality.

Pure, and the one place where the bytes that are hashed are made. A changed, removed, inserted or moved
row breaks the chain there; what rewrites all that follows is found by the anchors kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

GENESIS: Final = bytes(32)
"""What stands before the first row."""


def canonical(row: Mapping[str, Any]) -> bytes:
    """A row's bytes: JSON with sorted names and no spaces, in UTF-8, of every column but ``hash``.

    Ids as text, ``previous`` in hexadecimal, ``at`` in UTC with six decimals and a Z.
    """
    return whole({name: value for name, value in row.items() if name != "hash"})


def whole(values: Mapping[str, Any]) -> bytes:
    """The same form with every name: a line of an export, and what an anchor's signature covers."""
    made = {name: plain(value) for name, value in values.items()}
    return json.dumps(made, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chained(rows: Iterable[Mapping[str, Any]], number: int, previous: bytes) -> Iterator[dict[str, Any]]:
    """``rows`` with ``number``, ``previous`` and ``hash``, after row ``number`` whose hash is ``previous``."""
    for row in rows:
        number += 1
        linked = {**row, "number": number, "previous": previous}
        previous = hashlib.sha256(canonical(linked)).digest()
        linked["hash"] = previous
        yield linked


def plain(value: Any) -> Any:
    """A value as JSON has it: ids as text, bytes in hexadecimal, an instant in UTC with six decimals and a Z."""
    match value:
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case UUID():
            return str(value)
        case bytes():
            return value.hex()
    return value

"""A list between being tried and being sent: it lies sealed in the page itself, and the service keeps nothing of it."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.caller import Caller
from app.errors import Unprocessable
from app.lists.mending import Mended
from app.people.carried import opened_by, sealed_for
from app.people.sealing import NotThere
from workflows.incidents import ListColumn

MOST: Final = 4 * 2**20
"""Bytes: what a page of some six megabytes carries. A list of thirty thousand rows is less."""
LASTS: Final = timedelta(hours=12)
"""A working day; then the file is chosen anew."""
_PURPOSE: Final = "handover_list"
_LENGTH: Final = 4


class ListNotAtHand(Unprocessable):
    """What the page carried is too old, another's or not whole, or it was too large to carry."""

    code = "list_not_at_hand"
    title = "Filen er her ikke længere"


@dataclass(frozen=True, slots=True, repr=False)
class Carried:
    """A file as it was chosen, and what has been mended in it so far. ``data`` is None when it was too large."""

    data: bytes | None
    filename: str
    sha256: str
    week: str | None = None
    mended: Mended = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes, filename: str, week: str | None = None, mended: Mended | None = None) -> "Carried":
        return cls(data, filename, hashlib.sha256(data).hexdigest(), week, mended or {})


def sealed(what: Carried, by: Caller) -> tuple[str, bool]:
    """As text for a hidden field, and whether the file is in it: it is left out when it is too large."""
    data = what.data or b""
    carries = what.data is not None and len(data) <= MOST
    head = json.dumps(
        {
            "at": by.at.isoformat(), "filename": what.filename, "sha256": what.sha256, "week": what.week,
            "mended": what.mended, "carries": carries,
        }
    ).encode()  # fmt: skip
    content = len(head).to_bytes(_LENGTH) + head + (data if carries else b"")
    return base64.b64encode(sealed_for(by, _PURPOSE, content)).decode(), carries


def opened(text: str, by: Caller) -> Carried:
    """Raises ListNotAtHand."""
    try:
        content = opened_by(by, _PURPOSE, base64.b64decode(text, validate=True))
    except (NotThere, binascii.Error, ValueError):
        raise ListNotAtHand("Vælg filen igen. Intet er sendt.") from None
    begin = _LENGTH + int.from_bytes(content[:_LENGTH])
    head = json.loads(content[_LENGTH:begin])
    if by.at >= datetime.fromisoformat(head["at"]) + LASTS:
        raise ListNotAtHand("Listen blev læst for mere end tolv timer siden. Vælg filen igen. Intet er sendt.")
    data = content[begin:] if head["carries"] else None
    return Carried(data, head["filename"], head["sha256"], head["week"], _mended(head["mended"]))


def _mended(said: Mapping[str, Mapping[str, str]]) -> Mended:
    return {int(row): {ListColumn(column): text for column, text in cells.items()} for row, cells in said.items()}

"""What the post's stand-in has taken: each letter once, on the disk before it is answered, whatever then happens."""

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from app import clock
from app.standins.post_request import Letter

Key = tuple[str, UUID]
_FILE: Final = "post.jsonl"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One that is to be sent. ``times`` more than once: the same event again."""

    status: str
    code: str | None = None
    times: int = 1


@dataclass(slots=True, repr=False)
class Taken:
    letter: Letter
    transaction_id: str
    at: datetime
    receipts: list[Receipt]
    duplicates: int = 0
    acknowledged: int = 0
    """So many of the receipts, from the first, have been answered."""

    def as_json(self) -> dict[str, Any]:
        return {
            "id": str(self.letter.id),
            "channel": self.letter.channel,
            "recipient_kind": self.letter.recipient_kind,
            "title": self.letter.title,
            "sha256": hashlib.sha256(self.letter.pdf).hexdigest(),
            "duplicates": self.duplicates,
            "receipts": [receipt.status for receipt in self.receipts],
            "acknowledged": self.acknowledged,
        }


@dataclass(slots=True)
class Box:
    """``folder`` None: in memory alone. What is in the folder from before is there from the start."""

    folder: Path | None
    letters: dict[Key, Taken] = field(default_factory=dict)
    refused: list[Sequence[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        for said in self._kept():
            self._play(said)

    def take(self, letter: Letter, transaction_id: str, receipts: Sequence[Receipt]) -> None:
        """A letter whose key is not there yet."""
        self._write(
            {
                **_said("taken", letter.key),
                "sender_cvr": letter.sender_cvr,
                "recipient_kind": letter.recipient_kind,
                "recipient": letter.recipient,
                "title": letter.title,
                "pdf": base64.b64encode(letter.pdf).decode(),
                "transaction_id": transaction_id,
                "at": clock.now().isoformat(),
                "receipts": [[one.status, one.code, one.times] for one in receipts],
            }
        )

    def of(self, letter_id: UUID) -> Taken | None:
        """The first with that id, on whichever channel."""
        return next((taken for taken in self.letters.values() if taken.letter.id == letter_id), None)

    def came_again(self, key: Key) -> None:
        self._write(_said("again", key))

    def refuse(self, codes: Sequence[str]) -> None:
        self._write({"said": "refused", "codes": list(codes)})

    def add_receipt(self, key: Key, receipt: Receipt) -> None:
        self._write({**_said("receipt", key), "receipt": [receipt.status, receipt.code, receipt.times]})

    def acknowledge(self, key: Key) -> None:
        self._write(_said("acknowledged", key))

    def owed(self) -> Iterator[Taken]:
        """Those with receipts that nobody has answered, the oldest first."""
        return (taken for taken in self.letters.values() if taken.acknowledged < len(taken.receipts))

    def reset(self) -> None:
        self.letters.clear()
        self.refused.clear()
        if self.folder is not None:
            (self.folder / _FILE).unlink(missing_ok=True)

    def _write(self, said: dict[str, Any]) -> None:
        if self.folder is not None:
            with (self.folder / _FILE).open("ab") as file:
                file.write(json.dumps(said).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        self._play(said)

    def _kept(self) -> Iterator[dict[str, Any]]:
        """A line that was being written when the process was killed had not been answered for: it is cut off."""
        assert self.folder is not None  # noqa: S101 - as it is called
        path = self.folder / _FILE
        content = path.read_bytes() if path.exists() else b""
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            path.write_bytes(whole)
        return map(json.loads, whole.splitlines())

    def _play(self, said: dict[str, Any]) -> None:
        if said["said"] == "refused":
            self.refused.append(said["codes"])
            return
        key = said["channel"], UUID(said["id"])
        if said["said"] == "taken":
            self.letters[key] = _taken(said)
        taken = self.letters[key]
        match said["said"]:
            case "again":
                taken.duplicates += 1
            case "receipt":
                taken.receipts.append(Receipt(*said["receipt"]))
            case "acknowledged":
                taken.acknowledged += 1


def _said(what: str, key: Key) -> dict[str, Any]:
    channel, letter_id = key
    return {"said": what, "channel": channel, "id": str(letter_id)}


def _taken(said: dict[str, Any]) -> Taken:
    letter = Letter(
        UUID(said["id"]),
        said["channel"],
        said["sender_cvr"],
        said["recipient_kind"],
        said["recipient"],
        said["title"],
        base64.b64decode(said["pdf"]),
    )
    receipts = [Receipt(*one) for one in said["receipts"]]
    return Taken(letter, said["transaction_id"], datetime.fromisoformat(said["at"]), receipts)

"""What the records system's stand-in has: its cases, and each document on the disk before it is answered."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_FILE: Final = "records.jsonl"
_FIRST_CASE: Final = 4001
_FIRST_DOCUMENT: Final = 90001


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    id: int
    case: int
    metadata: Mapping[str, Any]
    file_name: str
    media_type: str
    content: bytes

    def as_answered(self) -> dict[str, Any]:
        return {
            "Id": self.id,
            "DokumentID": self.id,
            "SagID": self.case,
            "DokumentNavn": self.metadata["DokumentNavn"],
            "EksternId": self.metadata.get("Eksternid"),
            "Filer": [{"Id": self.id, "Navn": self.file_name}],
        }


@dataclass(slots=True)
class Box:
    """``folder`` None: in memory alone. What is in the folder from before is there from the start."""

    folder: Path | None
    cases: dict[str, int] = field(default_factory=dict)
    """The system's id of each case, by its number."""
    kept: list[Kept] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / _FILE
        for line in file.read_bytes().split(b"\n") if file.exists() else []:
            try:
                said = json.loads(line)
            except ValueError:
                continue  # the last one, cut short by a kill, was never answered
            if "case" in said:
                self._add(said)
            else:
                self.cases.setdefault(said["number"], said["id"])

    def open(self, number: str) -> int:
        """The id of the case by that number, which is there from now on."""
        if number not in self.cases:
            self.cases[number] = _FIRST_CASE + len(self.cases)
            self._write({"number": number, "id": self.cases[number]})
        return self.cases[number]

    def number_of(self, case: int) -> str:
        return next(number for number, number_id in self.cases.items() if number_id == case)

    def take(self, case: int, metadata: Mapping[str, Any], file_name: str, media_type: str, content: bytes) -> Kept:
        said = {
            "id": _FIRST_DOCUMENT + len(self.kept),
            "case": case,
            "metadata": dict(metadata),
            "file_name": file_name,
            "media_type": media_type,
            "content": base64.b64encode(content).decode(),
        }
        self._write(said)
        return self._add(said)

    def reset(self) -> None:
        self.cases.clear()
        self.kept.clear()
        if self.folder is not None:
            (self.folder / _FILE).unlink(missing_ok=True)

    def _add(self, said: Mapping[str, Any]) -> Kept:
        made = Kept(
            said["id"], said["case"], said["metadata"], said["file_name"], said["media_type"],
            base64.b64decode(said["content"]),
        )  # fmt: skip
        self.kept.append(made)
        return made

    def _write(self, said: Mapping[str, Any]) -> None:
        if self.folder is None:
            return
        with (self.folder / _FILE).open("ab") as file:
            file.write(json.dumps(said).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

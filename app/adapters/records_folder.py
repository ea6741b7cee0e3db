"""A folder from which the records system imports: the document, and beside it what it is, as JSON.

``<document_id>.pdf`` (or ``.jpg``, ``.png``) comes first and ``<document_id>.json`` last, each whole under its name or
not there at all, so that whoever reads the folder looks for ``.json`` alone. The schema of that file is published as
``openapi/records-folder.schema.json``. Whoever imports takes both files away and knows a document by its
``document_id``: after a stop it may come once more.
"""

import datetime
import errno
import hashlib
import os
from pathlib import Path
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.adapters.filing_terms import FilingTerms
from app.adapters.records_system import Direction, Document, Filed, RecordsAway

_FOR_OWNER_AND_GROUP: Final = 0o640
"""Whoever imports is in the group that the folder belongs to."""


class FolderAccess(FilingTerms):
    """The folder is there already; it may be a share."""

    kind: Literal["folder"]
    folder: Path


class Metadata(BaseModel):
    """What stands in ``<document_id>.json``."""

    model_config = ConfigDict(extra="forbid", frozen=True, title="RecordsFolderDocument")

    version: Literal[1] = Field(1, description="The version of this form")
    document_id: UUID = Field(description="The sender's key: the same again is the same document")
    file: str = Field(pattern=r"^[0-9a-f-]{36}\.(pdf|jpg|png)$", description="The file beside this one")
    media_type: Literal["application/pdf", "image/jpeg", "image/png"]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Of the file")
    title: str = Field(max_length=200, description="The kind of document, in Danish; it names nobody")
    kind: str = Field(max_length=40, description="The same as a code")
    direction: Direction
    date: datetime.date = Field(description="When it left or was kept")
    case_id: UUID = Field(description="The sender's own case")
    case_number: str = Field(max_length=60, description="The case in the records system that it belongs under")
    party_cpr_number: str | None = Field(
        None, pattern=r"^[0-9]{10}$", description="The child's, where the municipality has asked for it"
    )


class RecordsFolder:
    """The folder of one municipality."""

    def __init__(self, access: FolderAccess) -> None:
        """Raises OSError when it is not a folder that can be written to."""
        self._folder = access.folder
        if not self._folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(self._folder))
        if not os.access(self._folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self._folder))

    def close(self) -> None:
        """Nothing is held open."""

    def file(self, document: Document, *, tried_before: bool) -> Filed:
        """Raises RecordsAway: a folder refuses nothing, but it may be full or gone."""
        described = self._folder / f"{document.document_id}.json"
        try:
            if tried_before and described.exists():
                return Filed(None, before=True)
            self._write(self._folder / document.file_name, document.content)
            self._write(described, _metadata(document))
            self._keep_names()
        except OSError as error:
            raise RecordsAway(errno.errorcode.get(error.errno or 0, "OSError")) from None
        return Filed(None)

    def _write(self, to: Path, content: bytes) -> None:
        """Whole, or not at all: under another name first, on the disk, and then renamed."""
        beside = to.with_name(f".{to.name}.part")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FOR_OWNER_AND_GROUP)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(to)

    def _keep_names(self) -> None:
        """The names themselves are on the disk, too."""
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _metadata(document: Document) -> bytes:
    said = Metadata(
        document_id=document.document_id,
        file=document.file_name,
        media_type=document.media_type,
        sha256=hashlib.sha256(document.content).hexdigest(),
        title=document.title,
        kind=document.kind,
        direction=document.direction,
        date=document.dated,
        case_id=document.case_id,
        case_number=document.case_number,
        party_cpr_number=document.party_cpr,
    )
    return said.model_dump_json(indent=2, exclude_none=True).encode()


def schema() -> dict[str, Any]:
    """Of the file beside each document, as JSON Schema."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Metadata.model_json_schema()

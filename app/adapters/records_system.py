"""What the service needs of the municipality's records system (ESDH), and how it files a document there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

ENDINGS: Final[Mapping[str, str]] = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
"""How a file is called by what it is; nothing else is filed."""


class Direction(StrEnum):
    OUTGOING = "outgoing"
    INCOMING = "incoming"


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A document as it is filed. ``document_id`` is our own key: the same again is the same document.

    ``title`` says what kind of document it is and names nobody; ``case_number`` is the records system's. Nothing here
    says where anybody lives. ``party_cpr``, ten digits, only where the municipality's system must have a party.
    """

    document_id: UUID
    case_id: UUID
    case_number: str
    kind: str
    title: str
    direction: Direction
    dated: date
    content: bytes
    media_type: str
    party_cpr: str | None = None

    @property
    def file_name(self) -> str:
        """It names nobody either. Raises KeyError for what cannot be filed."""
        return f"{self.document_id}.{ENDINGS[self.media_type]}"


@dataclass(frozen=True, slots=True)
class Filed:
    """The records system has it. ``before``: it had it already, and has it no second time.

    ``number`` is its own; None where it gives none at once, as one that reads a folder.
    """

    number: str | None
    before: bool = False


class RecordsAway(Exception):
    """It cannot be reached, is slow, or will not have us until an operator has seen to it: try again, the same.

    The message is a code. It may have the document all the same.
    """


class RecordsRefused(Exception):
    """It will not have this document, now or later. ``code`` is ours, or its status, and names nobody."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


CASE_UNKNOWN: Final = "CASE_UNKNOWN"
"""There is no case by that number, or more than one."""
NOT_UNDERSTOOD: Final = "ANSWER_NOT_UNDERSTOOD"


class RecordsSystem(Protocol):
    def file(self, document: Document, *, tried_before: bool) -> Filed:
        """Files it under its case. Raises RecordsAway and RecordsRefused.

        ``tried_before`` False: it was never handed over, so that it need not be looked for first.
        """
        ...

    def close(self) -> None: ...

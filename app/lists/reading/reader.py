"""From the bytes of a list to a table, by what the file holds and not by what it is called."""

import re

from app.lists.reading.delimited import read_delimited
from app.lists.reading.entries import Document, read_entries
from app.lists.reading.grid import Entries
from app.lists.reading.limits import Limits
from app.lists.reading.records import Table
from app.lists.reading.sheets import read_sheets
from app.lists.reading.unreadable import UnreadableFile
from app.lists.reading.week_hint import week_of
from workflows.list_words import ListVariants

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_COMPOUND = b"\xd0\xcf\x11\xe0"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (b"%PDF", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\x89PNG", b"\xff\xd8\xff")
_BEGINS_AS_JSON = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*[{\[]")
_BEGINS_AS_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:[a-z?!])", re.IGNORECASE)
_ONLY_SPACE = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*")


def read_file(data: bytes, filename: str | None, *, variants: ListVariants, limits: Limits = Limits()) -> Table:
    """Raises UnreadableFile, and nothing else, whatever the bytes are."""
    if len(data) > limits.max_bytes:
        raise UnreadableFile("too_large", megabytes=limits.max_bytes // (1024 * 1024))
    if _ONLY_SPACE.fullmatch(data):
        raise UnreadableFile("empty_file")
    document = _document(data, variants, limits)
    grid = document.grid
    entries = Entries(grid.lines, grid.header, limits)
    week = document.week or week_of(grid.titles, filename)
    return Table(grid.kind, week, document.municipality_code, grid.header.names, entries)


def _document(data: bytes, variants: ListVariants, limits: Limits) -> Document:
    if data.startswith(_ZIP):
        return Document(read_sheets(data, variants, limits), None, None)
    if data.startswith(_COMPOUND):
        # Office wraps a workbook with a password in the container that .xls used to be.
        raise UnreadableFile("encrypted" if _ENCRYPTED_STREAM in data else "unsupported_format")
    if data.startswith(_OTHERS) or _BEGINS_AS_MARKUP.match(data):
        raise UnreadableFile("unsupported_format")
    if _BEGINS_AS_JSON.match(data):
        return read_entries(data, variants, limits)
    return Document(read_delimited(data, variants), None, None)

"""What a ZIP file is, looked at before any parser of sheets sees it."""

import io
import re
import struct
import zipfile
import zlib

from app.lists.reading.limits import RATIO_COUNTS_FROM, Limits
from app.lists.reading.records import Kind
from app.lists.reading.unreadable import UnreadableFile

_CHUNK = 1024 * 1024
_OVERLAP = 16
_DECLARATION = re.compile(rb"<!(?i:doctype|entity)")
_MARKUP = (".xml", ".rels")
_ENCRYPTED_FLAG = 0x1
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, OverflowError)


def kind_of_archive(data: bytes, limits: Limits) -> Kind:
    """XLSX or ODS, by its members. Raises UnreadableFile for a bomb, a declared entity or a broken part."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_bomb(members, limits)
            kind = _kind(archive)
            for member in members:
                _inspect(archive, member)
            return kind
    except _BROKEN:
        raise UnreadableFile("damaged") from None


def _refuse_bomb(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if (
        len(members) > limits.max_members
        or unpacked > limits.max_unpacked
        or (unpacked > RATIO_COUNTS_FROM and unpacked > packed * limits.max_ratio)
        or len({member.filename for member in members}) < len(members)
        or any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members)
    ):
        raise UnreadableFile("suspicious")
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise UnreadableFile("encrypted")


def _kind(archive: zipfile.ZipFile) -> Kind:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < _CHUNK and "content.xml" in names:
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in archive.open(manifest).read(_CHUNK):
            raise UnreadableFile("encrypted")
        if archive.read("mimetype").strip() == _ODS:
            return "ods"
    if "encrypted-package" in names:
        raise UnreadableFile("encrypted")
    raise UnreadableFile("unsupported_format")


def _inspect(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Unpacks a part in pieces, which also proves its checksum and that it is no larger than it says."""
    markup = member.filename.lower().endswith(_MARKUP)
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            # A NUL means UTF-16, in which the search would be blind; no spreadsheet program writes that.
            if markup and (_DECLARATION.search(tail + chunk) or b"\0" in chunk):
                raise UnreadableFile("suspicious")
            tail = chunk[-_OVERLAP:]

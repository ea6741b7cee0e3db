"""Which letters the bytes of a text are: by its mark, else strict UTF-8, else the cp1252 of Danish Excel."""

import codecs
import re

from app.lists.reading.unreadable import UnreadableFile

_CHUNK = 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DANISH_IN_UTF8 = re.compile(rb"\xc3[\x85\x86\x98\xa5\xa6\xb8\xa9]")
"""Å Æ Ø å æ ø é as two bytes. As cp1252 they would be "Ã¸" and the like, which no Danish word has."""


def encoding_of(data: bytes) -> str:
    """The name of the codec, under which every byte decodes. Raises UnreadableFile."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            if not _decodes(data, codec):
                raise UnreadableFile("bad_encoding")
            return codec
    if b"\0" in data:
        raise UnreadableFile("unsupported_format")
    if _decodes(data, "utf-8"):
        return "utf-8"
    # A UTF-8 file with a broken letter, or cut in the middle of one, is also cp1252, and every name would be wrong.
    if _DANISH_IN_UTF8.search(data) or not _decodes(data, "cp1252"):
        raise UnreadableFile("bad_encoding")
    return "cp1252"


def _decodes(data: bytes, codec: str) -> bool:
    """In pieces, so that a large list never stands in memory twice."""
    decoder = codecs.getincrementaldecoder(codec)()
    view = memoryview(data)
    try:
        for start in range(0, len(view), _CHUNK):
            if "\0" in decoder.decode(bytes(view[start : start + _CHUNK])):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True

"""Which characters the letters' fonts can draw. A PDF for archives may not have one that they cannot."""

import struct
from pathlib import Path

_BASIC_UNICODE = (3, 1)
_BY_SEGMENTS = 4


def drawn_by(font: Path) -> frozenset[int]:
    """The code points of a TrueType font, from its ``cmap`` by segments. Raises ValueError when it has none such."""
    data = font.read_bytes()
    cmap = _table(data, b"cmap")
    for number in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHL", data, cmap + 4 + 8 * number)
        if (platform, encoding) == _BASIC_UNICODE and struct.unpack_from(">H", data, cmap + offset)[0] == _BY_SEGMENTS:
            return frozenset(_by_segments(data, cmap + offset))
    raise ValueError("the font has no map of characters by segments")


def _table(data: bytes, tag: bytes) -> int:
    for number in range(struct.unpack_from(">H", data, 4)[0]):
        name, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if name == tag:
            return int(offset)
    raise ValueError("the font has no map of characters")


def _by_segments(data: bytes, at: int) -> list[int]:
    """Four arrays of equal length: the last code of each segment, its first, what to add, and where its glyphs are."""
    size = struct.unpack_from(">H", data, at + 6)[0]
    count = size // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + size)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 2 * size)
    ranges_at = at + 16 + 3 * size
    ranges = struct.unpack_from(f">{count}H", data, ranges_at)
    drawn = []
    for number, (first, last, delta, range_) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if range_:
                glyph = struct.unpack_from(">H", data, ranges_at + 2 * number + range_ + 2 * (code - first))[0]
            if (not range_ or glyph) and (glyph + delta) % 0x10000:
                drawn.append(code)
    return drawn

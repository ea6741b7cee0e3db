"""Lists as they come when something went wrong on the way, or when somebody meant it: drawn anew for each number."""

import io
import random
import zipfile
from collections.abc import Sequence
from functools import cache

from tests.lists.reading.samples import FILES, sample, with_member

_SHEETS = (".xlsx", ".ods")
_ONE_SHEET_IN = 12
"""Reading one starts a process, which takes ten times as long as a text."""
_PIECES = (
    b'"', b"'", b";", b",", b"\t", b"\r", b"\n", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xc3", b"\x1a", b"=1+1",
    b"@SUM(A1)", b"<!ENTITY a 'b'>", b"&a;", b"[" * 40, b"{" * 40, b"9" * 400, b"-1", b"32-13-2026", b"\\u0000",
    b"\xf0\x9f\x99\x82", b"null", b"1e999", b"x" * 40_000, b"</row>", b"A1048576",
)  # fmt: skip


def mutated(number: int) -> tuple[str, bytes]:
    """A name and what is in the file: one of the samples, changed in one to four places."""
    chance = random.Random(number)  # noqa: S311 - places to try, no secret
    names = _names(number % _ONE_SHEET_IN == 0)
    name = names[chance.randrange(len(names))]
    data = sample(name)
    if name.endswith(_SHEETS) and chance.random() < 0.75:
        return name, _inside(name, data, chance)
    return name, _changed(data, chance)


def _inside(name: str, data: bytes, chance: random.Random) -> bytes:
    """One of its parts is changed, and the archive is whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [one for one in archive.namelist() if one.endswith(".xml")]
        part = parts[chance.randrange(len(parts))]
        return with_member(data, part, _changed(archive.read(part), chance))


def _changed(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(data) + 1), chance.choice((0, 0, 1, 2, 8, 40))
        match chance.randrange(6):
            case 0:
                data = data[:at]
            case 1:
                data = data[:at] + data[at : at + 200] + data[at:]
            case 2:
                data = data[:at] + chance.randbytes(chance.randint(1, 8)) + data[at + length :]
            case _:
                data = data[:at] + _PIECES[chance.randrange(len(_PIECES))] + data[at + length :]
    return data


@cache
def _names(sheets: bool) -> Sequence[str]:
    every = sorted(path.name for path in FILES.iterdir())
    return [name for name in every if name.endswith(_SHEETS) == sheets]

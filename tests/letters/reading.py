"""A letter's PDF as a reader takes it in: its words by page and place, its tags, its colours, its fonts."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

MM = 72 / 25.4
A4 = (595.276, 841.89)
_CODES = re.compile(r"<([0-9A-Fa-f]+)>")


@dataclass(frozen=True)
class Piece:
    """A run of text: millimetres from the left edge to where it begins and ends, from the top to its base line."""

    page: int
    left: float
    right: float
    top: float
    size: float
    words: str


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def pieces(pdf: bytes) -> list[Piece]:
    """In the order in which they are read aloud."""
    with opened(pdf) as document:
        return [piece for number, page in enumerate(document.pages, 1) for piece in _of_page(page, number)]


def words(pdf: bytes) -> str:
    """All that the letter says, without line ends and without the places where a long word may break."""
    return " ".join(piece.words for piece in pieces(pdf)).replace("\u200b", "")


def squeezed(text: str) -> str:
    """To compare what is said whatever the lines."""
    return "".join(text.split())


def colours(pdf: bytes) -> set[str]:
    """Each colour that anything is drawn in, as #rrggbb."""
    with opened(pdf) as document:
        drawn = (one for page in document.pages for one in pikepdf.parse_content_stream(page))
        numbers = {
            tuple(round(float(part) * 255) for part in one.operands)
            for one in drawn
            if str(one.operator) in ("scn", "SCN", "rg", "RG", "g", "G")
        }
    return {"#" + "".join(f"{part:02x}" for part in (number * 3 if len(number) == 1 else number)) for number in numbers}


def tags(pdf: bytes) -> list[str]:
    """The tags that say something, in order; what merely groups is left out."""
    with opened(pdf) as document:
        return [tag for tag in _tags(document.Root.StructTreeRoot.K) if tag not in ("Div", "Span", "Document")]


def fonts(pdf: bytes) -> dict[str, bool]:
    """Each font by its name, and whether it is embedded."""
    with opened(pdf) as document:
        return {
            str(font.BaseFont): any(
                str(name).startswith("/FontFile") for name in font.DescendantFonts[0].FontDescriptor
            )
            for page in document.pages
            for _, font in page.Resources.Font.items()
        }


def _tags(node: pikepdf.Object) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _tags(one)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S).removeprefix("/")
        if "/K" in node:
            yield from _tags(node.K)


def _of_page(page: pikepdf.Page, number: int) -> Iterator[Piece]:
    meanings = {name: _meanings(font) for name, font in page.Resources.Font.items()}
    widths = {name: _widths(font.DescendantFonts[0]) for name, font in page.Resources.Font.items()}
    at, kept, font, size = (0.0, 0.0), list[tuple[float, float]](), "", 0.0
    for one in pikepdf.parse_content_stream(page):
        operands = list(one.operands)
        match str(one.operator):
            case "q":
                kept.append(at)
            case "Q":
                at = kept.pop()
            case "cm":
                assert [float(part) for part in operands[:4]] == [1, 0, 0, -1], "the text stands upright"
                at = (at[0] + float(operands[4]), at[1] + float(operands[5]))
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "Tj" | "TJ":
                runs = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
                whole = b"".join(bytes(run) for run in runs if isinstance(run, pikepdf.String))
                codes = [whole[i : i + 2] for i in range(0, len(whole), 2)]
                closer = sum(float(run) for run in runs if not isinstance(run, pikepdf.String))
                width = (sum(widths[font][code] for code in codes) - closer) * size / 1000
                said = "".join(meanings[font][code] for code in codes)
                yield Piece(number, at[0] / MM, (at[0] + width) / MM, (A4[1] - at[1]) / MM, size, said)


def _widths(font: pikepdf.Object) -> dict[bytes, float]:
    """In thousandths of the size, from a list of first code, last code, width."""
    listed, widths = list(font.W), defaultdict[bytes, float](lambda: float(font.get("/DW", 1000)))
    for first, last, width in zip(listed[::3], listed[1::3], listed[2::3], strict=True):
        widths.update({code.to_bytes(2, "big"): float(width) for code in range(int(first), int(last) + 1)})
    return widths


def _meanings(font: pikepdf.Object) -> dict[bytes, str]:
    """What each two-byte code stands for, by the font's map to Unicode."""
    meanings: dict[bytes, str] = {}
    cmap = bytes(font.ToUnicode.read_bytes()).decode("ascii")
    for block in re.findall(r"beginbfchar\s(.*?)\sendbfchar", cmap, re.DOTALL):
        for line in block.splitlines():
            code, meaning = (bytes.fromhex(one) for one in _CODES.findall(line))
            meanings[code] = meaning.decode("utf-16-be")
    assert "beginbfrange" not in cmap, "no test has met a range"
    return meanings

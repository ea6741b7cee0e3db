"""The rejected rows as a file that opens in a spreadsheet, is mended there and sent again."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from app.lists.reading.records import Cell
from app.lists.reading.texts import ERROR_COLUMN

_STARTS_A_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""What a spreadsheet may run when it opens the file (OWASP, CSV injection), with any apostrophes already before it."""
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LOST = "\ufffd"


def rejected_as_csv(header: Sequence[str], rejected: Iterable[tuple[Sequence[str], str]]) -> bytes:
    """The original columns and ``Fejl``, as UTF-8 with its mark, semicolons and CRLF: what Danish Excel opens.

    ``rejected`` are pairs of the original cells and the sentence about them. A cell that would run as
    a formula gets an apostrophe before it, which reading the file again takes off.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*map(made_harmless, header), ERROR_COLUMN])
    for original, message in rejected:
        cells = [*map(made_harmless, original), *[""] * (len(header) - len(original))]
        # What stood to the right of the table stays to the right of it, or it would look like a column.
        writer.writerow([*cells[: len(header)], message, *cells[len(header) :]])
    return text.getvalue().encode("utf-8-sig")


def made_harmless(text: str) -> str:
    """Reversed by ``made_as_it_was``, but for characters that no text file can carry."""
    text = _UNREADABLE.sub(_LOST, text)
    return f"'{text}" if _STARTS_A_FORMULA.match(text) else text


def made_as_it_was(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith("'") and _STARTS_A_FORMULA.match(cell):
        return cell[1:]
    return cell

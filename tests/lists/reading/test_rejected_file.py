"""The file of rejected rows: safe to open, and read again as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lists.reading import CheckedRow, RejectedRow, rejected_as_csv
from app.lists.reading.rejected_file import made_as_it_was, made_harmless
from tests.lists.reading.samples import HEADER, ROW, checked, read, sample

FAXE = "faxe-2026-W47-with-errors.csv"


def rejected_file(name: str) -> bytes:
    table = read(sample(name), name)
    return rejected_as_csv(
        table.header, [(r.original, r.remark.message) for r in checked(table) if isinstance(r, RejectedRow)]
    )


def test_it_opens_in_danish_excel_with_a_column_of_reasons() -> None:
    data = rejected_file(FAXE)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 8
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert list(rows[0])[-1] == "Fejl"
    assert all(row["Fejl"].endswith(".") for row in rows)


def test_no_cell_runs_as_a_formula() -> None:
    rows = csv.reader(io.StringIO(rejected_file(FAXE).decode("utf-8-sig")), delimiter=";")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_sent_again_unmended_it_is_rejected_for_the_same_reasons() -> None:
    table = read(rejected_file(FAXE), "2026-W47.csv")
    assert "Fejl" not in table.header
    before = [row for row in checked(read(sample(FAXE), FAXE)) if isinstance(row, RejectedRow)]
    after = [row for row in checked(table) if isinstance(row, RejectedRow)]
    assert [(row.remark, row.original) for row in after] == [(row.remark, row.original) for row in before]
    assert rejected_as_csv(table.header, [(r.original, r.remark.message) for r in after]) == rejected_file(FAXE)


def test_mended_and_sent_again_it_is_accepted() -> None:
    mended = rejected_file(FAXE).decode("utf-8-sig")
    for wrong, right in [
        ("310299-1234", "630812-4704"),
        (";;Øjvind", ";880814-5097;Øjvind"),
        ("Vidne", "Antruffet"),
        ("32-13-2026 25:99", "10-11-2026 03:30"),
        ("12345", "780713-4646"),
        ('"\'=HYPERLINK(""http://x"";""klik"")"', "Åse Prøve"),
        ("24-12-2027", "14-11-2026"),
    ]:
        assert wrong in mended
        mended = mended.replace(wrong, right)
    assert [type(row) for row in checked(read(mended.encode("cp1252"), "2026-W47.csv"))] == [CheckedRow] * 7


def test_a_row_with_cells_beside_the_table_is_still_that_when_sent_again() -> None:
    table = read(f"{HEADER}\r\n{ROW};for meget\r\n")
    again = read(rejected_as_csv(table.header, [(row.original, "Ret rækken.") for row in table.rows]))
    assert [row.original for row in again.rows] == [row.original for row in table.rows]
    assert [row.surplus for row in again.rows] == [True]


@pytest.mark.parametrize("text", ["=1", "'=1", "+45", "-", "@x", "\tx", "\rx", "''-x", "plain", "'t Hooft", ""])
def test_making_harmless_is_undone(text: str) -> None:
    assert not made_harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert made_as_it_was(made_harmless(text)) == text


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)


@given(st.lists(cells, min_size=11, max_size=11))
def test_any_row_comes_back_as_it_went_out(originals: list[str]) -> None:
    # A name and a role, so that it is an entry and no footer.
    originals[2], originals[6] = originals[2] or "Noah", originals[6] or "Sigtet"
    again = read(rejected_as_csv(HEADER.split(";"), [(originals, "Ret rækken.")]))
    assert [row.original for row in again.rows] == [tuple(originals)]

"""Finding the table in a file: header, titles, week, footers, and what must not vanish."""

import pytest

from app.lists.reading import CheckedRow, Limits, RejectedRow, UnreadableFile
from tests.lists.reading.samples import HEADER, ROW, checked, read, xlsx_of
from workflows.calendar import IsoWeek

LIST = f"{HEADER}\r\n{ROW}\r\n"


def refusal(data: bytes | str, limits: Limits = Limits()) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        read(data, limits=limits)
    return refused.value


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_the_one_that_yields_a_header(separator: str) -> None:
    assert len(read(LIST.replace(";", separator)).rows) == 1


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_each_encoding_keeps_the_letters(codec: str) -> None:
    row = checked(read(LIST.encode(codec)))[0]
    assert isinstance(row, CheckedRow)
    assert row.name == "Noah Prøve"


def test_a_utf8_file_with_a_broken_letter_is_not_taken_for_cp1252() -> None:
    assert refusal(LIST.encode() + "Ø".encode()[:1]).code == "bad_encoding"


def test_a_header_is_found_below_titles_and_read_without_regard_to_marks() -> None:
    header = HEADER.replace("CPR-nr.", "cpr nr").replace("Journalnummer", "J. NR")
    assert len(read(f"Fortroligt\r\n\r\nUdskrevet 16-11-2026\r\n{header}\r\n{ROW}\r\n").rows) == 1


def test_a_header_too_far_down_is_not_found() -> None:
    assert refusal("\r\n" * 20 + LIST).code == "not_a_list"


def test_a_missing_column_is_named() -> None:
    message = refusal(LIST.replace("Navn", "Alias")).message
    assert "Navn" in message
    assert "Journalnummer" not in message


def test_two_columns_of_one_meaning_are_not_guessed_between() -> None:
    refused = refusal(LIST.replace("Adresse", "Navn"))
    assert (refused.code, "Navn" in refused.message) == ("duplicate_columns", True)


@pytest.mark.parametrize(
    ("title", "name", "week"),
    [
        ("SSP-liste uge 47 2026", None, IsoWeek(2026, 47)),
        ("SSP-liste uge 47 2026", "2026-W48.csv", IsoWeek(2026, 47)),
        ("Ungeliste uge 47", "liste-2026-W47.csv", IsoWeek(2026, 47)),
        ("Ungeliste uge 47", "liste-2026.csv", IsoWeek(2026, 47)),
        ("Ungeliste uge 47", "liste.csv", None),
        ("Fortroligt", "SSP uge 5 2027.csv", IsoWeek(2027, 5)),
        ("Fortroligt", "ssp_2026W53.csv", IsoWeek(2026, 53)),
        ("Fortroligt", "ssp_2027W53.csv", None),
        ("Fortroligt", None, None),
    ],
)
def test_the_week_comes_from_the_title_and_then_from_the_name(
    title: str, name: str | None, week: IsoWeek | None
) -> None:
    assert read(f"{title}\r\n{LIST}", name).week == week


@pytest.mark.parametrize("footer", ["Antal: 1", "I alt;1", "antal rækker = 1", "Udskrevet af systemet", ";;;;", ""])
def test_a_footer_is_not_a_row(footer: str) -> None:
    assert len(read(f"{LIST}\r\n{footer}\r\n").rows) == 1


def test_a_count_that_differs_shows_that_rows_are_missing() -> None:
    refused = refusal(f"{LIST}Antal: 31\r\n")
    assert refused.code == "count_mismatch"
    assert "31" in refused.message


def test_a_list_in_sections_may_count_each_of_them() -> None:
    assert len(read(f"{LIST}Antal: 1\r\n{ROW}\r\n{ROW}\r\nAntal: 2\r\n").rows) == 3


def test_a_repeated_header_is_not_a_row() -> None:
    assert len(read(f"{LIST}{LIST}").rows) == 2


def test_half_a_row_is_received_and_rejected() -> None:
    rows = checked(read(f"{LIST}3700-71273-00002-26\r\n"))
    assert [type(row) for row in rows] == [CheckedRow, RejectedRow]


def test_a_row_that_ends_the_file_too_early_means_that_the_file_was_cut() -> None:
    assert refusal(f"{LIST}{ROW[:60]}").code == "damaged"
    assert len(read(f"{LIST}{ROW}").rows) == 2


def test_a_row_with_cells_beside_the_table_is_rejected() -> None:
    row = checked(read(f"{LIST}{ROW};for meget\r\n"))[1]
    assert isinstance(row, RejectedRow)
    assert row.remark.code == "too_many_cells"
    assert len(checked(read(f"{LIST}{ROW};;;\r\n"))) == 2


def test_rows_can_be_gone_through_again() -> None:
    rows = read(LIST).rows
    assert list(rows) == list(rows)


def test_more_rows_than_allowed_are_refused() -> None:
    assert refusal(LIST + f"{ROW}\r\n" * 3, Limits(max_rows=3)).code == "too_many_rows"
    rows = [line.split(";") for line in [HEADER, *[ROW] * 4]]
    assert refusal(xlsx_of(rows), Limits(max_rows=3)).code == "too_many_rows"


def test_the_list_may_stand_on_any_sheet_but_only_on_one() -> None:
    rows = [line.split(";") for line in (HEADER, ROW)]
    assert len(read(xlsx_of([["Vejledning"]], rows)).rows) == 1
    assert len(read(xlsx_of(rows[:1], rows)).rows) == 1
    assert refusal(xlsx_of(rows, rows)).code == "several_tables"


def test_no_row_shows_personal_data_when_printed() -> None:
    table = read(LIST)
    for shown in (table, list(table.rows), checked(table), checked(read(LIST.replace("Sigtet", "Vidne")))):
        assert "Noah" not in repr(shown)
        assert "9787" not in repr(shown)

"""The weekly lists as municipalities get them: what each yields."""

from collections import Counter

import pytest

from app.lists.reading import CheckedRow, RejectedRow, UnreadableFile
from tests.lists.reading.samples import FILES, as_ods, checked, read, sample
from workflows.calendar import IsoWeek
from workflows.incidents import IncidentRole

WEEK_47 = IsoWeek(2026, 47)
SAME_LIST = (
    "fredericia-2026-W47.csv",
    "fredericia-2026-W47.xlsx",
    "fredericia-2026-W47.json",
    "fredericia-2026-W47.ods",
)


@pytest.mark.parametrize(
    ("name", "kind", "rows", "week"),
    [
        ("fredericia-2026-W47.csv", "csv", 14, WEEK_47),
        ("fredericia-2026-W47.xlsx", "xlsx", 14, WEEK_47),
        ("fredericia-2026-W47.json", "json", 14, WEEK_47),
        ("fredericia-2026-W47.ods", "ods", 14, WEEK_47),
        ("fredericia-2026-W48.csv", "csv", 18, IsoWeek(2026, 48)),
        ("slagelse-2026-W47.csv", "csv", 31, WEEK_47),
        ("silkeborg-2026-W47.xlsx", "xlsx", 22, WEEK_47),
        ("glostrup-2026-W53.csv", "csv", 9, IsoWeek(2026, 53)),
    ],
)
def test_every_row_of_a_good_list_is_accepted(name: str, kind: str, rows: int, week: IsoWeek) -> None:
    table = read(sample(name), name)
    assert (table.kind, len(table.rows), table.week) == (kind, rows, week)
    assert [type(row) for row in checked(table)] == [CheckedRow] * rows


def test_the_list_with_errors_gives_fifteen_rows_and_seven_reasons() -> None:
    rows = checked(read(sample("faxe-2026-W47-with-errors.csv"), "faxe-2026-W47-with-errors.csv"))
    assert Counter(type(row) for row in rows) == {CheckedRow: 15, RejectedRow: 7}
    assert [(row.number, row.remark.code) for row in rows if isinstance(row, RejectedRow)] == [
        (14, "cpr_invalid"),
        (15, "person_not_identified"),
        (16, "unknown_role"),
        (17, "bad_time"),
        (18, "cpr_invalid"),
        (21, "formula"),
        (22, "after_the_week"),
    ]
    last = rows[-1]
    assert isinstance(last, CheckedRow)
    assert [remark.code for remark in last.corrections] == ["birth_date_from_note"]


def test_a_list_reads_the_same_as_csv_xlsx_json_and_ods() -> None:
    def content(name: str) -> list[tuple[object, ...]]:
        rows = [row for row in checked(read(sample(name))) if isinstance(row, CheckedRow)]
        fields = [field for field in CheckedRow.__dataclass_fields__ if field != "number"]
        return [tuple(getattr(row, field) for field in fields) for row in rows]

    first, *others = map(content, SAME_LIST)
    assert len(first) == 14
    assert others == [first, first, first]


def test_the_ods_list_is_the_csv_list() -> None:
    assert sample("fredericia-2026-W47.ods") == as_ods("fredericia-2026-W47.csv")


def test_letters_outside_ascii_survive_in_every_encoding() -> None:
    rows = checked(read(sample("fredericia-2026-W47.csv")))
    assert isinstance(rows[7], CheckedRow)
    assert (rows[7].name, rows[7].address) == ("Jónas Østergård", "Ægirsvej 186")


def test_row_numbers_are_those_a_spreadsheet_shows() -> None:
    assert [row.number for row in read(sample("slagelse-2026-W47.csv")).rows][:2] == [5, 6]
    assert [row.number for row in read(sample("silkeborg-2026-W47.xlsx")).rows][:2] == [4, 5]
    assert [row.number for row in read(sample("fredericia-2026-W47.csv")).rows][:2] == [2, 3]
    assert [row.number for row in read(sample("fredericia-2026-W47.json")).rows][:2] == [1, 2]


def test_a_cpr_number_kept_as_a_number_is_ten_digits_again() -> None:
    row = checked(read(sample("silkeborg-2026-W47.xlsx"), "silkeborg-2026-W47.xlsx"))[0]
    assert isinstance(row, CheckedRow)
    assert row.cpr_number == "8501167792"
    assert row.corrections == ()


def test_only_json_says_which_municipality_it_is_of() -> None:
    assert read(sample("fredericia-2026-W47.json")).municipality_code == "607"
    assert read(sample("fredericia-2026-W47.csv")).municipality_code is None


def test_a_charged_child_under_fifteen_is_suspected() -> None:
    rows = [row for row in checked(read(sample("fredericia-2026-W47.csv"))) if isinstance(row, CheckedRow)]
    young = [row for row in rows if [remark.code for remark in row.corrections] == ["under_15_is_suspected"]]
    assert [row.role for row in young] == [IncidentRole.SUSPECTED] * 2


@pytest.mark.parametrize(("name", "code"), [("empty.csv", "no_entries"), ("not-a-list.csv", "not_a_list")])
def test_a_file_without_entries_says_so(name: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(sample(name), name)
    assert refused.value.code == code


def test_every_sample_is_used_here() -> None:
    assert len(list(FILES.iterdir())) == 11

"""One row against the rules, as it would be typed in at the meeting."""

from datetime import date, datetime

import pytest

from app.lists.reading import Cell, RawRow, RejectedRow, check_row
from tests.lists.reading.samples import GOOD, VARIANTS, WEEK, accepted, check, rejection
from workflows.calendar import COPENHAGEN
from workflows.incidents import IncidentRole, ListColumn

C = ListColumn


def codes(fields: dict[ListColumn, Cell]) -> list[str]:
    return [remark.code for remark in accepted(fields).corrections]


@pytest.mark.parametrize(
    "cell", ["710212-9787", "7102129787", "710212 9787", " 710212 - 9787 ", 7102129787, 7102129787.0]
)
def test_a_cpr_number_is_read_however_it_is_written(cell: Cell) -> None:
    row = accepted({C.CPR_NUMBER: cell})
    assert (row.cpr_number, row.birth_date, row.corrections) == ("7102129787", date(2012, 2, 11), ())


# A number of somebody born in 1890 belongs to nobody who lives, and may therefore begin with a zero.
@pytest.mark.parametrize("cell", ["101905000", 101905000, 101905000.0])
def test_a_zero_lost_in_front_of_a_cpr_number_is_restored(cell: Cell) -> None:
    row = accepted({C.CPR_NUMBER: cell})
    assert (row.cpr_number, row.birth_date) == ("0101905000", date(1890, 1, 1))
    assert [remark.code for remark in row.corrections] == ["leading_zero_restored"]


@pytest.mark.parametrize(
    "cell", ["12345", "310299-1234", "920212-9787", "711312-9787", "10190-5000", "7,10213E+09", 71021297.87, "x"]
)
def test_a_cpr_number_that_cannot_be_is_rejected(cell: Cell) -> None:
    assert rejection({C.CPR_NUMBER: cell}) == (C.CPR_NUMBER, "cpr_invalid")


@pytest.mark.parametrize("note", ["Født 03-05-2012", "Uden CPR, født d. 3.5.2012.", "født: 03/05/2012"])
def test_without_a_cpr_number_the_birth_date_may_stand_in_the_note(note: str) -> None:
    row = accepted({C.CPR_NUMBER: "", C.NOTE: note})
    assert (row.cpr_number, row.birth_date) == (None, date(2012, 5, 3))
    assert [remark.code for remark in row.corrections] == ["birth_date_from_note"]


@pytest.mark.parametrize("cell", ["03-05-2012", "3.5.2012", "2012-05-03", date(2012, 5, 3), 41032, 41032.0])
def test_without_a_cpr_number_the_birth_date_may_stand_in_its_column(cell: Cell) -> None:
    row = accepted({C.CPR_NUMBER: "-", C.BIRTH_DATE: cell})
    assert (row.cpr_number, row.birth_date, row.corrections) == (None, date(2012, 5, 3), ())


def test_a_birth_date_that_contradicts_or_cannot_be_read_is_rejected() -> None:
    assert rejection({C.BIRTH_DATE: "03-05-2012"}) == (C.BIRTH_DATE, "birth_date_differs")
    assert rejection({C.BIRTH_DATE: "31-02-2012"}) == (C.BIRTH_DATE, "bad_birth_date")
    assert rejection({C.CPR_NUMBER: "", C.NOTE: "Født 31-02-2012"}) == (C.NOTE, "bad_birth_date")
    assert rejection({C.CPR_NUMBER: ""}) == (C.CPR_NUMBER, "person_not_identified")
    assert rejection({C.CPR_NUMBER: "", C.NOTE: "Født 16-11-2026"}) == (C.BIRTH_DATE, "born_after_incident")


@pytest.mark.parametrize("word", ["Sigtet", "SIGTET", " sigtet ", "charged"])
def test_a_role_is_known_in_upper_and_lower_case(word: str) -> None:
    assert accepted({C.ROLE: word, C.CPR_NUMBER: "710210-9787"}).role is IncidentRole.CHARGED


def test_an_unknown_role_is_rejected_with_the_words_that_are_allowed() -> None:
    row = check({C.ROLE: "Vidne"})
    assert isinstance(row, RejectedRow)
    assert row.remark.code == "unknown_role"
    assert "antruffet, sigtet, mistænkt eller forurettet" in row.remark.message


# Born on 11 November 2011: fifteen on 11 November 2026.
@pytest.mark.parametrize(
    ("occurred_at", "role"),
    [
        ("10-11-2026 23:59", IncidentRole.SUSPECTED),
        ("11-11-2026 00:00", IncidentRole.CHARGED),
        ("2026-11-10T23:30:00Z", IncidentRole.CHARGED),
        ("", IncidentRole.SUSPECTED),
    ],
)
def test_under_fifteen_on_the_day_of_the_incident_one_is_suspected(occurred_at: str, role: IncidentRole) -> None:
    row = accepted({C.CPR_NUMBER: "711111-9787", C.ROLE: "Sigtet", C.OCCURRED_AT: occurred_at})
    assert row.role is role
    assert bool(row.corrections) == (role is IncidentRole.SUSPECTED)


@pytest.mark.parametrize(
    "cell",
    [
        "12-11-2026 07:18",
        "12-11-2026 7:18",
        "12.11.2026 07.18",
        "12/11/2026 07:18:59",
        "12-11-2026 kl. 07:18",
        "2026-11-12T07:18",
        "2026-11-12 07:18:00",
        "2026-11-12T06:18:00Z",
        "2026-11-12T07:18:00.000+01:00",
        datetime(2026, 11, 12, 7, 18),  # noqa: DTZ001 - a sheet's times have no zone
        datetime(2026, 11, 12, 7, 17, 59, 999_600),  # noqa: DTZ001
        46338.304166666667,
    ],
)
def test_a_time_is_copenhagens_to_the_minute(cell: Cell) -> None:
    assert accepted({C.OCCURRED_AT: cell}).occurred_at == datetime(2026, 11, 12, 7, 18, tzinfo=COPENHAGEN)


def test_a_day_without_a_time_is_its_midnight_and_no_time_is_none() -> None:
    assert accepted({C.OCCURRED_AT: "12-11-2026"}).occurred_at == datetime(2026, 11, 12, tzinfo=COPENHAGEN)
    assert accepted({C.OCCURRED_AT: date(2026, 11, 12)}).occurred_at == datetime(2026, 11, 12, tzinfo=COPENHAGEN)
    assert accepted({C.OCCURRED_AT: ""}).occurred_at is None


@pytest.mark.parametrize(
    "cell",
    [
        "32-13-2026 25:99",
        "11-12-26",
        "i går",
        "2026-11-12T07:18+99:00",
        "12-11-2026 24:00",
        "29-03-2026 02:30",
        3.0,
        True,
    ],
)
def test_a_time_that_cannot_be_is_rejected(cell: Cell) -> None:
    assert rejection({C.OCCURRED_AT: cell}) == (C.OCCURRED_AT, "bad_time")


def test_a_time_is_held_against_the_week_of_the_list() -> None:
    assert accepted({C.OCCURRED_AT: "22-11-2026 23:59:59"}).occurred_at is not None
    assert accepted({C.OCCURRED_AT: "01-01-2026 12:00"}).occurred_at is not None
    assert rejection({C.OCCURRED_AT: "23-11-2026 00:00"}) == (C.OCCURRED_AT, "after_the_week")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", " =1+1", "+cmd", "-Ærø", "@SUM(A1)", "＝1"])
@pytest.mark.parametrize("column", [C.NAME, C.ADDRESS, C.OFFENCE_TEXT, C.PLACE])
def test_a_formula_is_rejected_in_every_column(column: ListColumn, text: str) -> None:
    assert rejection({column: text}) == (column, "formula")


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)"])
def test_a_note_may_not_be_a_formula_either(text: str) -> None:
    assert rejection({C.NOTE: text}) == (C.NOTE, "formula")


@pytest.mark.parametrize("text", ["+45 12345678", "- mor hentede", "-mor hentede", "+far ringet op", "'t Hooft", "-1"])
def test_what_only_begins_like_a_formula_is_kept(text: str) -> None:
    assert accepted({C.NOTE: text}).note == text


@pytest.mark.parametrize("column", [C.JOURNAL_NUMBER, C.NAME, C.ROLE])
@pytest.mark.parametrize("cell", ["", "  ", None, "-"])
def test_what_must_be_there_is_missed(column: ListColumn, cell: Cell) -> None:
    assert rejection({column: cell}) == (column, "missing")


@pytest.mark.parametrize("text", ["No\x07ah", "No\u202eah", "No\ufffdah", "\u200bNoah"])
def test_characters_that_cannot_be_read_are_rejected(text: str) -> None:
    assert rejection({C.NAME: text}) == (C.NAME, "control_characters")


def test_spaces_are_made_one_and_letters_composed() -> None:
    assert accepted({C.NAME: " Åse\u00a0 Prøve\n"}).name == "Åse Prøve"
    assert accepted({C.NAME: "A\u030ase  Lund"}).name == "Åse Lund"


def test_a_cell_may_be_long_but_not_longer() -> None:
    assert len(accepted({C.NOTE: "x" * 4_000}).note) == 4_000
    assert rejection({C.NOTE: "x" * 4_001}) == (C.NOTE, "too_long")


@pytest.mark.parametrize(
    ("cell", "code", "corrections"),
    [
        (7000, "7000", []),
        (7000.0, "7000", []),
        ("7000", "7000", []),
        (800.0, "0800", ["leading_zero_restored"]),
        ("D-24937", "D-24937", []),
    ],
)
def test_a_postal_code_is_four_digits_again(cell: Cell, code: str, corrections: list[str]) -> None:
    assert accepted({C.POSTAL_CODE: cell}).postal_code == code
    assert codes({C.POSTAL_CODE: cell}) == corrections


def test_an_identifier_that_a_spreadsheet_has_changed_is_rejected() -> None:
    changed: Cell
    for changed in (date(2026, 1, 2), 3.7e20, 0.5):
        assert rejection({C.JOURNAL_NUMBER: changed}) == (C.JOURNAL_NUMBER, "wrong_type")
    assert accepted({C.JOURNAL_NUMBER: 370071273.0}).journal_number == "370071273"


@pytest.mark.parametrize(("word", "told"), [("Ja", True), ("nej", False), (True, True), (False, False), ("", None)])
def test_whether_the_parents_were_told_is_yes_no_or_not_said(word: Cell, told: bool | None) -> None:
    row = accepted({C.POLICE_TOLD_PARENTS: word})
    assert (row.police_told_parents, row.corrections) == (told, ())


def test_an_unclear_word_about_the_parents_is_left_open() -> None:
    assert accepted({C.POLICE_TOLD_PARENTS: "måske"}).police_told_parents is None
    assert codes({C.POLICE_TOLD_PARENTS: "måske"}) == ["told_parents_unclear"]


def test_a_row_may_be_checked_alone() -> None:
    raw = RawRow(7, GOOD, ())
    assert check_row(raw, variants=VARIANTS, week=WEEK).number == 7

"""Lists as JSON: the envelope, and what a careless or hostile sender may write."""

import json

import pytest

from app.lists.reading import RejectedRow, UnreadableFile
from tests.lists.reading.samples import checked, read
from workflows.calendar import IsoWeek

ENTRY = {"Journalnummer": "3700-1", "CPR-nr.": "710212-9787", "Navn": "Noah Prøve", "Status": "Sigtet"}
WRITTEN = json.dumps(ENTRY, ensure_ascii=False)


def code_of(text: str) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read(text)
    return refused.value.code


def test_bare_entries_and_an_envelope_are_both_read() -> None:
    assert len(read(f"[{WRITTEN}]").rows) == 1
    table = read(f'\n {{"week": "2026-W47", "municipality_code": "607", "entries": [{WRITTEN}]}}')
    assert (table.week, table.municipality_code) == (IsoWeek(2026, 47), "607")


def test_the_english_names_of_the_columns_are_known() -> None:
    entry = {"police_journal_number": "3700-1", "cpr_number": "710212-9787", "name": "Noah Prøve", "role": "victim"}
    assert not isinstance(checked(read(json.dumps([entry])))[0], RejectedRow)


@pytest.mark.parametrize(
    "text",
    [
        '{"entries": [',
        '{"entries": 3}',
        '{"entries": {}}',
        "[3]",
        "[[]]",
        f"[{WRITTEN[:-1]}, " + '"Adresse": {"Vej": "x"}}]',
        f"[{WRITTEN[:-1]}, " + '"Postnr.": NaN}]',
        f"[{WRITTEN[:-1]}, " + '"Postnr.": -Infinity}]',
        f"[{WRITTEN[:-1]}, " + '"Postnr.": 1e999}]',
        f"[{WRITTEN[:-1]}, " + f'"Postnr.": {"9" * 5000}}}]',
        f"[{WRITTEN[:-1]}, " + '"Navn": "En anden"}]',
        "[" * 100_000,
        '{"a":' * 100_000,
        f'{{"week": "uge 47", "entries": [{WRITTEN}]}}',
        f'{{"week": "2027-W53", "entries": [{WRITTEN}]}}',
        f'{{"municipality_code": "Fredericia", "entries": [{WRITTEN}]}}',
        f'{{"municipality_code": 607, "entries": [{WRITTEN}]}}',
    ],
)
def test_json_that_does_not_say_one_thing_clearly_is_refused(text: str) -> None:
    assert code_of(text) == "bad_json"


def test_no_entries_are_no_list() -> None:
    assert code_of('{"entries": []}') == "no_entries"
    assert code_of("[{}]") == "not_a_list"


def test_millions_of_empty_entries_are_not_even_parsed() -> None:
    assert code_of("[" + "{}," * 1_000_000 + "{}]") == "suspicious"


def test_half_a_letter_is_rejected_with_its_row() -> None:
    row = checked(read(f"[{WRITTEN}]".replace("Noah", "Noah\\ud800")))[0]
    assert isinstance(row, RejectedRow)
    assert row.remark.code == "control_characters"

"""Files that are broken, or meant to break something: each is refused, and nothing of ours falls over."""

import io
import zipfile
from pathlib import Path

import pytest

from app.lists.reading import Limits, UnreadableFile, sheets
from tests.lists.reading.samples import HEADER, ROW, read, sample, with_member, xlsx_of, zip_of

XLSX = "fredericia-2026-W47.xlsx"
SHEET = "xl/worksheets/sheet1.xml"


def code_of(data: bytes | str, limits: Limits = Limits()) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read(data, limits=limits)
    return refused.value.code


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe\r\0\n\0"])
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    assert code_of(data) == "empty_file"


def test_a_large_file_is_refused_by_its_size_alone() -> None:
    assert code_of(b"x" * 30 * 1024 * 1024) == "too_large"


def test_a_zip_bomb_is_not_unpacked() -> None:
    assert code_of(with_member(sample(XLSX), SHEET, b" " * 60 * 1024 * 1024)) == "suspicious"


def test_an_archive_larger_than_allowed_is_not_unpacked() -> None:
    assert code_of(sample(XLSX), Limits(max_unpacked=10_000)) == "suspicious"


def test_too_many_members_are_refused() -> None:
    assert code_of(zip_of({f"{number}.xml": "" for number in range(2_001)})) == "suspicious"


@pytest.mark.parametrize(
    "declaration", ["<!DOCTYPE lolz [", "<!ENTITY a 'b'>", "<!doctype x>", "x" * 1048570 + "<!ENTITY"]
)
def test_declared_entities_are_refused_before_any_parser_sees_them(declaration: str) -> None:
    assert code_of(with_member(sample(XLSX), "xl/workbook.xml", f"<?xml version='1.0'?>{declaration}")) == "suspicious"


def test_billion_laughs_in_utf16_are_refused_too() -> None:
    laughs = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    assert code_of(with_member(sample(XLSX), "xl/workbook.xml", laughs.encode("utf-16"))) == "suspicious"


def test_a_small_sheet_that_wants_all_memory_only_kills_the_child() -> None:
    far = '<row r="1048576"><c r="GR1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    with zipfile.ZipFile(io.BytesIO(sample(XLSX))) as archive:
        sheet = archive.read(SHEET).decode().replace("</sheetData>", far)
    assert code_of(with_member(sample(XLSX), SHEET, sheet)) == "suspicious"


@pytest.mark.parametrize("name", [XLSX, "fredericia-2026-W47.ods"])
def test_a_truncated_spreadsheet_is_damaged_wherever_it_ends(name: str) -> None:
    whole = sample(name)
    for end in range(60, len(whole) - 1, 97):
        assert code_of(whole[:end]) == "damaged"


def test_a_changed_byte_inside_a_part_is_damage() -> None:
    data = bytearray(zip_of({"xl/workbook.xml": b"<workbook/>" * 50}))
    data[60] ^= 0xFF
    assert code_of(bytes(data)) == "damaged"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "unsupported_format"),
        (b"%PDF-1.7\n%\xe2\xe3", "unsupported_format"),
        (b"<html><table><tr><td>Navn</td></tr></table></html>", "unsupported_format"),
        (zip_of({"word/document.xml": "<w/>"}), "unsupported_format"),
        (f"{HEADER}\r\n{ROW}\0\r\n".encode(), "unsupported_format"),
        (f"{HEADER}\r\n{ROW}".encode("utf-16")[:-1], "bad_encoding"),
        (f"{HEADER}\r\n".encode() + b"\x81\x8d;x\r\n", "bad_encoding"),
        (f'{HEADER}\r\n{ROW};"uden slutning\r\n{ROW}\r\n', "damaged"),
        (f"{HEADER};{';' * 600_000}\r\n{ROW}\r\n", "suspicious"),
    ],
)
def test_what_is_not_a_readable_list_is_refused_by_its_content(data: bytes | str, code: str) -> None:
    assert code_of(data) == code


def test_an_encrypted_ods_is_called_encrypted() -> None:
    manifest = "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
    assert code_of(with_member(sample("fredericia-2026-W47.ods"), "META-INF/manifest.xml", manifest)) == "encrypted"


def test_a_sheet_with_too_many_columns_is_refused() -> None:
    rows = [line.split(";") for line in (HEADER, ROW)]
    assert code_of(xlsx_of([*rows, [""] * 300 + ["x"]])) == "suspicious"


def test_a_long_text_that_is_repeated_cannot_flood_the_answer() -> None:
    rows = [line.split(";") for line in (HEADER, *[ROW.replace("Noah", "N" * 30_000)] * 50)]
    assert code_of(xlsx_of(rows), Limits(child_answer=100_000)) == "suspicious"


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os; os.abort()", "suspicious"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "suspicious"),
        ("raise SystemExit(1)", "damaged"),
        ("import time; time.sleep(60)", "suspicious"),
        ("print('not an answer')", "damaged"),
        ("print('\\x1e\"Uge\"\\n[1, 2')", "damaged"),
        ("print('\\x1e\"Uge\"\\n[1, 2\\n\\x1eend', end='')", "damaged"),
        ("pass", "damaged"),
    ],
)
def test_a_child_that_fails_is_a_file_that_cannot_be_read(
    program: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path / "child.py"
    child.write_text(program)
    monkeypatch.setattr(sheets, "CHILD", child)
    assert code_of(sample(XLSX), Limits(child_seconds=1)) == code


def test_the_child_gets_none_of_the_services_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "child.py"
    child.write_text("import os, sys; sys.exit(1 if 'SSP_SECRET' in os.environ else 4)")
    monkeypatch.setattr(sheets, "CHILD", child)
    monkeypatch.setenv("SSP_SECRET", "x")
    assert code_of(sample(XLSX)) == "encrypted"

"""The lists kept beside these tests, and small ones made as they are needed."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from app.lists.reading import Cell, CheckedRow, Limits, RejectedRow, RowChecker, Table, raw_from_fields, read_file
from workflows.calendar import IsoWeek
from workflows.incidents import ListColumn
from workflows.profile import profile_for

FILES = Path(__file__).parents[1] / "files"
VARIANTS = profile_for("607").list
WEEK = IsoWeek(2026, 47)

HEADER = "Journalnummer;CPR-nr.;Navn;Adresse;Postnr.;By;Status;Gerningskode;Forhold;Gerningstidspunkt;Gerningssted"
ROW = "3700-71273-1-26;710212-9787;Noah Prøve;Prøvevej 1;7000;Fredericia;Sigtet;71273;Tyveri;10-11-2026 13:15;Havnen"
GOOD: Mapping[ListColumn, Cell] = dict(zip(ListColumn, [""] * len(ListColumn), strict=True)) | {
    ListColumn.JOURNAL_NUMBER: "3700-71273-00001-26",
    ListColumn.CPR_NUMBER: "710212-9787",
    ListColumn.NAME: "Noah Prøve",
    ListColumn.ROLE: "Forurettet",
    ListColumn.OCCURRED_AT: "10-11-2026 13:15",
    ListColumn.POLICE_TOLD_PARENTS: "Ja",
}

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def sample(name: str) -> bytes:
    return (FILES / name).read_bytes()


def read(data: bytes | str, name: str | None = None, limits: Limits = Limits()) -> Table:
    return read_file(data.encode() if isinstance(data, str) else data, name, variants=VARIANTS, limits=limits)


def checked(table: Table, week: IsoWeek = WEEK) -> list[CheckedRow | RejectedRow]:
    checker = RowChecker(VARIANTS, table.week or week)
    return [checker.check(row) for row in table.rows]


def check(fields: Mapping[ListColumn, Cell]) -> CheckedRow | RejectedRow:
    return RowChecker(VARIANTS, WEEK).check(raw_from_fields({**GOOD, **fields}))


def accepted(fields: Mapping[ListColumn, Cell]) -> CheckedRow:
    row = check(fields)
    assert isinstance(row, CheckedRow), row
    return row


def rejection(fields: Mapping[ListColumn, Cell]) -> tuple[ListColumn | None, str]:
    row = check(fields)
    assert isinstance(row, RejectedRow), row
    return row.remark.column, row.remark.code


def csv_cells(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sample(name).decode("cp1252")), delimiter=";"))


def xlsx_of(*sheets: Iterable[Sequence[Cell]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Ark{number}")
        for row in rows:
            sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def zip_of(members: Mapping[str, bytes | str]) -> bytes:
    """The same bytes each time: no member has a time of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def with_member(data: bytes, name: str, content: bytes | str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, bytes | str] = {member: archive.read(member) for member in archive.namelist()}
    return zip_of(members | {name: content})


def ods_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    namespaces = " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {namespaces} office:version="1.3">'
        f'<office:body><office:spreadsheet><table:table table:name="Uge">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zip_of({"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, datetime):
        attributes = f'office:value-type="date" office:date-value="{cell:%Y-%m-%dT%H:%M:%S}"'
        return f"<table:table-cell {attributes}><text:p>{cell:%d-%m-%Y %H:%M}</text:p></table:table-cell>"
    if not cell:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def as_ods(name: str) -> bytes:
    """A sample in CSV as ODS, its times as real ones, as a spreadsheet program would keep them."""
    header, *rows = csv_cells(name)
    place = header.index("Gerningstidspunkt")
    dated: list[list[Cell]] = [
        [datetime.strptime(cell, "%d-%m-%Y %H:%M") if at == place else cell for at, cell in enumerate(row)]  # noqa: DTZ007 - a sheet's times have no zone
        for row in rows
    ]
    return ods_of([header, *dated])

"""From the bytes of a police list to checked rows: pure functions, without a database, a clock or the web."""

from app.lists.reading.checker import RowChecker, check_row
from app.lists.reading.limits import Limits
from app.lists.reading.reader import read_file
from app.lists.reading.records import Cell, CheckedRow, Kind, RawRow, RejectedRow, Remark, Table, raw_from_fields
from app.lists.reading.rejected_file import rejected_as_csv
from app.lists.reading.unreadable import UnreadableFile

__all__ = [
    "Cell",
    "CheckedRow",
    "Kind",
    "Limits",
    "RawRow",
    "RejectedRow",
    "Remark",
    "RowChecker",
    "Table",
    "UnreadableFile",
    "check_row",
    "raw_from_fields",
    "read_file",
    "rejected_as_csv",
]

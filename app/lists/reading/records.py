"""What reading and checking hand on. None of these shows personal data in its ``repr``: tracebacks print those."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from app.lists.reading import texts
from workflows.calendar import IsoWeek
from workflows.incidents import IncidentRole, ListColumn

Cell = str | float | int | datetime | date | None
Kind = Literal["csv", "xlsx", "ods", "json"]


class RawRow(NamedTuple):
    """A row as it was received. ``number`` is 1-based, as a spreadsheet program shows it; in JSON the entry's place.

    ``surplus`` says that the row has filled cells to the right of the table.
    """

    number: int
    cells: Mapping[ListColumn, Cell]
    original: tuple[str, ...]
    surplus: bool = False

    def __repr__(self) -> str:
        return f"RawRow(number={self.number})"


@dataclass(slots=True)
class Table:
    """A list that could be read. ``rows`` knows its length and is read anew each time it is gone through."""

    kind: Kind
    week: IsoWeek | None
    municipality_code: str | None
    header: tuple[str, ...] = field(repr=False)
    rows: Collection[RawRow] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Remark:
    """Where, which rule, and a Danish sentence about it; never the value."""

    column: ListColumn | None
    code: str
    message: str


@dataclass(frozen=True, slots=True, repr=False)
class CheckedRow:
    """A row that may be stored. A text that is not there is empty; ``occurred_at`` is in Copenhagen time."""

    number: int
    journal_number: str
    cpr_number: str | None
    birth_date: date | None
    name: str
    address: str
    postal_code: str
    city: str
    role: IncidentRole
    offence_code: str
    offence_text: str
    occurred_at: datetime | None
    place: str
    police_told_parents: bool | None
    note: str
    corrections: tuple[Remark, ...] = ()

    def __repr__(self) -> str:
        return f"CheckedRow(number={self.number})"


@dataclass(frozen=True, slots=True, repr=False)
class RejectedRow:
    """A row that may not be stored, with the first thing that is wrong with it."""

    number: int
    remark: Remark
    original: tuple[str, ...]

    def __repr__(self) -> str:
        return f"RejectedRow(number={self.number}, code={self.remark.code!r})"


def raw_from_fields(fields: Mapping[ListColumn, Cell], *, number: int = 1) -> RawRow:
    """An entry typed in at the meeting, so that it meets the same rules. ``original`` has every column in order."""
    return RawRow(number, dict(fields), tuple(display(fields.get(column)) for column in ListColumn))


def display(cell: Cell) -> str:
    """A cell as a person would have typed it, so that it can be written to a file and read again."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return texts.YES if cell else texts.NO
    if isinstance(cell, datetime):
        return f"{cell:%d-%m-%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)

"""What becomes of each row, decided before anything is stored.

Nothing here knows whether a person or a case exists, so the receipt that is made of it cannot tell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from app.lists import texts
from app.lists.keys import Keys
from app.lists.reading import CheckedRow, RawRow, RejectedRow, Remark, RowChecker
from app.lists.reading.faults import remark
from app.lists.schemas import Outcome, ReceiptRow
from workflows.incidents import ListColumn

_JOURNAL_NUMBER, _OFFENCE_CODE = 60, 20
"""Characters, as many as their columns hold."""
_EARLIEST_YEAR = 1900
"""Nobody on a list was born before, and the database cannot give the very first years back."""


class Keyed(NamedTuple):
    """A row that may be stored, and what it is found by."""

    row: CheckedRow
    incident_key: bytes
    content_key: bytes
    cpr_index: bytes | None


class Twice(NamedTuple):
    """The same row again in the same file."""

    number: int
    first: int


Looked = Keyed | Twice | RejectedRow


class StoredEntry(NamedTuple):
    """An entry that stands from before, by what is needed to tell a duplicate from an amended row."""

    id: UUID
    content_key: bytes


@dataclass(slots=True)
class Sorted:
    """``lines`` has every received row in the order of the file, as the receipt gives them."""

    lines: list[ReceiptRow] = field(default_factory=list)
    accepted: list[Keyed] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    amended: dict[bytes, UUID] = field(default_factory=dict)
    """The stored entry that each amended row takes the place of, by incident key."""
    corrected: int = 0
    duplicates: int = 0
    unchanged: int = 0

    @property
    def received(self) -> int:
        return len(self.accepted) + self.duplicates + len(self.rejected)


def look_at(rows: Iterable[RawRow], checker: RowChecker, keys: Keys) -> list[Looked]:
    """Each row checked, and held against the rows before it in the same file."""
    seen: dict[bytes, tuple[int, bytes]] = {}
    return [_look(raw, checker.check(raw), keys, seen) for raw in rows]


def _look(raw: RawRow, checked: CheckedRow | RejectedRow, keys: Keys, seen: dict[bytes, tuple[int, bytes]]) -> Looked:
    if isinstance(checked, RejectedRow):
        return checked
    if (fault := _does_not_fit(checked)) is not None:
        return RejectedRow(raw.number, fault, raw.original)
    incident, content = keys.incident(checked), keys.content(checked)
    first = seen.setdefault(incident, (raw.number, content))
    if first[0] == raw.number:
        cpr = keys.cpr_number(checked.cpr_number) if checked.cpr_number else None
        return Keyed(checked, incident, content, cpr)
    if first[1] == content:
        return Twice(raw.number, first[0])
    # Which of the two is right is not ours to guess; the first stands until somebody says.
    return RejectedRow(raw.number, _said("contradicts_row", row=first[0]), raw.original)


def _does_not_fit(row: CheckedRow) -> Remark | None:
    if len(row.journal_number) > _JOURNAL_NUMBER:
        return remark(ListColumn.JOURNAL_NUMBER, "too_long", characters=_JOURNAL_NUMBER)
    if len(row.offence_code) > _OFFENCE_CODE:
        return remark(ListColumn.OFFENCE_CODE, "too_long", characters=_OFFENCE_CODE)
    if row.birth_date is not None and row.birth_date.year < _EARLIEST_YEAR:
        return remark(ListColumn.BIRTH_DATE, "bad_birth_date")
    if row.occurred_at is not None and row.occurred_at.year < _EARLIEST_YEAR:
        return remark(ListColumn.OCCURRED_AT, "bad_time")
    return None


def sort(looked: Iterable[Looked], stored: Mapping[bytes, StoredEntry]) -> Sorted:
    """The rows sorted into accepted, duplicate and rejected against what is ``stored``, by incident key."""
    result = Sorted()
    for one in looked:
        if isinstance(one, Keyed):
            _sort_good(one, stored.get(one.incident_key), result)
        elif isinstance(one, Twice):
            result.duplicates += 1
            result.lines.append(_line(one.number, "duplicate", _said("same_as_row", row=one.first)))
        else:
            result.rejected.append(one)
            result.lines.append(_line(one.number, "rejected", one.remark))
    return result


def _sort_good(one: Keyed, before: StoredEntry | None, result: Sorted) -> None:
    number = one.row.number
    if before is not None and before.content_key == one.content_key:
        result.duplicates += 1
        result.unchanged += 1
        result.lines.append(_line(number, "duplicate", _said("already_received")))
        return
    result.accepted.append(one)
    corrections = one.row.corrections
    outcome: Outcome = "corrected" if corrections else "accepted"
    remarks: list[Remark | None] = [*corrections]
    if corrections:
        result.corrected += 1
    if before is not None:
        result.amended[one.incident_key] = before.id
        remarks.append(_said("amended"))
    result.lines.extend(_line(number, outcome, said) for said in remarks or [None])


def _said(code: str, **facts: object) -> Remark:
    return Remark(None, code, texts.ROWS[code].format(**facts))


def _line(number: int, outcome: Outcome, said: Remark | None) -> ReceiptRow:
    if said is None:
        return {"row": number, "outcome": outcome, "column": None, "code": None, "message": None}
    column = said.column.value if said.column else None
    return {"row": number, "outcome": outcome, "column": column, "code": said.code, "message": said.message}

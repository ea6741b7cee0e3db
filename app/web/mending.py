"""The rows of a list that are wrong, as fields to mend them in, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.caller import Caller
from app.lists.mending import Mended, rows_to_mend
from app.lists.reading.texts import COLUMNS, NO, YES
from app.lists.schemas import ReceiptRow
from app.web.forms.fields import Choice
from workflows.incidents import LIST_ROLES, ListColumn
from workflows.list_words import ListVariants
from workflows.profile import profile_for

MOST_ROWS: Final = 100
"""As many as somebody mends in one sitting; those after them come when these are right, or are fetched as a file."""
_PREFIX: Final = "r"
_COLUMNS: Final = frozenset(one.value for one in ListColumn)
_PERSON: Final = (ListColumn.CPR_NUMBER, ListColumn.BIRTH_DATE)
"""Either says who it is, and what is wrong with one may be put right in the other."""
_LONG: Final = frozenset({ListColumn.NOTE, ListColumn.OFFENCE_TEXT})


@dataclass(frozen=True, slots=True, repr=False)
class MendField:
    """One cell. With ``choices`` nothing else will do."""

    name: str
    label: str
    text: str
    is_wrong: bool
    is_long: bool
    choices: Sequence[Choice] = ()


@dataclass(frozen=True, slots=True, repr=False)
class WrongRow:
    """``first`` are the fields that what is wrong is about, ``rest`` the others."""

    number: int
    who: str
    message: str
    column: str
    beyond: str
    first: Sequence[MendField]
    rest: Sequence[MendField]


def rows_shown(
    data: bytes, filename: str, wrong: Sequence[ReceiptRow], mended: Mended, *, by: Caller
) -> list[WrongRow]:
    """The first ``MOST_ROWS`` of those that are ``wrong``, as they stand with what was mended."""
    if not wrong:
        return []
    said = {row["row"]: row for row in wrong[:MOST_ROWS]}
    variants = profile_for(by.municipality_code).list
    found = rows_to_mend(data, filename, said, mended, by=by)
    return [_row(one.number, one.cells, one.beyond, said[one.number], variants) for one in found]


def mended_by(values: Mapping[str, Sequence[str]], data: bytes, filename: str, before: Mended, *, by: Caller) -> Mended:
    """``before`` with what was written since.

    A cell that says what it said is left as it is, and keeps its kind; one that had signs in it which no page can
    show is what stood in the page.
    """
    written: dict[int, dict[ListColumn, str]] = {}
    for name, texts in values.items():
        prefix, _, rest = name.partition(".")
        number, _, column = rest.partition(".")
        if prefix == _PREFIX and number.isdecimal() and len(number) < 8 and column in _COLUMNS:
            written.setdefault(int(number), {})[ListColumn(column)] = texts[0].strip()
    if not written:
        return before
    mended = {number: dict(cells) for number, cells in before.items()}
    for row in rows_to_mend(data, filename, written, before, by=by):
        changed = {
            column: text
            for column, text in written[row.number].items()
            if text != " ".join(row.cells.get(column, "").split())
        }
        if changed:
            mended.setdefault(row.number, {}).update(changed)
    return mended


def _row(
    number: int, cells: Mapping[ListColumn, str], beyond: str, said: ReceiptRow, variants: ListVariants
) -> WrongRow:
    column = ListColumn(said["column"]) if said["column"] else None
    asked = [one for one in ListColumn if one in cells or (one in _PERSON and column in _PERSON)]
    about = {column} | (set(_PERSON) if column in _PERSON else set())
    fields = {one: _field(number, one, cells.get(one, ""), variants, is_wrong=one is column) for one in asked}
    first = [field for one, field in fields.items() if one in about]
    who = (_as_shown(cells.get(ListColumn.NAME, "")), _as_shown(cells.get(ListColumn.JOURNAL_NUMBER, "")))
    return WrongRow(
        number, ", ".join(filter(None, who)), said["message"] or "", COLUMNS[column] if column else "", beyond,
        first or list(fields.values()), [field for one, field in fields.items() if first and one not in about],
    )  # fmt: skip


def _field(number: int, column: ListColumn, text: str, variants: ListVariants, *, is_wrong: bool) -> MendField:
    shown = _as_shown(text)
    return MendField(
        f"{_PREFIX}.{number}.{column.value}", COLUMNS[column], shown, is_wrong,
        column in _LONG or len(shown) > 80, _choices(column, shown, variants),
    )  # fmt: skip


def _choices(column: ListColumn, shown: str, variants: ListVariants) -> Sequence[Choice]:
    """The list's own words, and first what stands there."""
    if column is ListColumn.ROLE:
        words = [variants.roles[role][0] for role in LIST_ROLES]
    elif column is ListColumn.POLICE_TOLD_PARENTS:
        words = ["", YES, NO]
    else:
        return ()
    return [Choice(word, word or "Ikke oplyst") for word in dict.fromkeys([shown, *words])]


def _as_shown(text: str) -> str:
    """As a field of one line can hold it: a browser takes line breaks out, and some signs cannot stand in a page."""
    return " ".join("".join(one for one in text if one.isprintable() or one.isspace()).split())

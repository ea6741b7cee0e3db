"""One row of a list against the rules: it may be stored, or it says in one sentence why not."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from app.lists.reading.cells import texts_of
from app.lists.reading.faults import RowRejected, remark
from app.lists.reading.identity import Identity, identity_of
from app.lists.reading.limits import Limits
from app.lists.reading.moments import moment_of
from app.lists.reading.records import Cell, CheckedRow, RawRow, RejectedRow, Remark
from app.lists.reading.texts import OR, listed
from workflows.calendar import IsoWeek, age_on
from workflows.incidents import IncidentRole, ListColumn
from workflows.list_words import ListVariants

_CHARGED_FROM = 15
"""The age of criminal responsibility: straffeloven, section 15."""
_POSTAL_DIGITS = 4


class RowChecker:
    """Checks the rows of one list. Pure, but for a memory of the words it has already looked up."""

    def __init__(self, variants: ListVariants, week: IsoWeek, limits: Limits = Limits()) -> None:
        self._variants = variants
        self._sunday = week.sunday
        self._looks_back_to = week.monday - timedelta(weeks=1)
        self._max_chars = limits.max_cell_chars
        self._roles: dict[str, IncidentRole] = {}
        self._answers: dict[str, bool] = {}
        self._role_words = listed([words[0].lower() for words in variants.roles.values()], OR)

    def check(self, raw: RawRow) -> CheckedRow | RejectedRow:
        try:
            return self._checked(raw)
        except RowRejected as rejected:
            return RejectedRow(raw.number, rejected.remark, raw.original)

    def _checked(self, raw: RawRow) -> CheckedRow:
        if raw.surplus:
            raise RowRejected(None, "too_many_cells")
        texts = texts_of(raw.cells, self._max_chars)
        text = texts.get
        role = self._role(texts)
        for column in (ListColumn.JOURNAL_NUMBER, ListColumn.NAME):
            if not text(column):
                raise RowRejected(column, "missing")
        note = text(ListColumn.NOTE, "")
        birth_cell, birth_text = raw.cells.get(ListColumn.BIRTH_DATE), text(ListColumn.BIRTH_DATE, "")
        identity = identity_of(text(ListColumn.CPR_NUMBER, ""), birth_cell, birth_text, note)
        occurred_at = self._occurred_at(raw.cells, text(ListColumn.OCCURRED_AT, ""))
        corrections = list(identity.corrections)
        postal_code = self._postal_code(raw.cells, text(ListColumn.POSTAL_CODE, ""), corrections)
        role = self._role_by_age(role, identity, occurred_at, corrections)
        told = self._told(text(ListColumn.POLICE_TOLD_PARENTS, ""), corrections)
        return CheckedRow(
            number=raw.number,
            journal_number=texts[ListColumn.JOURNAL_NUMBER],
            cpr_number=identity.cpr_number,
            birth_date=identity.birth_date,
            name=texts[ListColumn.NAME],
            address=text(ListColumn.ADDRESS, ""),
            postal_code=postal_code,
            city=text(ListColumn.CITY, ""),
            role=role,
            offence_code=text(ListColumn.OFFENCE_CODE, ""),
            offence_text=text(ListColumn.OFFENCE_TEXT, ""),
            occurred_at=occurred_at,
            place=text(ListColumn.PLACE, ""),
            police_told_parents=told,
            note=note,
            corrections=tuple(corrections),
        )

    def _role(self, texts: Mapping[ListColumn, str]) -> IncidentRole:
        word = texts.get(ListColumn.ROLE)
        if not word:
            raise RowRejected(ListColumn.ROLE, "missing")
        role = self._roles.get(word) or self._variants.role_of(word)
        if role is None:
            raise RowRejected(ListColumn.ROLE, "unknown_role", words=self._role_words)
        self._roles[word] = role
        return role

    def _occurred_at(self, cells: Mapping[ListColumn, Cell], text: str) -> datetime | None:
        if not text:
            return None
        try:
            moment = moment_of(cells[ListColumn.OCCURRED_AT], text)
        except (ValueError, OverflowError):
            raise RowRejected(ListColumn.OCCURRED_AT, "bad_time") from None
        # Held against the week of the list and not against today: the same list reads the same at any time.
        if moment.date() > self._sunday:
            raise RowRejected(ListColumn.OCCURRED_AT, "after_the_week")
        return moment

    def _role_by_age(
        self, role: IncidentRole, identity: Identity, occurred_at: datetime | None, corrections: list[Remark]
    ) -> IncidentRole:
        born: date = identity.birth_date
        if born > (occurred_at.date() if occurred_at else self._sunday):
            column = ListColumn.CPR_NUMBER if identity.cpr_number else ListColumn.BIRTH_DATE
            raise RowRejected(column, "born_after_incident")
        # Without a day, the first of the week that the list looks back on: in doubt nobody is called charged.
        day = occurred_at.date() if occurred_at else max(born, self._looks_back_to)
        if role is not IncidentRole.CHARGED or age_on(born, day) >= _CHARGED_FROM:
            return role
        corrections.append(remark(ListColumn.ROLE, "under_15_is_suspected"))
        return IncidentRole.SUSPECTED

    def _told(self, word: str, corrections: list[Remark]) -> bool | None:
        if not word:
            return None
        if word in self._answers:
            return self._answers[word]
        if (told := self._variants.answer_of(word)) is None:
            corrections.append(remark(ListColumn.POLICE_TOLD_PARENTS, "told_parents_unclear"))
            return None
        self._answers[word] = told
        return told

    @staticmethod
    def _postal_code(cells: Mapping[ListColumn, Cell], text: str, corrections: list[Remark]) -> str:
        """As a number it loses the zero of 0800 Høje Taastrup."""
        if isinstance(cells.get(ListColumn.POSTAL_CODE), str) or not text.isdigit() or len(text) >= _POSTAL_DIGITS:
            return text
        corrections.append(remark(ListColumn.POSTAL_CODE, "leading_zero_restored"))
        return text.zfill(_POSTAL_DIGITS)


def check_row(raw: RawRow, *, variants: ListVariants, week: IsoWeek) -> CheckedRow | RejectedRow:
    """For a single row; a list takes one RowChecker for all of its rows."""
    return RowChecker(variants, week).check(raw)

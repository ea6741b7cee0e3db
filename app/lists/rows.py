"""The rows of people, entries and rejected rows: sealed, as lines for COPY."""

import json
from uuid import UUID

from app import clock
from app.caller import Caller
from app.copying import NULL, Lines, encoded, octets, octets_each, text
from app.lists.keys import Keys
from app.lists.matching import Replaced
from app.lists.models import ListEntry, RejectedEntry
from app.lists.reading import CheckedRow, RejectedRow
from app.lists.sealing import Sealing
from app.lists.sorting import Keyed
from app.people.models import Person, PersonWord
from app.people.name_words import IndexedWord, NameIndex
from workflows.name_search import RULES

_NOT_DECIDED = (NULL,) * 5
_TOLD = {None: NULL, True: "t", False: "f"}


class Rows:
    """Makes the rows of one list."""

    def __init__(self, sealing: Sealing, keys: Keys, names: NameIndex, list_id: UUID, by: Caller) -> None:
        code = by.municipality_code
        self._sealing, self._keys, self._names, self._list_id = sealing, keys, names, list_id
        self.words = Lines(PersonWord, {"municipality_code": code}, ("person_id", *IndexedWord._fields))
        self.people = Lines(
            Person,
            {"municipality_code": code, "address_protected": False, "created_at": by.at, "name_words": RULES},
            (
                "id", "birth_date", "cpr_number_index", "cpr_number_sealed", "name_index", "name_sealed",
                "address_sealed", "same_as_id",
            ),
        )  # fmt: skip
        self.entries = Lines(
            ListEntry,
            {"municipality_code": code, "list_id": list_id, "received_at": by.at},
            (
                "id", "row_number", "person_id", "case_id", "identity_undecided", "incident_key", "content_key",
                "police_journal_number", "role", "offence_code", "offence_text_sealed", "place_sealed", "note_sealed",
                "occurred_at", "police_told_parents", "joined_open_case", "suggestion", "decision", "decided_at",
                "decided_by", "decision_reason_sealed", "to_municipality_code",
            ),
        )  # fmt: skip
        self.rejected = Lines(
            RejectedEntry,
            {"municipality_code": code, "list_id": list_id},
            ("id", "row_number", "column", "code", "original_sealed"),
        )

    def add_person(self, person_id: UUID, one: Keyed, same_as: UUID | None = None) -> None:
        """Somebody new. Without a CPR number it has the entry's own id, so that who it is can be undecided again."""
        self._sealing.make_key(person_id)
        self.people.add(*self._person(person_id, one, same_as))
        for found in self._names.of(one.row.name):
            self.words.add(person_id.hex, octets(found.word), octets(found.head), octets_each(found.beginnings))

    def add_entry(
        self,
        entry_id: UUID,
        one: Keyed,
        person_id: UUID,
        case_id: UUID | None,
        suggestion: str,
        *,
        joined: bool,
        before: Replaced | None,
    ) -> None:
        """One incident. ``before`` is the entry whose place it takes: what was decided on that one goes on."""
        self.entries.add(*self._entry(entry_id, one, person_id, case_id, suggestion, joined, before))

    def add_rejected(self, one: RejectedRow) -> None:
        self.rejected.add(*self._rejected(one))

    def _person(self, person_id: UUID, one: Keyed, same_as: UUID | None) -> tuple[str, ...]:
        row = one.row
        if row.birth_date is None:
            raise ValueError("a checked row has a birth date")
        return (
            person_id.hex,
            str(row.birth_date),
            octets(one.cpr_index),
            self._sealing.seal(person_id, "people", "cpr_number_sealed", row.cpr_number, person_id),
            octets(self._keys.name(row.name, row.birth_date)),
            self._sealing.seal(person_id, "people", "name_sealed", row.name, person_id),
            self._sealing.seal(person_id, "people", "address_sealed", _address(row), person_id),
            same_as.hex if same_as else NULL,
        )

    def _entry(
        self,
        entry_id: UUID,
        one: Keyed,
        person_id: UUID,
        case_id: UUID | None,
        suggestion: str,
        joined: bool,
        before: Replaced | None,
    ) -> tuple[str, ...]:
        row = one.row
        return (
            entry_id.hex,
            str(row.number),
            person_id.hex,
            case_id.hex if case_id else NULL,
            "f" if case_id else "t",
            octets(one.incident_key),
            octets(one.content_key),
            text(row.journal_number),
            row.role,
            text(row.offence_code),
            self._sealing.seal(person_id, "list_entries", "offence_text_sealed", row.offence_text, entry_id),
            self._sealing.seal(person_id, "list_entries", "place_sealed", row.place, entry_id),
            self._sealing.seal(person_id, "list_entries", "note_sealed", row.note, entry_id),
            str(row.occurred_at) if row.occurred_at else NULL,
            _TOLD[row.police_told_parents],
            "t" if joined else "f",
            text(suggestion),
            *(self._decision(before, entry_id, person_id) if before else _NOT_DECIDED),
        )

    def _rejected(self, one: RejectedRow) -> tuple[str, ...]:
        row_id = clock.new_id()
        return (
            row_id.hex,
            str(one.number),
            text(one.remark.column),
            one.remark.code,
            self._sealing.seal(self._list_id, "rejected_entries", "original_sealed", json.dumps(one.original), row_id),
        )

    def _decision(self, before: Replaced, entry_id: UUID, person_id: UUID) -> tuple[str, ...]:
        """A sealed value opens only in its own row, so the reason is sealed anew."""
        words = None
        if before.decision_reason_sealed is not None:
            words = self._sealing.open(
                "list_entries", "decision_reason_sealed", before.decision_reason_sealed, before.id
            )
        return (
            encoded(before.decision),
            encoded(before.decided_at),
            encoded(before.decided_by),
            self._sealing.seal(person_id, "list_entries", "decision_reason_sealed", words, entry_id),
            encoded(before.to_municipality_code),
        )


def _address(row: CheckedRow) -> str:
    place = f"{row.postal_code} {row.city}".strip()
    return f"{row.address}, {place}" if row.address and place else row.address or place

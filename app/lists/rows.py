"""The rows of people, entries and rejected rows as plain values, sealed, in the order of their columns."""

import json
from uuid import UUID

from app import clock
from app.access.caller import Caller
from app.cases.intake import Values
from app.lists.keys import Keys
from app.lists.matching import Replaced
from app.lists.reading import CheckedRow, RejectedRow
from app.lists.sorting import Keyed
from app.people.encryption import Vault

PERSON_COLUMNS = (
    "municipality_code", "id", "birth_date", "cpr_number_index", "cpr_number_sealed", "name_index", "name_sealed",
    "address_sealed", "address_protected", "same_as_id", "created_at",
)  # fmt: skip
ENTRY_COLUMNS = (
    "municipality_code", "id", "list_id", "row_number", "person_id", "case_id", "identity_undecided",
    "incident_key", "content_key", "police_journal_number", "role", "offence_code", "offence_text_sealed",
    "place_sealed", "note_sealed", "occurred_at", "police_told_parents", "joined_open_case", "suggestion",
    "decision", "decided_at", "decided_by", "decision_reason_sealed", "to_municipality_code", "received_at",
)  # fmt: skip
REJECTED_COLUMNS = ("municipality_code", "id", "list_id", "row_number", "column", "code", "original_sealed")


class Rows:
    """Makes rows for one list."""

    def __init__(self, vault: Vault, list_id: UUID, by: Caller) -> None:
        self._vault = vault
        self._keys = Keys(vault, by.municipality_code)
        self._list_id = list_id
        self._code = by.municipality_code
        self._at = by.at

    def person(self, person_id: UUID, one: Keyed, same_as: UUID | None = None) -> Values:
        """Somebody new. Without a CPR number it has the entry's own id, so that who it is can be undecided again."""
        row, code, seal = one.row, self._code, self._vault.seal
        born = row.birth_date
        if born is None:
            raise ValueError("a checked row has a birth date")
        number = row.cpr_number
        address = _address(row)
        return (
            code,
            person_id,
            born,
            one.cpr_index,
            seal(number, code, "people", "cpr_number_sealed", person_id) if number else None,
            self._keys.name(row.name, born),
            seal(row.name, code, "people", "name_sealed", person_id),
            seal(address, code, "people", "address_sealed", person_id) if address else None,
            False,
            same_as,
            self._at,
        )

    def entry(
        self,
        entry_id: UUID,
        one: Keyed,
        person_id: UUID,
        case_id: UUID | None,
        suggestion: str,
        *,
        joined: bool,
        before: Replaced | None,
    ) -> Values:
        """One incident. ``before`` is the entry whose place it takes: what was decided on that one goes on."""
        row = one.row
        return (
            self._code,
            entry_id,
            self._list_id,
            row.number,
            person_id,
            case_id,
            case_id is None,
            one.incident_key,
            one.content_key,
            row.journal_number,
            row.role.value,
            row.offence_code or None,
            self._sealed("offence_text_sealed", row.offence_text, entry_id),
            self._sealed("place_sealed", row.place, entry_id),
            self._sealed("note_sealed", row.note, entry_id),
            row.occurred_at,
            row.police_told_parents,
            joined,
            suggestion,
            *(self._decision(before, entry_id) if before else (None, None, None, None, None)),
            self._at,
        )

    def rejected(self, one: RejectedRow) -> Values:
        row_id = clock.new_id()
        original = self._vault.seal(json.dumps(one.original), self._code, "rejected_entries", "original_sealed", row_id)
        column = one.remark.column.value if one.remark.column else None
        return self._code, row_id, self._list_id, one.number, column, one.remark.code, original

    def _decision(self, before: Replaced, entry_id: UUID) -> Values:
        """A sealed value opens only in its own row, so the reason is sealed anew."""
        reason = before.decision_reason_sealed
        if reason is not None:
            words = self._vault.open(reason, self._code, "list_entries", "decision_reason_sealed", before.id)
            reason = self._vault.seal(words, self._code, "list_entries", "decision_reason_sealed", entry_id)
        return before.decision, before.decided_at, before.decided_by, reason, before.to_municipality_code

    def _sealed(self, column: str, text: str, row_id: UUID) -> bytes | None:
        return self._vault.seal(text, self._code, "list_entries", column, row_id) if text else None


def _address(row: CheckedRow) -> str:
    place = f"{row.postal_code} {row.city}".strip()
    return ", ".join(part for part in (row.address, place) if part)

"""What a row is found by: blind indexes of the incident, of its content and of the person.

The parts are joined by a control character, which no checked cell can hold, so that two different
rows never give the same text.
"""

from datetime import date

from app.lists.reading import CheckedRow
from app.people.vault import Vault, indexed

_BETWEEN = "\x1f"


class Keys:
    """The keys of one municipality's rows."""

    def __init__(self, vault: Vault, municipality_code: str) -> None:
        self._keys = vault.of(municipality_code)
        self._code = municipality_code

    def incident(self, row: CheckedRow) -> bytes:
        """The same incident, of the same person, in the same role."""
        person = row.cpr_number or f"{row.name.casefold()}{_BETWEEN}{row.birth_date}"
        return self._index("incident", f"{row.journal_number}{_BETWEEN}{person}{_BETWEEN}{row.role}")

    def content(self, row: CheckedRow) -> bytes:
        """Everything else that the row says."""
        occurred = row.occurred_at.isoformat() if row.occurred_at else ""
        rest = (
            row.name, str(row.birth_date), row.address, row.postal_code, row.city, row.offence_code, row.offence_text,
            occurred, row.place, str(row.police_told_parents), row.note,
        )  # fmt: skip
        return self._index("content", _BETWEEN.join(rest))

    def cpr_number(self, number: str) -> bytes:
        return self._index("cpr", number)

    def name(self, name: str, birth_date: date) -> bytes:
        """Of the name and the birth date together."""
        return self._index("name", f"{name.casefold()}{_BETWEEN}{birth_date}")

    def _index(self, kind: str, value: str) -> bytes:
        return indexed(self._keys, self._code, kind, value)

"""Telling the lines below and between the entries from the entries."""

import re
from collections.abc import Sequence

from app.lists.reading.header import Header
from app.lists.reading.records import Cell, display
from app.lists.reading.unreadable import UnreadableFile
from workflows.incidents import ListColumn

_TELLING = (ListColumn.JOURNAL_NUMBER, ListColumn.CPR_NUMBER, ListColumn.NAME, ListColumn.ROLE)
_SURELY = (ListColumn.NAME, ListColumn.ROLE)
_AT_MOST = 2
_FOOTER_WORD = re.compile(r"(antal|i\s*alt|total|sum|udskrevet|side|slut)\b", re.IGNORECASE)
_ROWS = r"(?:rækker|poster|linjer|hændelser|registreringer)"
_COUNT = re.compile(
    rf"(?:antal|i\s*alt|total)(?:\s+{_ROWS})?\s*[:=]?\s*([0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]{{1,9}})(?:\s+{_ROWS})?\.?",
    re.IGNORECASE,
)


class FooterWatch:
    """Says of each row whether it is an entry, and holds the counts the list gives against what was read."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._names = list(header.names)
        self._telling = [place for column, place in header.places if column in _TELLING]
        self._surely = sorted(place for column, place in header.places if column in _SURELY)
        self.entries = 0
        self._since = 0

    def is_entry(self, cells: Sequence[Cell]) -> bool:
        """Raises UnreadableFile when a footer's count shows that rows are missing."""
        # Nearly every row has a name and a role, and is then an entry; the rest may take longer.
        first, last = self._surely
        if last < len(cells) and cells[first] and cells[last]:
            if cells[0] == self._names[0] and list(cells) == self._names:
                return False  # the header again, at the top of a printed page
        elif self._is_beside_the_table(cells):
            return False
        self.entries += 1
        return True

    def _is_beside_the_table(self, cells: Sequence[Cell]) -> bool:
        filled = [place for place, cell in enumerate(cells) if display(cell).strip()]
        if not filled:
            return True
        if len(filled) > _AT_MOST:
            return False
        text = " ".join(display(cells[place]).strip() for place in filled)
        if _FOOTER_WORD.match(text):
            self._hold_against(text)
            return True
        return not any(place in filled for place in self._telling)

    def _hold_against(self, text: str) -> None:
        if (count := _COUNT.fullmatch(text)) is None:
            return
        stated = int(count[1].replace(".", ""))
        # A list in sections counts each of them, or all so far.
        if stated not in (self.entries, self.entries - self._since):
            raise UnreadableFile("count_mismatch", stated=stated, read=self.entries)
        self._since = self.entries

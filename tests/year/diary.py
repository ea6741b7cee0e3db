"""What the staff of the simulated year did, as they remember it: the books are held against it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Telling:
    """Somebody was told of what a case is about. ``to`` is the custody holder's id, or ``young_person``."""

    case_id: str
    to: str
    purpose: str
    at: datetime
    taken_back: bool = False


@dataclass(slots=True)
class Diary:
    receipts: list[dict[str, Any]] = field(default_factory=list)
    rows_sent: int = 0
    decisions: dict[str, str] = field(default_factory=dict)
    """The last decision on each entry, by its id."""
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each move of each case succeeded, by case and event."""
    tellings: list[Telling] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    """What the staff tried and were refused, by problem or by what stood in the way."""
    weeks_without_a_list: list[str] = field(default_factory=list)

    def moved(self, case_id: str, event: str) -> None:
        self.moves[case_id, event] += 1

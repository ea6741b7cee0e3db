"""A receipt in Danish, for the page and the sheet alike: what came, what became of it, and what the log vouches for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.lists.reading.texts import COLUMNS
from app.lists.schemas import AnchorView, Difference, Outcome, Receipt, ReceiptRow
from workflows.calendar import IsoWeek
from workflows.danish import moment_said
from workflows.incidents import ListColumn
from workflows.municipalities import said as municipality_said

MOST_LINES: Final = 300
"""A list whose rows are wrong in more ways than this is read by machines; the JSON has every row."""

OUTCOMES: Final[Mapping[Outcome, str]] = {
    "rejected": "Afvist",
    "duplicate": "Dublet",
    "corrected": "Rettet undervejs",
    "accepted": "I orden",
}
"""Of a row in a list that was sent, and of one that is only tried."""
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one or more rows: ``rows`` are their numbers, ``2–5, 9``."""

    outcome: Outcome
    outcome_said: str
    rows: str
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class SaidReceipt:
    """Everything that stands on a receipt, in the order it stands there."""

    title: str
    facts: list[Fact]
    counts: list[Fact]
    difference: list[Fact]
    lines: list[Line]
    left_out: int
    """Lines that there was no room for."""
    without_remark: str
    """The numbers of the rows that were taken as they were."""
    rows_are_shown: bool
    """False when whoever asks may no longer see the rows."""
    anchor: list[Fact]


def said_of(receipt: Receipt) -> SaidReceipt:
    lines = list(_lines(receipt.rows))
    fine = [row["row"] for row in receipt.rows if row["outcome"] == "accepted" and row["message"] is None]
    return SaidReceipt(
        title=f"Kvittering for SSP-listen for {week_said(receipt.week)}",
        facts=_facts(receipt),
        counts=_counts(receipt),
        difference=_difference(receipt.difference),
        lines=lines[:MOST_LINES],
        left_out=max(0, len(lines) - MOST_LINES),
        without_remark=ranges(fine),
        rows_are_shown=bool(receipt.rows) or not receipt.received,
        anchor=_anchor(receipt.anchor),
    )


def week_said(week: str) -> str:
    """``uge 47, 2026``."""
    found = IsoWeek.parse(week)
    return f"uge {found.number}, {found.year}"


def ranges(numbers: Iterable[int]) -> str:
    """Numbers that go up, with those that follow on each other as one: ``2–5, 9``."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in found)


def _lines(rows: Iterable[ReceiptRow]) -> Iterable[Line]:
    """The rejected first. Rows of which the same is said share a line."""
    together: dict[tuple[Outcome, str | None, str], list[int]] = {}
    for row in rows:
        if row["message"] is not None:
            together.setdefault((row["outcome"], row["column"], row["message"]), []).append(row["row"])
    order = list(OUTCOMES)
    for (outcome, column, message), numbers in sorted(together.items(), key=lambda one: order.index(one[0][0])):
        title = COLUMNS[ListColumn(column)] if column else ""
        yield Line(outcome, OUTCOMES[outcome], ranges(numbers), title, message)


def _facts(receipt: Receipt) -> list[Fact]:
    facts = [("Til", municipality_said(receipt.municipality_code)), ("Uge", week_said(receipt.week))]
    facts.append(("Udgave", str(receipt.version)))
    if receipt.anchor:
        facts.append(("Modtaget", moment_said(datetime.fromisoformat(receipt.anchor.at))))
    if receipt.id:
        facts.append(("Kvittering", str(receipt.id)))
    if receipt.sha256:
        facts.append(("Listens fingeraftryk (SHA-256)", receipt.sha256))
    return facts


def _counts(receipt: Receipt) -> list[Fact]:
    counts = {
        "Rækker læst": receipt.received,
        "Modtaget": receipt.accepted,
        "Heraf rettet undervejs": receipt.corrected,
        "Dubletter": receipt.duplicate,
        "Afvist": receipt.rejected,
    }
    return [(label, str(number)) for label, number in counts.items()]


def _difference(differs: Difference | None) -> list[Fact]:
    if differs is None:
        return []
    counts = {
        "Nye hændelser": differs.added,
        "Ændrede": differs.changed,
        "Uændrede": differs.unchanged,
        "Fra før, og ikke med denne gang (de bliver stående)": differs.missing,
    }
    return [(label, str(number)) for label, number in counts.items()]


def _anchor(anchor: AnchorView | None) -> list[Fact]:
    if anchor is None:
        return []
    return [("Loggen endte med", anchor.hash), ("Nøgle", anchor.key_id), ("Underskrift", anchor.signature)]

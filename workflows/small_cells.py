"""Which counts may not be shown to somebody who may not know the people counted.

Source: the common practice of Danish official statistics, that a cell rests on at least five people (Danmarks
Statistik's and Sundhedsdatastyrelsen's rules for tables that leave the house); and that a cell that is hidden may not
be worked out from the totals beside it (secondary suppression). Zero is shown: nobody stands in it.

What is held: no hidden count follows from those that are shown, by any sums, nor from what each must be at least and
can be at most. Figures of two days are not held against each other.
"""

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

SMALLEST = 5
"""People in a cell that is shown, and under a median."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Sum(Generic[K]):
    """That ``parts`` make up ``total``, each named once."""

    total: K
    parts: tuple[K, ...]

    @property
    def members(self) -> tuple[K, ...]:
        return (*self.parts, self.total)


def is_small(count: int) -> bool:
    """Whether so few stand in it that they could be known by it."""
    return 0 < count < SMALLEST


def may_be_summed_up(count: int) -> bool:
    """Whether a median, or another measure of all, may be shown of so many."""
    return count >= SMALLEST


def hidden(counts: Mapping[K, int], sums: Sequence[Sum[K]]) -> frozenset[K]:
    """The counts that may not be shown: the small ones, and as many beside them as keep those from being worked out.

    The smallest goes first, and a total after what it is the total of. ``counts`` names every member of ``sums``; a
    count that is never shown, but could be worked out by whoever sees the rest, is named too. Raises ValueError when
    the parts of a sum do not make up its total.
    """
    for one in sums:
        if sum(counts[part] for part in one.parts) != counts[one.total]:
            raise ValueError("the parts do not make up the total")
    found = {key for key, count in counts.items() if is_small(count)}
    totals = {one.total for one in sums}
    while beside := _given_away(counts, sums, found):
        shown = [key for key in beside if key not in found and counts[key] > 0]
        if not shown:
            shown = [key for key, count in counts.items() if key not in found and count > 0]
        if not shown:
            break  # all that is left to see is zeros
        found.add(min(shown, key=lambda key: (key in totals, counts[key])))
    return frozenset(found)


def _given_away(counts: Mapping[K, int], sums: Sequence[Sum[K]], found: Set[K]) -> list[K]:
    """What stands in a sum with a hidden count that can be worked out; nothing when there is none."""
    for one in sums:
        if one.total not in found and _are_all_as_large_as_small_counts_can_be(counts, one, found):
            return list(one.members)
    known = _worked_out(sums, found) or _pinned(counts, sums, found)
    return [member for one in sums if not known.isdisjoint(one.members) for member in one.members]


def _are_all_as_large_as_small_counts_can_be(counts: Mapping[K, int], one: Sum[K], found: Set[K]) -> bool:
    """Whoever knows the limit would know them all."""
    parts = [part for part in one.parts if part in found]
    return bool(parts) and sum(counts[part] for part in parts) == len(parts) * (SMALLEST - 1)


def _pinned(counts: Mapping[K, int], sums: Sequence[Sum[K]], found: Set[K]) -> set[K]:
    """The hidden counts that can be no more than they must be at least; each is known to be one at least."""
    least = {key: 1 if key in found else count for key, count in counts.items()}
    most = {key: sum(counts.values()) if key in found else count for key, count in counts.items()}
    for _ in range(2 * len(sums)):
        before = (dict(least), dict(most))
        for one in sums:
            low, high = sum(least[part] for part in one.parts), sum(most[part] for part in one.parts)
            least[one.total] = max(least[one.total], low)
            most[one.total] = min(most[one.total], high)
            for part in one.parts:
                others_low, others_high = low - least[part], high - most[part]
                least[part] = max(least[part], least[one.total] - others_high)
                most[part] = min(most[part], most[one.total] - others_low)
                low, high = others_low + least[part], others_high + most[part]
        if before == (least, most):
            break
    return {key for key in found if least[key] == most[key]}


def _worked_out(sums: Sequence[Sum[K]], found: Set[K]) -> set[K]:
    """The hidden counts that follow from those shown: a row of the reduced sums with a single unknown in it."""
    unknown = {
        key: place for place, key in enumerate(dict.fromkeys(m for one in sums for m in one.members)) if key in found
    }
    keys = {place: key for key, place in unknown.items()}
    rows: list[dict[int, Fraction]] = []
    for one in sums:
        row: dict[int, Fraction] = {}
        for member in one.members:
            if member in unknown:
                sign = Fraction(-1 if member == one.total else 1)
                row[unknown[member]] = row.get(unknown[member], Fraction(0)) + sign
        _reduce(rows, {place: value for place, value in row.items() if value})
    return {keys[next(iter(row))] for row in rows if len(row) == 1}


def _reduce(rows: list[dict[int, Fraction]], new: dict[int, Fraction]) -> None:
    """Adds ``new`` to ``rows``, each of which begins with an unknown that no other has (Gauss and Jordan)."""
    for row in rows:
        _take_away(new, row, _first(row))
    if not new:
        return
    first = _first(new)
    lead = new[first]
    for place in new:
        new[place] /= lead
    for row in rows:
        _take_away(row, new, first)
    rows.append(new)


def _first(row: Mapping[int, Fraction]) -> int:
    return min(row)


def _take_away(row: dict[int, Fraction], other: Mapping[int, Fraction], place: int) -> None:
    """So many of ``other`` from ``row`` that ``place`` is gone from it."""
    times = row.get(place, Fraction(0))
    if not times:
        return
    for at, value in other.items():
        left = row.get(at, Fraction(0)) - times * value
        if left:
            row[at] = left
        else:
            row.pop(at, None)

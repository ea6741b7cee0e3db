"""Which counts may not be shown to somebody who may not know the people counted.

Source: the common practice of Danish official statistics, that a cell rests on at least five people (Danmarks
Statistik's and Sundhedsdatastyrelsen's rules for tables that leave the house); and that a cell that is hidden may not
be worked out from the totals beside it (secondary suppression). Zero is shown: nobody stands in it.

What is held: for each hidden count there are other figures that look the same and have another number there, also to
whoever knows that none of the hidden is empty. Figures of two days are not held against each other.
"""

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, TypeVar

SMALLEST = 5
"""People in a cell that is shown, and under a median."""

_SOON = 500
"""Steps of looking for figures that look the same."""

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
    while (given_away := _gives_away(counts, sums, found)) is not None:
        shown = [key for key in given_away.members if key not in found and counts[key] > 0]
        if not shown:
            shown = [key for key, count in counts.items() if key not in found and count > 0]
        if not shown:
            break  # all that is left to see is zeros
        last = given_away.total
        found.add(min(shown, key=lambda key: (key == last, counts[key])))
    return frozenset(found)


def _gives_away(counts: Mapping[K, int], sums: Sequence[Sum[K]], found: Set[K]) -> Sum[K] | None:
    """A sum with a hidden count that can be worked out; None when there is none."""
    for one in sums:
        if sum(member in found for member in one.members) == 1:
            return one
        if one.total not in found and _are_all_as_large_as_small_counts_can_be(counts, one, found):
            return one
    safe: set[K] = set()
    for one in sums:
        for member in one.members:
            if member in found and member not in safe:
                other = _another(member, counts, sums, found)
                if other is None:
                    return one
                safe |= other
    return None


def _are_all_as_large_as_small_counts_can_be(counts: Mapping[K, int], one: Sum[K], found: Set[K]) -> bool:
    """Whoever knows the limit would know them all."""
    parts = [part for part in one.parts if part in found]
    return bool(parts) and all(counts[part] == SMALLEST - 1 for part in parts)


def _another(key: K, counts: Mapping[K, int], sums: Sequence[Sum[K]], found: Set[K]) -> Set[K] | None:
    """The hidden counts that would be others, ``key`` among them, in figures that look the same; each stays one at
    least, for none is empty. None when no such figures are found soon: then more is hidden than perhaps must be.
    """
    for by in (1, -1):
        if counts[key] + by >= 1:
            looking = _Looking(counts, sums, found)
            if looking.evens_out(changed := {key: by}):
                return changed.keys()
    return None


class _Looking(Generic[K]):
    """Changing one hidden count after the other, until every sum adds up again."""

    def __init__(self, counts: Mapping[K, int], sums: Sequence[Sum[K]], found: Set[K]) -> None:
        self._counts, self._sums, self._found = counts, sums, found
        self._steps = 0

    def evens_out(self, changed: dict[K, int]) -> bool:
        """Whether changes beside ``changed``, which are added to it, make every sum add up."""
        self._steps += 1
        for one in self._sums:
            off = sum(changed.get(part, 0) for part in one.parts) - changed.get(one.total, 0)
            if off:
                return self._steps < _SOON and self._evened_out_by(one, off, changed)
        return True

    def _evened_out_by(self, one: Sum[K], off: int, changed: dict[K, int]) -> bool:
        for member in one.members:
            by = off if member == one.total else -off
            if member in self._found and member not in changed and self._counts[member] + by >= 1:
                changed[member] = by
                if self.evens_out(changed):
                    return True
                del changed[member]
        return False

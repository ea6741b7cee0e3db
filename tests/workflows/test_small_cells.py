"""Small counts are hidden, and what is shown does not give them away."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflows.small_cells import SMALLEST, Sum, hidden, is_small, may_be_summed_up

Table = tuple[tuple[int, ...], ...]

TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.tuples(*[st.one_of(st.integers(0, 6), st.integers(0, 30))] * width), min_size=1, max_size=3
    )
)


def counted(rows: list[tuple[int, ...]]) -> dict[Any, int]:
    """Cells by row and column; ``(r, "all")``, ``("all", c)`` and ``("all", "all")`` are the totals."""
    counts: dict[Any, int] = {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row)}
    counts |= {(r, "all"): sum(row) for r, row in enumerate(rows)}
    counts |= {("all", c): sum(column) for c, column in enumerate(zip(*rows, strict=True))}
    return counts | {("all", "all"): sum(map(sum, rows))}


def sums_of(height: int, width: int) -> list[Sum[Any]]:
    rows: list[Sum[Any]] = [Sum((r, "all"), tuple((r, c) for c in range(width))) for r in range(height)]
    columns: list[Sum[Any]] = [Sum(("all", c), tuple((r, c) for r in range(height))) for c in range(width)]
    totals: list[Sum[Any]] = [
        Sum(("all", "all"), tuple((r, "all") for r in range(height))),
        Sum(("all", "all"), tuple(("all", c) for c in range(width))),
    ]
    return [*rows, *columns, *totals]


def others_that_look_the_same(rows: list[tuple[int, ...]], gone: frozenset[Any]) -> Iterator[dict[Any, int]]:
    """Tables that show what is shown, near the true one; whoever looks knows that a hidden cell is not empty."""
    inner = [(r, c) for r, row in enumerate(rows) for c in range(len(row)) if (r, c) in gone]
    true = counted(rows)
    for change in product((0, -1, 1), repeat=len(inner)):
        moved = dict(zip(inner, change, strict=True))
        if any(true[cell] + by < 1 for cell, by in moved.items()):
            continue
        other = counted([tuple(v + moved.get((r, c), 0) for c, v in enumerate(row)) for r, row in enumerate(rows)])
        if all(other[key] == value for key, value in true.items() if key not in gone):
            yield other


@given(TABLES)
@example([(0, 1), (1, 1), (1, 1)])
def test_every_hidden_count_could_be_another(rows: list[tuple[int, ...]]) -> None:
    gone = hidden(counted(rows), sums_of(len(rows), len(rows[0])))
    seen: dict[Any, set[int]] = {key: set() for key in gone}
    for other in others_that_look_the_same(rows, gone):
        for key in gone:
            seen[key].add(other[key])
        if all(len(values) > 1 for values in seen.values()):
            break
    assert [key for key, values in seen.items() if len(values) < 2] == []


@given(TABLES)
def test_what_is_shown_is_nobody_or_enough(rows: list[tuple[int, ...]]) -> None:
    counts = counted(rows)
    gone = hidden(counts, sums_of(len(rows), len(rows[0])))
    shown = {value for key, value in counts.items() if key not in gone}
    assert all(value == 0 or value >= SMALLEST for value in shown)
    assert all(counts[key] > 0 for key in gone), "that there is nobody is no secret"
    if not any(is_small(value) for value in counts.values()):
        assert gone == frozenset(), "nothing is hidden for nothing"


def gone(counts: Mapping[str, int], *sums: Sum[str]) -> set[str]:
    return set(hidden(counts, sums))


def test_one_small_count_takes_the_smallest_beside_it_along_and_the_total_stays() -> None:
    whole = Sum("all", ("a", "b", "c", "d"))
    assert gone({"a": 2, "b": 30, "c": 7, "d": 0, "all": 39}, whole) == {"a", "c"}
    assert gone({"a": 5, "b": 30, "c": 7, "d": 0, "all": 42}, whole) == set()


def test_two_small_counts_that_fill_what_is_left_one_way_alone_take_a_third() -> None:
    whole = Sum("all", ("a", "b", "c"))
    assert gone({"a": 1, "b": 1, "c": 9, "all": 11}, whole) == {"a", "b", "c"}
    assert gone({"a": 4, "b": 4, "c": 9, "all": 17}, whole) == {"a", "b", "c"}
    assert gone({"a": 2, "b": 4, "c": 9, "all": 15}, whole) == {"a", "b"}


def test_the_total_goes_when_there_is_nothing_else_to_hide() -> None:
    assert gone({"a": 3, "b": 0, "all": 3}, Sum("all", ("a", "b"))) == {"a", "all"}
    assert gone({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "all": 5}, Sum("all", tuple("abcde"))) == {*"abcde", "all"}


def test_the_same_people_counted_in_two_ways_do_not_give_each_other_away() -> None:
    by_age, by_state = Sum("all", ("young", "old")), Sum("all", ("waits", "runs", "placed"))
    counts = {"young": 20, "old": 30, "waits": 3, "runs": 17, "placed": 30, "all": 50}
    assert gone(counts, by_age, by_state) == {"waits", "runs"}


def test_a_bridge_between_two_hidden_squares_is_found_though_no_line_has_it_alone() -> None:
    rows = [(2, 2, 40, 40), (3, 3, 2, 40), (40, 40, 2, 2), (40, 40, 3, 3)]
    counts = counted([tuple(row) for row in rows])
    found = hidden(counts, sums_of(4, 4))
    assert {(r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if value < SMALLEST} < found
    assert any(key not in {(r, c) for r in range(4) for c in range(4) if rows[r][c] < SMALLEST} for key in found)


def test_a_median_rests_on_as_many() -> None:
    assert [may_be_summed_up(count) for count in (0, 4, 5)] == [False, False, True]


def test_sums_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="do not make up"):
        hidden({"a": 5, "all": 6}, [Sum("all", ("a",))])

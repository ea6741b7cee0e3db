"""Whatever happens to the bytes on their way, the answer is a table or a refusal, and says nothing personal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lists.reading import CheckedRow, RejectedRow, UnreadableFile
from tests.lists.reading.samples import FILES, checked, csv_cells, read, sample

NAMES = sorted(path.name for path in FILES.iterdir())
PERSONAL = {
    cell
    for row in csv_cells("faxe-2026-W47-with-errors.csv")[1:]
    for cell in (*row[:4], row[9], row[12])
    if len(cell) > 4
}

Mutation = tuple[int, int, bytes]
mutations = st.lists(
    st.tuples(st.integers(0, 20_000), st.integers(0, 40), st.binary(max_size=8)), min_size=1, max_size=4
)


def mutated(data: bytes, changes: list[Mutation]) -> bytes:
    for at, length, replacement in changes:
        place = at % (len(data) + 1)
        data = data[:place] + replacement + data[place + length :]
    return data


def messages(data: bytes, name: str) -> list[str]:
    """Reads and checks it; any exception but UnreadableFile fails the test."""
    try:
        rows = checked(read(data, name))
    except UnreadableFile as refused:
        return [refused.message]
    remarks = [[row.remark] if isinstance(row, RejectedRow) else list(row.corrections) for row in rows]
    return [remark.message for some in remarks for remark in some]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None)
@given(mutations)
def test_mutated_bytes_give_a_table_or_a_refusal(name: str, changes: list[Mutation]) -> None:
    for message in messages(mutated(sample(name), changes), name):
        assert message.endswith(".")
        assert "{" not in message


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=50, deadline=None)
@given(st.integers(0, 20_000))
def test_a_file_cut_anywhere_gives_a_table_or_a_refusal(name: str, end: int) -> None:
    messages(sample(name)[:end], name)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_table_or_a_refusal(data: bytes) -> None:
    messages(data, "x")


@settings(max_examples=200, deadline=None)
@given(mutations)
def test_no_message_holds_what_stood_in_a_cell(changes: list[Mutation]) -> None:
    data = mutated(sample("faxe-2026-W47-with-errors.csv"), changes)
    for message in messages(data, "2026-W47.csv"):
        assert not [cell for cell in PERSONAL if cell in message]


def test_no_remark_of_the_samples_holds_what_stood_in_its_row() -> None:
    for name in NAMES:
        try:
            table = read(sample(name), name)
        except UnreadableFile:
            continue
        for raw, row in zip(table.rows, checked(table), strict=True):
            remarks = row.corrections if isinstance(row, CheckedRow) else (row.remark,)
            personal = {cell for cell in raw.original if any(character.isdigit() for character in cell) or " " in cell}
            assert not [cell for cell in personal for remark in remarks if cell in remark.message]

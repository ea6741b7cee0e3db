"""A word of its own in every field, and everything read by everybody: each shows where it may and nowhere else."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import ARRAY, Column, String
from sqlalchemy.dialects.postgresql import JSONB

from app.models import Base
from tests.letters.reading import squeezed, words
from tests.matrix import oracle
from tests.matrix.calls import answers, by_id, letters_at, places_for
from tests.matrix.canaries import MAY_SEE, NO_WORDS
from tests.matrix.tables import LETTERS, NOWHERE
from tests.matrix.words import Field
from tests.matrix.world import World
from tests.openapi.document import Operation
from workflows.roles import Role

OPERATIONS = {name: one for name, one in by_id().items() if name not in oracle.OPEN}
READS = {name: one for name, one in OPERATIONS.items() if one.method == "GET"}


def may_see(role: Role, field: Field) -> bool:
    stands = oracle.STANDS[field.place][role]
    return stands != NOWHERE and stands in MAY_SEE[field.name][role]


def texts(answer: Any) -> str:
    """All that an answer says, in a PDF too; its words may be broken at the end of a line."""
    said = answer.text
    if answer.headers.get("content-type") == "application/pdf":
        said = words(answer.content)
        said = f"{said}\n{squeezed(said)}"
    return f"{said}\n{answer.headers}"


def asked(world: World, operation: Operation) -> Iterator[tuple[Role, Any]]:
    """Every answer to every role about every place, and about each letter there."""
    for where in places_for(world, operation):
        for letter in letters_at(world, operation, where):
            yield from answers(world, operation, where, letter=letter).items()


def pages(world: World, role: Role, operation: Operation) -> Iterator[Any]:
    """A list to its end."""
    caller, cursor = world.callers[role], dict[str, str]()
    while True:
        answer = caller.get(operation.path, limit=100, **cursor)
        yield answer
        following = answer.json().get("next_cursor") if answer.status_code == 200 else None
        if following is None:
            return
        cursor = {"cursor": following}


def _holds_words(column: Column[Any]) -> bool:
    return column.name.endswith("_sealed") or isinstance(column.type, String | ARRAY | JSONB)


def test_every_column_that_may_hold_words_is_in_the_table() -> None:
    found = {
        f"{table.name}.{column.name.removesuffix('_sealed')}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if _holds_words(column) and column.name not in ("municipality_code", "rests_on")
    }
    codes = {f"{table}.{column}" for table, columns in NO_WORDS.items() for column in columns.split()}
    words = {name.partition(",")[0] for name in MAY_SEE}
    assert words & codes == set()
    assert found - codes - words == set(), "who may see it is to be written in the table of canaries"
    assert (codes | words) - found == {"people.birth_date"}


def test_every_field_of_the_table_was_written(place: World) -> None:
    assert {field.name for field in place.words.fields} == set(MAY_SEE)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_answer_shows_a_word_to_somebody_who_may_not_see_it(place: World, name: str) -> None:
    leaks = {
        (role.value, answer.status_code, field)
        for role, answer in asked(place, OPERATIONS[name])
        for field in place.words.found_in(texts(answer))
        if not may_see(role, field) or answer.status_code >= 300
    }
    assert leaks == set()


@pytest.mark.parametrize("role", LETTERS.values())
def test_everything_that_a_role_may_see_is_shown_to_it(place: World, role: Role) -> None:
    shown: set[Field] = set()
    for operation in READS.values():
        for who, answer in asked(place, operation):
            if who is role:
                shown |= place.words.found_in(texts(answer))
        if "cursor" in {one["name"] for one in operation.parameters("query")} and not operation.parameters("path"):
            for answer in pages(place, role, operation):
                shown |= place.words.found_in(texts(answer))
    assert shown == {field for field in place.words.fields if may_see(role, field)}


def test_nothing_stands_in_what_is_answered_to_a_head(place: World) -> None:
    for operation in READS.values():
        for where in places_for(place, operation)[:1]:
            path = operation.path.format(**place.places[where], name="casework")
            for caller in place.callers.values():
                answer = place.client.head(path, headers=caller._headers)
                assert not answer.content
                assert place.words.found_in(str(answer.headers)) == set()

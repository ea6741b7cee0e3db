"""All that is kept of the town, as one number a table: two that are alike show that nothing was changed."""

from functools import cache

from sqlalchemy import text

from app.models import Base
from tests.matrix.places import ELSEWHERE, HERE
from tests.matrix.world import World

_LOG = frozenset({"audit_log", "audit_heads"})
"""A form that is shown again is a look, and a look is logged."""
_TABLES = [table.name for table in Base.metadata.sorted_tables if table.name not in _LOG]
_QUERY = text(
    " union all ".join(
        f"select '{name}', count(*), sum(hashtextextended(t::text, 0)) from {name} t"  # noqa: S608 - a test's own
        for name in _TABLES
    )
)


def stored(world: World) -> dict[tuple[str, str], tuple[int, object]]:
    """By municipality and table; asked within the transaction that everything in the world is undone in."""
    found: dict[tuple[str, str], tuple[int, object]] = {}
    for code in (HERE, ELSEWHERE):
        with world.undone.transaction(code) as session:
            found |= {(code, name): (count, total) for name, count, total in session.execute(_QUERY)}
    return found


@cache
def as_made(world: World) -> dict[tuple[str, str], tuple[int, object]]:
    """Before anybody did anything, which is also how it is whenever something was undone."""
    return stored(world)

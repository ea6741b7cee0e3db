"""Queries that have forgotten to ask for the municipality: every condition on its code is taken out of the SQL."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.db import Database

_CONDITION = re.compile(
    r"""\b(?:"?\w+"?\.)?municipality_code\s+(?:=\s*%\(\w+\)s|IN\s*\(\s*%\(\w+\)s\s*\))(?:::\w+(?:\(\d+\))?)?""",
    re.IGNORECASE,
)


def without_municipality(statement: str) -> str:
    """The same, asking for whatever municipality. That two rows belong together is still asked."""
    return _CONDITION.sub("true", statement)


@contextmanager
def forgotten(database: Database) -> Iterator[list[str]]:
    """What is asked meanwhile, of which something was forgotten."""
    asked: list[str] = []

    def forget(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, _many: bool) -> tuple[str, Any]:
        left = without_municipality(statement)
        if left != statement:
            asked.append(left)
        return left, parameters

    event.listen(database.engine, "before_cursor_execute", forget, retval=True)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", forget)

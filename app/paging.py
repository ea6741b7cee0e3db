"""Pages by key: a cursor says where the last page ended, never how many came before."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from app.errors import Problem

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=100, description="Hvor mange på en side")]
Cursor = Annotated[str | None, Query(max_length=300, description="next_cursor fra den forrige side")]


class Page(BaseModel, Generic[T]):
    items: list[T]
    next_cursor: str | None


class CursorWrong(Problem):
    status = 400
    code = "cursor_wrong"
    title = "Siden findes ikke"


def encode(key: Sequence[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def decode(cursor: str, parts: int) -> list[str]:
    """The key a cursor stands for. Raises CursorWrong."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise CursorWrong("Begynd forfra uden cursor.") from None
    if not isinstance(key, list) or len(key) != parts or not all(isinstance(part, str) for part in key):
        raise CursorWrong("Begynd forfra uden cursor.")
    return key


def after_id(cursor: str | None) -> UUID | None:
    """The id that the page before ended with. Raises CursorWrong."""
    if cursor is None:
        return None
    try:
        return UUID(decode(cursor, 1)[0])
    except ValueError:
        raise CursorWrong("Begynd forfra uden cursor.") from None


def following_id(ids: Sequence[UUID], limit: int) -> str | None:
    """The cursor for what comes after these, when more than ``limit`` were found."""
    return encode([str(ids[limit - 1])]) if len(ids) > limit else None

"""Where a page that goes back in time ended: an instant, and what tells rows of the same instant apart."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app import paging


def following(keys: Sequence[tuple[datetime, int | UUID]], limit: int) -> str | None:
    """The cursor of the next page, when more than ``limit`` were found."""
    if len(keys) <= limit:
        return None
    at, own = keys[limit - 1]
    return paging.encode([at.isoformat(), str(own)])


def after_number(cursor: str | None) -> tuple[datetime, int] | None:
    """Raises CursorWrong."""
    if cursor is None:
        return None
    at, number = paging.decode(cursor, 2)
    if not number.isdecimal() or len(number) > 18:
        raise _wrong()
    return _instant(at), int(number)


def after_id(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Raises CursorWrong."""
    if cursor is None:
        return None
    at, own = paging.decode(cursor, 2)
    try:
        return _instant(at), UUID(own)
    except ValueError:
        raise _wrong() from None


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong() from None
    if found.utcoffset() is None:
        raise _wrong()
    return found


def _wrong() -> paging.CursorWrong:
    return paging.CursorWrong("Begynd forfra uden cursor.")

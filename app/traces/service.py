"""Whether traces are collected: where an address is set."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.db import Database
from app.settings import Settings


@contextmanager
def collected(settings: Settings, part: str, database: Database) -> Iterator[None]:
    """While this lasts, where the settings say so; else nothing is read in. ``part``: ``web`` or ``worker``."""
    if settings.traces_url is None:
        yield
        return
    from app.traces import sending  # noqa: PLC0415 - a quarter of a second and 20 MB, for those who want traces

    with sending.collecting(settings.traces_url, settings.traces_token, settings.traces_ratio, part, database.engines):
        yield

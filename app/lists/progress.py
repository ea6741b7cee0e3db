"""How far a list has come, said by those who read and store it to whoever wants to know."""

from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class ListStep(StrEnum):
    READING = "reading"
    STORING = "storing"


Progress = Callable[[ListStep, int, int], None]
"""Told the step, how many of its rows are done, and of how many. Often: it must be quick."""


def to_nobody(step: ListStep, done: int, total: int) -> None:
    """When nobody wants to know."""


def counted(rows: Collection[T], step: ListStep, progress: Progress) -> Iterator[T]:
    """The rows, with ``progress`` told of each when it is done."""
    total = len(rows)
    for done, one in enumerate(rows, start=1):
        yield one
        progress(step, done, total)

"""What one stand-in gives to the server that holds them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.routing import Route


@dataclass(frozen=True, slots=True)
class Part:
    """``routes`` are those of the system it stands for, and its own below ``/standin/``, by which it is told what to
    play. ``reset`` makes it as it was when it began.
    """

    routes: Sequence[Route]
    reset: Callable[[], None]

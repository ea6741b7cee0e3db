"""In which order the workers of a run have the tests, so that both end together and neither makes what the other has.

Each begins with a half of them (as ``--dist=worksteal`` shares them out), and who is through takes from the end of
the other's. So what needs the same town stands together and first, what takes long before what is short, and the
thousands that take no time last.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import pytest

T = TypeVar("T")

_IN_THE_TOWN = ("matrix/",)
_WHERE_ALL_MOVED_IN = ("openapi/", "idempotency/", "access/test_audit_holds.py", "access/test_pages_hold.py")
_LONG = ("drill/", "year/", "stateful/", "browser/", "running/", "people/", "second_line/", "contract/")
_SHORT = ("workflows/", "access/test_policy.py")


def in_halves(items: Sequence[T], path_of: Callable[[T], str]) -> list[T]:
    """The first half begins in the town; the second where all have moved in, with what takes long."""

    def among(*wanted: tuple[str, ...]) -> list[T]:
        return [one for names in wanted for one in items if _is_one_of(path_of(one), names)]

    first, second, short = among(_IN_THE_TOWN), among(_WHERE_ALL_MOVED_IN, _LONG), among(_SHORT)
    named = {id(one) for one in (*first, *second, *short)}
    rest = [*(one for one in items if id(one) not in named), *short]
    filled = max(0, len(items) // 2 - len(first))
    return [*first, *rest[:filled], *second, *rest[filled:]]


def _is_one_of(path: str, names: Iterable[str]) -> bool:
    return any(f"tests/{name}" in path for name in names)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whoever asks for some tests without workers has them in the order that they were asked for."""
    if hasattr(config, "workerinput"):
        items[:] = in_halves(items, lambda one: one.path.as_posix())

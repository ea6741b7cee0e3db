"""The order of a run: nothing is lost in it, what needs the same town stands together, and what is short is last."""

from itertools import groupby

from tests.ordering import in_halves

_PATHS = [
    f"/there/tests/{name}"
    for name, many in {
        "access/test_login.py": 3, "access/test_policy.py": 9, "browser/test_looking.py": 2, "cases/test_moves.py": 4,
        "matrix/test_pages.py": 4, "openapi/test_fuzz.py": 5, "workflows/test_course.py": 9,
    }.items()
    for _ in range(many)
]  # fmt: skip


def test_each_half_begins_with_a_town_of_its_own_and_ends_with_what_is_short() -> None:
    found = in_halves(_PATHS, str)
    assert sorted(found) == sorted(_PATHS)
    first, second = found[: len(found) // 2], found[len(found) // 2 :]
    assert [len([*same]) for path, same in groupby(first) if "matrix" in path] == [4]
    assert [len([*same]) for path, same in groupby(second) if "openapi" in path] == [5]
    assert "matrix" in first[0]
    assert "openapi" in second[0]
    assert "access/test_policy" in first[-1]
    assert "workflows" in second[-1]


def test_some_of_the_tests_alone_are_all_there_too() -> None:
    for name in ("matrix", "openapi", "workflows", "cases"):
        some = [path for path in _PATHS if name in path]
        assert in_halves(some, str) == some

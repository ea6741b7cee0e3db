"""What the house promises of its own code, read from the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*(ROOT / "app").rglob("*.py"), *(ROOT / "workflows").rglob("*.py")])


def nodes(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, kind):
                yield str(path.relative_to(ROOT)), node


def test_a_state_is_written_in_one_place() -> None:
    writers = {
        path
        for path, node in nodes(ast.Assign)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "state" and path.startswith("app/")
    }
    assert writers == {"app/history/service.py"}


def test_a_transaction_ends_in_one_place() -> None:
    enders = {
        path
        for path, node in nodes(ast.Call)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }
    assert enders == set()


@pytest.mark.parametrize("asking", ["datetime.now", "datetime.utcnow", "date.today", "time.time", "uuid4", "uuid7"])
def test_the_clock_alone_asks_the_machine(asking: str) -> None:
    askers = {path for path, node in nodes(ast.Call) if isinstance(node, ast.Call) and ast.unparse(node.func) == asking}
    assert askers <= {"app/clock.py"}


def test_a_file_fits_in_the_head() -> None:
    long = {
        str(path.relative_to(ROOT)): lines for path in SOURCES if (lines := len(path.read_text().splitlines())) > 300
    }
    assert long == {}


def test_no_municipality_is_asked_for_by_name_or_code() -> None:
    told_apart = [
        (path, ast.unparse(node))
        for path, node in nodes(ast.Compare)
        if any(word in ast.unparse(node) for word in ("'607'", "'740'", "'330'", "'161'", "'320'", "'Fredericia'"))
    ]
    assert told_apart == []

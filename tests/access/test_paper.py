"""The paper that a data protection officer reads says what the rules say."""

from pathlib import Path

from app.access import paper
from app.access.policy import TABLE
from workflows.roles import GRANTABLE_ROLES

PAPER = Path(__file__).parents[2] / "docs" / "access.md"


def test_the_paper_is_current() -> None:
    assert PAPER.read_text(encoding="utf-8") == paper.text(), "run `make diagrams`, and commit what it writes"


def test_every_role_stands_in_it() -> None:
    assert {role for role, _ in TABLE} == GRANTABLE_ROLES
    for role in GRANTABLE_ROLES:
        assert f"| {role} |" in paper.text()

"""What the documents tell somebody to type or to look at is there."""

import json
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from app import cli
from app.settings import Settings
from tests.running.process import ROOT

PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_COMMAND = re.compile(r"(?<![\w./-])(?<!-n )ssp ((?:[a-z][a-z-]*)(?:[ \t][^`#|;&\n]*)?)")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def named(paper: str) -> list[list[str]]:
    """Every ``ssp …`` in it, in code and in blocks of code, as its words."""
    code = "\n".join(re.findall(r"`[^`\n]+`|^```.*?^```|^ {4,}\S[^\n]*$", paper, re.DOTALL | re.MULTILINE))
    return [_words(found) for found in _COMMAND.findall(code)]


def _words(said: str) -> list[str]:
    try:
        return shlex.split(said)
    except ValueError:  # a quotation that goes on in the next line
        return said.split()


@cache
def _tree() -> Any:
    return typer.main.get_command(cli.app)


def fault(words: list[str]) -> str | None:
    """Why there is no such command; None: there is."""
    command = _tree()
    words = list(words)
    while words and hasattr(command, "commands"):
        command = command.commands.get(words.pop(0))
        if command is None:
            return "no such command"
    known = {option for parameter in command.params for option in parameter.opts}
    unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]
    return f"no such option: {', '.join(unknown)}" if unknown else None


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_named_exists_with_its_options(paper: Path) -> None:
    wrong = {" ".join(words): why for words in named(paper.read_text(encoding="utf-8")) if (why := fault(words))}
    assert wrong == {}


def test_a_command_that_does_not_exist_is_seen() -> None:
    said = "`ssp restore --now`\n\n    ssp audit forget\n\n```bash\nssp migrate --up\n```\nThe ssp of it.\n`ssp keys`\n"
    assert [fault(words) for words in named(said)] == [
        "no such command", "no such command", "no such option: --up", None,
    ]  # fmt: skip
    assert len([words for paper in PAPERS for words in named(paper.read_text(encoding="utf-8"))]) > 40


def test_what_operations_refers_to_is_there() -> None:
    paper = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    for link in _LINK.findall(paper):
        assert (ROOT / "docs" / link).exists(), link
    settings = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert set(re.findall(r"\bSSP_[A-Z_]+\b", paper)) - {"SSP_DRILL"} <= settings
    paths = json.loads((ROOT / "openapi" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    assert set(re.findall(r"(?:GET|POST) (/v1/[a-z/-]+)", paper)) <= set(paths)
    for words in ("The database lacks the tables of this version", "the log's checkpoint is not in a sink"):
        said = [path for path in (ROOT / "app").rglob("*.py") if words in path.read_text(encoding="utf-8")]
        assert words in paper, words
        assert said, words

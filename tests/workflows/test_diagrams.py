"""The committed diagrams and the proof report are those that the tables give."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from workflows.catalogue import WORKFLOWS
from workflows.diagrams import diagram, page, pages, write
from workflows.letter import LETTER

COMMITTED = Path(__file__).parents[2] / "docs" / "workflows"
NAMES = {f"{name}.md" for name in WORKFLOWS} | {"proofs.md"}


@pytest.fixture(scope="module")
def generated() -> Mapping[str, str]:
    return pages()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_committed_page_is_the_one_the_tables_give(name: str, generated: Mapping[str, str]) -> None:
    assert (COMMITTED / name).read_text(encoding="utf-8") == generated[name], "run `make diagrams`"


def test_every_workflow_has_a_page_and_none_is_left_over(generated: Mapping[str, str]) -> None:
    assert generated.keys() == NAMES
    assert {file.name for file in COMMITTED.iterdir()} == NAMES


def test_a_diagram_shows_where_it_begins_where_it_ends_and_what_stands_in_the_way() -> None:
    lines = [line.strip() for line in diagram(LETTER).splitlines()]
    assert lines[:3] == ["stateDiagram-v2", "[*] --> drafted", "drafted --> queued : queue"]
    assert "sent --> delivered : deliver (integration, system)" in lines
    assert "delivered --> [*]" in lines
    assert lines[lines.index("note right of sent") + 1] == "deliver if receipt_is_from_receiver"


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_move_is_on_its_page_though_not_every_one_is_in_the_picture(name: str) -> None:
    for move in WORKFLOWS[name].moves:
        assert f"| `{move.event}` |" in page(WORKFLOWS[name])


def test_the_report_says_what_was_found_for_each_municipality(generated: Mapping[str, str]) -> None:
    for name in ("Faxe", "Fredericia", "Glostrup", "Silkeborg", "Slagelse"):
        assert f"- {name}: no findings\n" in generated["proofs.md"]


def test_writing_makes_the_folder_and_every_file(tmp_path: Path) -> None:
    write(tmp_path / "docs" / "workflows")
    assert {file.name for file in (tmp_path / "docs" / "workflows").iterdir()} == NAMES

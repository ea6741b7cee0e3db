"""Filing in a folder: the document and what it is, each whole or not there, and once for each of our ids."""

import hashlib
import json
import os
from pathlib import Path

import pytest
from jsonschema_rs import Draft202012Validator

from app.adapters.records_folder import FolderAccess, RecordsFolder, schema
from app.adapters.records_system import Direction, Document, Filed, RecordsAway
from tests.adapters.filing import NUMBER, SINCE, document
from tests.adapters.invented import CHILD
from tests.adapters.posting import PDF

PUBLISHED = Path(__file__).parents[2] / "openapi" / "records-folder.schema.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "import"
    made.mkdir()
    return made


def folder_at(folder: Path) -> RecordsFolder:
    return RecordsFolder(FolderAccess.model_validate({"kind": "folder", "folder": str(folder), "since": SINCE}))


def test_the_document_and_what_it_is_lie_beside_each_other(folder: Path) -> None:
    letter = document(title="Orientering om hændelse")
    assert folder_at(folder).file(letter, tried_before=False) == Filed(None)
    assert sorted(one.name for one in folder.iterdir()) == [f"{letter.document_id}.json", f"{letter.document_id}.pdf"]
    assert (folder / f"{letter.document_id}.pdf").read_bytes() == PDF
    assert json.loads((folder / f"{letter.document_id}.json").read_text()) == {
        "version": 1,
        "document_id": str(letter.document_id),
        "file": f"{letter.document_id}.pdf",
        "media_type": "application/pdf",
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "title": "Orientering om hændelse",
        "kind": "inform_custody_holder",
        "direction": "outgoing",
        "date": "2026-11-25",
        "case_id": str(letter.case_id),
        "case_number": NUMBER,
    }


def test_nobody_but_the_group_may_read_them(folder: Path) -> None:
    folder_at(folder).file(document(), tried_before=False)
    assert {one.stat().st_mode & 0o007 for one in folder.iterdir()} == {0}


@pytest.mark.parametrize(
    "filed",
    [
        document(),
        document(party_cpr=CHILD),
        document(direction=Direction.INCOMING, media_type="image/png", content=b"\x89PNG", kind="signed_consent"),
    ],
    ids=["a letter", "with a party", "a paper"],
)
def test_what_is_written_fits_the_published_schema(folder: Path, filed: Document) -> None:
    folder_at(folder).file(filed, tried_before=False)
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    said = json.loads((folder / f"{filed.document_id}.json").read_text())
    checked = Draft202012Validator(published, validate_formats=True)
    checked.validate(said)
    assert not checked.is_valid(said | {"address": "Ærøgade 60"}), "there is no place for an address"


def test_the_published_schema_is_the_one_that_is_written_by() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema()


def test_filed_again_after_a_stop_it_is_the_same_document(folder: Path) -> None:
    letter = document()
    files = folder_at(folder)
    files.file(letter, tried_before=False)
    before = {one.name: one.stat().st_ino for one in folder.iterdir()}
    assert files.file(letter, tried_before=True) == Filed(None, before=True)
    assert {one.name: one.stat().st_ino for one in folder.iterdir()} == before


def test_killed_between_the_two_files_nothing_is_announced_and_the_next_try_makes_it_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = document()
    renamed = os.rename

    def killed(self: Path, to: Path) -> Path:
        if to.suffix == ".json":
            raise KeyboardInterrupt
        renamed(self, to)
        return to

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            folder_at(folder).file(letter, tried_before=False)
    assert [one.name for one in folder.glob("*.json")] == []
    assert folder_at(folder).file(letter, tried_before=True).before is False
    assert sorted(one.suffix for one in folder.iterdir()) == [".json", ".pdf"], "nothing half is left"


def test_a_folder_that_is_gone_is_waited_for(folder: Path) -> None:
    files = folder_at(folder)
    folder.rmdir()
    with pytest.raises(RecordsAway, match="ENOENT"):
        files.file(document(), tried_before=False)
    folder.mkdir()
    assert files.file(document(), tried_before=True).before is False


def test_a_full_disk_leaves_nothing_that_looks_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(RecordsAway, match="ENOSPC"):
            folder_at(folder).file(document(), tried_before=False)
    assert [one.name for one in folder.iterdir() if not one.name.startswith(".")] == []

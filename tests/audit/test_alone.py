"""The verifier as a data protection officer runs it: one file, an export, a key and the anchors."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect

from app.audit import verifier
from app.audit.models import AuditRow
from tests.audit.proof import Proof, rechained
from tests.running.process import environment, ssp


def _run(proof: Proof, folder: Path, *more: str, lines: list[bytes] | None = None) -> tuple[int, str]:
    """In a folder with nothing but the file, by a Python that does not find the project."""
    (folder / "verifier.py").write_bytes(Path(verifier.__file__).read_bytes())
    (folder / "export.jsonl").write_bytes(b"".join(proof.lines if lines is None else lines))
    anchors = [str(proof.folder / "anchors"), str(proof.folder / "receipts")]
    command = [sys.executable, "-P", "verifier.py", "export.jsonl", "--key", str(proof.folder / "public.pem")]
    done = subprocess.run(
        [*command, "--anchors", *(more or anchors)], cwd=folder, env=environment(PYTHONPATH=""),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.strip()


def test_it_imports_nothing_of_the_service() -> None:
    code = "import sys; before = set(sys.modules); import runpy; runpy.run_path(sys.argv[1]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, verifier.__file__], capture_output=True, text=True, check=True, cwd="/"
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"app", "workflows", "sqlalchemy", "psycopg", "fastapi"}


def test_it_knows_just_the_columns_that_the_log_has() -> None:
    assert set(verifier.COLUMNS) == {column.name for column in inspect(AuditRow).columns}
    assert list(verifier.COLUMNS) == sorted(verifier.COLUMNS)


def test_it_says_that_a_whole_log_is_whole(proof: Proof, tmp_path: Path) -> None:
    code, said = _run(proof, tmp_path)
    assert (code, said[:4]) == (0, "OK: ")
    assert f"{len(proof.lines)} rows" in said


def test_it_names_the_first_bad_row(proof: Proof, tmp_path: Path) -> None:
    damaged = [*proof.lines]
    damaged[122] = damaged[122].replace(b'"actor":"', b'"actor":"x')
    assert _run(proof, tmp_path, lines=damaged) == (1, "BAD, row 123: the row and its hash do not fit")
    code, said = _run(proof, tmp_path, lines=rechained(proof.lines, 123, actor="x"))
    assert (code, said.startswith("BAD, rows ")) == (1, True)
    code, said = _run(proof, tmp_path, lines=proof.lines[:-1])
    assert (code, said.startswith(f"BAD, row {len(proof.lines)}: missing at the end")) == (1, True), said


def test_it_says_when_it_could_not_check(proof: Proof, tmp_path: Path) -> None:
    assert _run(proof, tmp_path, "/nowhere")[0] == 2
    (tmp_path / "empty").mkdir()
    code, said = _run(proof, tmp_path, str(tmp_path / "empty"))
    assert (code, "no anchor stands in them" in said) == (2, True)


@pytest.mark.parametrize("changed", ["hash", "at", "municipality_code", "signature", "key_id", "number"])
def test_an_anchor_that_was_changed_is_told_of(proof: Proof, tmp_path: Path, changed: str) -> None:
    file = next((proof.folder / "anchors").glob("*.jsonl"))
    checkpoint = json.loads(file.read_bytes().splitlines()[0])
    value = checkpoint[changed]
    checkpoint[changed] = value + 1 if isinstance(value, int) else ("0" if value[0] != "0" else "1") + value[1:]
    (tmp_path / "one.jsonl").write_text(json.dumps(checkpoint))
    code, said = _run(proof, tmp_path, str(tmp_path / "one.jsonl"), str(proof.folder / "receipts"))
    assert (code, said.startswith("BAD ANCHOR: one.jsonl line 1")) == (1, True), said


def test_it_runs_as_a_command_of_the_service_too(proof: Proof, tmp_path: Path) -> None:
    (tmp_path / "export.jsonl").write_bytes(b"".join(proof.lines))
    folder = proof.folder
    command = ["verify-audit", str(tmp_path / "export.jsonl"), "--key", str(folder / "public.pem")]
    done = ssp(*command, "--anchors", str(folder / "anchors"), "--anchors", str(folder / "receipts"))
    assert (done.returncode, done.stdout[:4]) == (0, "OK: "), done.stderr

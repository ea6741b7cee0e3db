"""Cryptography stands where docs/security.md says, and nowhere else (ASVS 11.1.3)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.running.process import ROOT

_LIBRARIES = {
    "authlib", "cryptography", "hashlib", "hmac", "joserfc", "rfc3161_client", "secrets", "ssl", "standardwebhooks",
    "tink",
}  # fmt: skip
_TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").split("## Where cryptography stands")[1]
SAID = set(re.findall(r"`((?:app|workflows)/[\w/.]+)`", _TABLE.split("\n## ")[0]))


def _imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def _uses_it(file: Path) -> bool:
    return not _LIBRARIES.isdisjoint(_imported(file.read_text(encoding="utf-8")))


def test_every_module_that_uses_it_is_on_the_list_and_every_one_on_the_list_uses_it() -> None:
    files = (file for folder in ("app", "workflows") for file in (ROOT / folder).rglob("*.py"))
    used = {str(file.relative_to(ROOT)) for file in files if _uses_it(file)}
    assert len(used) > 30
    in_folders = {one for one in used if any(one.startswith(f"{said}/") for said in SAID)}
    assert used - in_folders == {one for one in SAID if one.endswith(".py")}
    assert {one.split("/")[1] for one in in_folders} == {"standins"}


def test_a_module_that_uses_it_is_seen(tmp_path: Path) -> None:
    for line, seen in (("from tink import aead", True), ("import ssl as tls", True), ("import json", False)):
        file = tmp_path / "module.py"
        file.write_text(f"def late() -> None:\n    {line}\n", encoding="utf-8")
        assert _uses_it(file) is seen

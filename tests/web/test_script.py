"""The little script there is cannot be led to change what all objects inherit (ASVS 15.3.6)."""

import re
from pathlib import Path

import pytest

from tests.running.process import ROOT

SCRIPTS = sorted((ROOT / "app" / "web" / "static" / "ssp").glob("*.js"))
_WAYS_IN = {
    "a key that is not known sets a property": r"\w\]\s*=[^=]",
    "all properties of another object are taken over": r"Object\.(?:assign|entries|fromEntries)|\.\.\.\w+\s*[,}]",
    "an object is given another prototype": r"setPrototypeOf|Object\.create",
    "inherited properties are gone through": r"for\s*\([^)]*\bin\b",
    "prototypes are spoken of": r"__proto__|\bprototype\b",
    "what was kept or sent becomes an object, and no Map": r"(?<!new Map\()JSON\.parse",
    "text becomes script": r"\beval\b|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write",
}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_no_script_has_a_way_in(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    found = {way for way, pattern in _WAYS_IN.items() if re.search(pattern, text)}
    assert found == set()


@pytest.mark.parametrize(
    "line",
    [
        "kept[field.name] = field.value;",
        "Object.assign(options, JSON.parse(text));",
        "const all = {...sent};",
        "for (const name in sent) use(name);",
        "const sent = JSON.parse(text);",
        "box.innerHTML = text;",
    ],
)
def test_a_way_in_would_be_seen(line: str) -> None:
    assert any(re.search(pattern, line) for pattern in _WAYS_IN.values())


def test_there_is_script_to_look_at() -> None:
    assert {one.name for one in SCRIPTS} == {"drafts.js", "lists.js", "meeting.js", "ssp.js"}

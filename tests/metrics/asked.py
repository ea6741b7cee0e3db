"""What the rules and the dashboard ask Prometheus for: names of figures, and the labels they are told apart by."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from tests.running.process import ROOT

FOLDER = ROOT / "docs" / "deploy" / "monitoring"
_FUNCTIONS = {
    "absent", "and", "by", "changes", "count", "histogram_quantile", "increase", "label_values", "max", "min", "or",
    "rate", "sum", "topk", "vector",
}  # fmt: skip
_NAME = re.compile(r"\b[a-z][a-z_]*\b")
_SELECTED = re.compile(r"\b([a-z][a-z_]*)\{([^}]*)\}")
_LABEL = re.compile(r"([a-z]+)\s*[=!]")
_BY = re.compile(r"\bby \(([^)]*)\)")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    made: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    return made


def questions() -> Iterator[tuple[str, str]]:
    """Where it is asked, and what."""
    for rule in rules():
        yield rule["alert"], rule["expr"]
    for panel in dashboard()["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]
    for variable in dashboard()["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], variable["query"]["query"]


def names_in(question: str) -> set[str]:
    """The figures it names: every word outside of strings, labels and durations that is no function."""
    bare = re.sub(r'"[^"]*"', "", question)
    for inner in (r"\{[^}]*\}", r"\[[^]]*\]", r"\bby \([^)]*\)", r"(?<=,) [a-z]+(?=\)$)"):
        bare = re.sub(inner, "", bare)
    return set(_NAME.findall(bare)) - _FUNCTIONS


def labels_in(question: str) -> Iterator[tuple[set[str], set[str]]]:
    """Figures, and labels that one of them at least must have."""
    for name, inner in _SELECTED.findall(question):
        yield {name}, set(_LABEL.findall(inner))
    for inner in _BY.findall(question):
        yield names_in(question), {label.strip() for label in inner.split(",")}

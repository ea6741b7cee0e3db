"""The files that the service is run by: each container in compose and in Kubernetes, told alike."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.running.process import ROOT

FOLDER = ROOT / "docs" / "deploy"
KUBERNETES = FOLDER / "kubernetes"
_SETTING = re.compile(r"^(SSP_[A-Z_]+|DATABASE_URL)$")


@dataclass(frozen=True)
class Container:
    """``settings`` come from the environment; ``secrets`` are names of files; ``held`` what it may not do."""

    name: str
    image: str
    command: tuple[str, ...]
    settings: dict[str, str]
    secrets: frozenset[str]
    held: dict[str, Any] = field(repr=False)
    probes: tuple[tuple[str, str, str], ...] = ()
    """Path, port and name of the host that is asked for."""

    @property
    def is_ours(self) -> bool:
        return self.image.startswith("ssp")


def compose() -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    return made


def of_compose() -> Iterator[Container]:
    for name, said in compose()["services"].items():
        targets = [one if isinstance(one, str) else one["target"] for one in said.get("secrets", [])]
        health = json.dumps(said.get("healthcheck", {}).get("test", []))
        probes = tuple((path, port, "127.0.0.1") for port, path in re.findall(r"127\.0\.0\.1:(\d+)(/\w+)", health))
        yield Container(
            f"compose {name}", said["image"], tuple(said["command"]), said.get("environment", {}),
            frozenset(targets), said, probes,
        )  # fmt: skip


def documents() -> list[dict[str, Any]]:
    """Everything in the folder of Kubernetes."""
    return [
        {"kind": None} | one
        for path in sorted(KUBERNETES.glob("*.yaml"))
        for one in yaml.safe_load_all(path.read_text())
    ]


def pods() -> Iterator[tuple[str, dict[str, str], dict[str, Any]]]:
    """Name, labels and what is said of each pod."""
    for one in documents():
        if one["kind"] in {"Deployment", "Job"}:
            template = one["spec"]["template"]
            yield one["metadata"]["name"], template["metadata"]["labels"], template["spec"]
        elif one["kind"] == "Pod":
            yield one["metadata"]["name"], one["metadata"]["labels"], one["spec"]


def of_kubernetes() -> Iterator[Container]:
    maps = {one["metadata"]["name"]: one["data"] for one in documents() if one["kind"] == "ConfigMap"}
    for name, _, pod in pods():
        for said in pod["containers"]:
            settings = {one["name"]: one["value"] for one in said.get("env", [])}
            for source in said.get("envFrom", []):
                settings |= maps[source["configMapRef"]["name"]]
            ports = {one["name"]: str(one["containerPort"]) for one in said.get("ports", [])}
            asked = [said[kind]["httpGet"] for kind in said if kind.endswith("Probe")]
            probes = tuple(
                (one["path"], ports[one["port"]], one.get("httpHeaders", [{"value": ""}])[0]["value"]) for one in asked
            )
            held = said["securityContext"] | {"pod": pod, "resources": said["resources"]}
            yield Container(
                f"kubernetes {name}", said["image"], tuple(said["command"]), settings, frozenset(), held, probes
            )


def settings_of_image() -> dict[str, str]:
    """What the Dockerfile sets, which holds where nothing else is said."""
    return {name: value for name, value in re.findall(r"\b([A-Z_]+)=(\S+)", dockerfile()) if _SETTING.match(name)}


def dockerfile() -> str:
    return Path(ROOT / "Dockerfile").read_text(encoding="utf-8")

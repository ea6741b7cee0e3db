"""The image, built and run as compose.yaml has it, by Docker or by Podman, whichever is there."""

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.deploy.reading import compose
from tests.running.process import ROOT

_SECRETS = "/run/secrets"


def engine() -> list[str]:
    """The words that every command begins with: what ``SSP_CONTAINERS`` says, or whoever answers. Empty: nobody."""
    said = os.environ.get("SSP_CONTAINERS", "")
    for words in [shlex.split(said)] if said else [["docker"], ["podman"]]:
        if shutil.which(words[0]) and _run([*words, "info"]).returncode == 0:
            return words
    return []


def _run(words: list[str], seconds: float = 120) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, timeout=seconds, check=False)


class Image:
    """What the Dockerfile makes."""

    def __init__(self, engine: list[str], name: str) -> None:
        self.engine, self.name = engine, name

    def build(self) -> None:
        made = self("build", "--tag", self.name, *self._in_dockers_own_format(), str(ROOT), seconds=1800)
        assert made.returncode == 0, (made.stdout + made.stderr)[-3000:]

    def _in_dockers_own_format(self) -> list[str]:
        """Docker has no other; Podman's own has no place for a health check."""
        return ["--format", "docker"] if "podman" in self.engine[0] else []

    def __call__(self, *words: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        return _run([*self.engine, *words], seconds)

    def described(self) -> dict[str, Any]:
        (one,) = json.loads(self("image", "inspect", self.name).stdout)
        return dict(one)


class Place:
    """The folder that compose.yaml lies in on somebody's machine, and the address of the database beside it."""

    def __init__(self, folder: Path, socket: Path) -> None:
        self.folder, self.socket = folder, socket
        for name in ("secrets", "keys", "anchors", "settings"):
            (folder / name).mkdir()
            (folder / name).chmod(0o777)  # whoever runs the test need not be who may give files to user 10001
        (folder / "settings" / "profiles").mkdir()

    def secret(self, name: str, value: str) -> None:
        (self.folder / "secrets" / name).write_text(f"{value}\n")


def words_for(service: str, place: Place, settings: Mapping[str, str] = {}) -> list[str]:
    """What stands in compose.yaml of this service, as words for the engine; with the machine's own network."""
    whole = compose()
    said = whole["services"][service]
    words = ["--network", "host", "--volume", f"{place.socket}:{place.socket}"]
    words += ["--user", said["user"], "--memory", said["mem_limit"], "--pids-limit", str(said["pids_limit"])]
    words += ["--read-only"] if said["read_only"] else []
    for name in ("tmpfs", "cap_drop", "security_opt"):
        option = f"--{name.replace('_', '-')}"
        words += [word for one in said[name] for word in (option, one.replace(":true", ""))]
    for one in said.get("volumes", []):
        words += ["--volume", f"{place.folder / one.removeprefix('./').partition(':')[0]}:{one.partition(':')[2]}"]
    for one in said.get("secrets", []):
        file = whole["secrets"][one["source"]]["file"]
        words += ["--volume", f"{place.folder / file}:{_SECRETS}/{one['target']}:ro"]
    for name, value in {**said.get("environment", {}), **settings}.items():
        words += ["--env", f"{name}={value}"]
    return words


def run(
    image: Image, service: str, place: Place, *instead: str, settings: Mapping[str, str] = {}
) -> subprocess.CompletedProcess[str]:
    """A service's command, or another ``instead``, to its end."""
    command = instead or compose()["services"][service]["command"]
    return image("run", "--rm", "--no-healthcheck", *words_for(service, place, settings), image.name, *command)


class Container:
    """A service that goes on until it is stopped."""

    def __init__(self, image: Image, service: str, place: Place, **settings: str) -> None:
        self.image, self.said = image, compose()["services"][service]
        started = image(
            "run",
            "--detach",
            "--no-healthcheck",
            *words_for(service, place, settings),
            image.name,
            *self.said["command"],
        )
        assert started.returncode == 0, started.stderr
        self.id = started.stdout.strip()

    def inside(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.image("exec", self.id, *words)

    def is_well(self, port: str) -> bool:
        """What compose asks it, again and again."""
        _, *words = self.said["healthcheck"]["test"]
        return (
            self.inside(*(word.replace(":8000", f":{port}").replace(":9400", f":{port}") for word in words)).returncode
            == 0
        )

    def logged(self) -> str:
        made = self.image("logs", self.id)
        return made.stdout + made.stderr

    def stop(self) -> int:
        """In good order if it will; gives how it ended."""
        self.image("stop", "--time", "60", self.id)
        return int(self.image("inspect", "--format", "{{.State.ExitCode}}", self.id).stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.image("rm", "--force", self.id)

"""python -m tests.contract.client dist: the Python client, made of the committed document, as a wheel to install."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "openapi" / "openapi.json"
_CONFIGURED = ROOT / "openapi" / "client.yaml"
_TOOLS = Path(sys.executable).parent


class NotMade(Exception):
    """The document gives no whole client: what the generator, or the builder, had to say."""


def make(into: Path, document: Path = DOCUMENT) -> Path:
    """The wheel; its version is the document's.

    ``NotMade`` where the generator leaves anything out, which it would only warn of. Nothing is fetched: the builder
    stands in the environment, and the wheel asks for what the client needs when it is installed.
    """
    with tempfile.TemporaryDirectory(prefix="ssp-client-") as folder:
        written = Path(folder, "client")
        _run(
            _TOOLS / "openapi-python-client", "generate", "--path", document, "--output-path", written,
            "--meta", "uv", "--config", _CONFIGURED, "--fail-on-warning",
        )  # fmt: skip
        wheels = Path(folder, "wheels")
        _run(_TOOLS / "uv", "build", "--offline", "--quiet", "--wheel", "--out-dir", wheels, written)
        (wheel,) = wheels.glob("*.whl")
        into.mkdir(parents=True, exist_ok=True)
        kept = into / wheel.name
        kept.write_bytes(wheel.read_bytes())
        return kept


def install(wheel: Path, into: Path) -> None:
    """Where a program can have it on its path, beside what the client needs and the environment holds."""
    _run(_TOOLS / "uv", "pip", "install", "--offline", "--quiet", "--no-deps", "--target", into, wheel)


def _run(*command: str | Path) -> None:
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, env=_environment())
    if done.returncode != 0:
        raise NotMade(f"{done.stdout}\n{done.stderr}")


def _environment() -> Mapping[str, str]:
    """With the tools of the environment first: the generator puts style right with ruff, where it finds one."""
    return os.environ | {"PATH": f"{_TOOLS}{os.pathsep}{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    print(f"Written to {make(Path(sys.argv[1]))}.")  # noqa: T201 - for whoever ran it

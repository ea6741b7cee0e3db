"""The README's walk, run as it stands there, against the demo as a newcomer starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
SSP = Path(sys.executable).parent / "ssp"


@pytest.fixture
def demo() -> Iterator[dict[str, str]]:
    """The environment of somebody in a terminal beside a running demo."""
    with socket.socket() as free, tempfile.TemporaryDirectory(prefix="ssp-") as folder:
        os.chmod(folder, 0o755)  # as root, PostgreSQL's own account must reach below it
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = os.environ | {"SSP_DATA_DIR": folder, "SSP_PORT": str(port), "SSP_DEMO": "1"}
        environment.pop("DATABASE_URL", None)
        address = f"http://127.0.0.1:{port}"
        running = subprocess.Popen([SSP, "demo"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        try:
            _wait_until_ready(address, running)
            yield environment | {"API": f"{address}/v1"}
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(timeout=60)


def test_the_walk_in_the_readme_takes_a_case_down_each_track_to_its_end(demo: dict[str, str]) -> None:
    steps = re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    walk = subprocess.run(
        ["bash", "-euc", "\n".join(steps)], cwd=ROOT, env=demo, capture_output=True, text=True, timeout=300, check=False
    )
    said = walk.stdout.splitlines()
    assert walk.returncode == 0, walk.stderr
    assert said.count("closed") == 2, walk.stdout + walk.stderr
    for state in ("placed", "course_running", "course_completed", "meeting_held"):
        assert state in said
    assert walk.stderr == ""


def _wait_until_ready(address: str, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert running.poll() is None, "the demo has stopped"
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError("the demo is not ready")

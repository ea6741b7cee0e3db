"""The sandbox, as a vendor starts it: the week in it is played to its end, and the receiver heard of all of it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from tests.running.process import Server, environment, wait_until

ROOT = Path(__file__).parents[2]


def test_the_week_is_played_to_its_end_and_everything_is_told(folder: Path) -> None:
    data = str(folder / "data")
    with Server(log=folder / "said.log", command="sandbox", SSP_DATA_DIR=data) as sandbox:
        wait_until(lambda: "Sandbox: 5 cases" in sandbox.said(), "the cases should be given")
        (receiver,) = set(re.findall(r"What it is told of events:\s+(http://127\.0\.0\.1:[0-9]+)", sandbox.said()))
        told = environment(SSP_DEMO="1", SSP_DATA_DIR=data)
        asked = [sys.executable, "-m", "app", "token", "--municipality", "607", "--role", "integration"]
        token = subprocess.run(
            [*asked, "--subject", "fagsystem"], env=told, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        week = subprocess.run(
            [sys.executable, "demo/sandbox/week.py", sandbox.address, token], cwd=ROOT, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert week.returncode == 0, week.stdout + week.stderr
        assert "ended: closed" in week.stdout
        heard = int(re.findall(r"([0-9]+) events, the last is number", week.stdout)[0])
        wait_until(lambda: len(_got(receiver)["events"]) >= heard, "every event should arrive")
        got = _got(receiver)
        assert not got["missing"]
        assert not got["refused"]


def _got(receiver: str) -> dict[str, Any]:
    said: dict[str, Any] = httpx.get(f"{receiver}/events", trust_env=False).json()
    return said

"""What a process of the service writes when something fails."""

import json
import subprocess
import sys

from tests.drill.canaries import CPR_NUMBER, NAME, personal_in
from tests.running.process import ROOT, environment

_FAILS = f"""
import logging
from app import logs

logs.configure()
try:
    try:
        raise ValueError("{NAME}")
    except ValueError as error:
        raise KeyError("{CPR_NUMBER}") from error
except KeyError:
    logging.getLogger("somebody's library").exception("it failed")
"""


def test_a_failure_is_logged_by_its_kind_and_place_without_its_words() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FAILS], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    (line,) = done.stderr.splitlines()
    logged = json.loads(line)
    assert (logged["event"], logged["exception"], logged["at"]) == ("it failed", "KeyError", ["<string>:10 <module>"])
    assert personal_in(done.stderr) == []


def test_a_command_that_fails_unforeseen_says_what_and_where_alone() -> None:
    program = f"from app import cli, demo; cli.run_demo = lambda *_: {{}}['{NAME}']; cli.app(['demo'])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Unforeseen: KeyError at telling.py:")
    assert ", cli.py:" in done.stderr
    assert personal_in(done.stdout + done.stderr) == []

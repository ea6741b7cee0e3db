"""What is said of tests that need a browser where there is none: each by its name, at the end of the run."""

import os
from collections.abc import Mapping
from typing import NoReturn

import pytest

WHY = "No Chromium was found: install one, or say where it is with CHROMIUM=/path/to/it."


def never(environment: Mapping[str, str] = os.environ) -> bool:
    """A CI leaves nothing out."""
    return environment.get("CI", "").lower() not in ("", "0", "false")


def leave_out() -> NoReturn:
    """Ends the test that asks: it fails in CI, and is left out elsewhere."""
    if never():
        pytest.fail(WHY, pytrace=False)
    pytest.skip(WHY)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Stands in the conftest of all tests: with several workers the one who tells has no other."""
    names = [
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and report.longrepr[2].endswith(WHY)
    ]
    if not names:
        return
    terminalreporter.section(f"LEFT OUT: {len(names)} tests in a browser", sep="!", yellow=True, bold=True)
    for name in sorted(names):
        terminalreporter.write_line(name)
    terminalreporter.write_line(WHY, yellow=True, bold=True)

"""Where there is no browser it is said aloud which tests were left out, and a CI fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import fetch, left_out
from tests.running.process import ROOT

_ONE = "tests/browser/test_loops.py::test_a_browser_is_there"


def _run(*command: str, **given: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "CHROMIUM", "PYTEST_ADDOPTS")}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=kept | given, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def _program(folder: Path, name: str, ends_with: int = 0, first: str = "") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{first}\nexit {ends_with}\n")
    path.chmod(0o755)
    return path


def test_a_run_without_a_browser_names_what_it_left_out() -> None:
    done = _run("pytest", "-n", "1", _ONE, CHROMIUM="/nowhere/chromium")  # as make test has it: workers tell another
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout
    told = done.stdout.partition("LEFT OUT: 1 tests in a browser")[2]
    assert _ONE in told
    assert left_out.WHY in told


def test_a_ci_without_a_browser_fails() -> None:
    done = _run("pytest", _ONE, CHROMIUM="/nowhere/chromium", CI="true")
    assert done.returncode == 1, done.stdout
    assert left_out.WHY in done.stdout
    assert "LEFT OUT" not in done.stdout


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("false", 0), ("true", 1), ("1", 1)])
def test_the_step_before_the_tests_stops_a_ci_alone(ci: str, code: int) -> None:
    done = _run("tests.browser.fetch", CHROMIUM="/nowhere/chromium", CI=ci)
    assert (done.returncode, done.stderr.strip()) == (code, left_out.WHY)


def test_the_one_that_is_named_is_used_and_no_other(tmp_path: Path) -> None:
    _program(tmp_path, "chromium")
    named = _program(tmp_path, "my-own")
    assert fetch.found({"PATH": str(tmp_path), "CHROMIUM": str(named)}) == named
    assert fetch.found({"PATH": str(tmp_path), "CHROMIUM": "/nowhere/chromium"}) is None
    assert fetch.found({"PATH": str(tmp_path), "CHROMIUM": ""}) is None


def test_one_that_is_installed_and_does_not_run_is_passed_over(tmp_path: Path) -> None:
    _program(tmp_path, "chromium", ends_with=1)
    other = _program(tmp_path, "google-chrome")
    assert fetch.found({"PATH": str(tmp_path)}) == other


@pytest.mark.parametrize(
    ("account", "programs", "before"),
    [
        (0, {"apt-get": 0}, []),
        (1000, {"apt-get": 0}, None),
        (1000, {"apt-get": 0, "sudo": 1}, None),
        (1000, {"apt-get": 0, "sudo": 0}, ["sudo", "-n"]),
        (0, {}, None),
    ],
    ids=["root", "nobody in particular", "sudo asks for a password", "sudo does not ask", "no apt-get"],
)
def test_it_is_fetched_only_by_who_may_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: int, programs: dict[str, int], before: list[str] | None
) -> None:
    for name, ends_with in programs.items():
        _program(tmp_path, name, ends_with)
    monkeypatch.setattr(os, "geteuid", lambda: account)
    found = fetch.may_fetch({"PATH": str(tmp_path)})
    assert ([Path(found[0]).name, *found[1:]] if found else found) == before
    assert fetch.may_fetch({"PATH": str(tmp_path), "CHROMIUM": ""}) is None


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where root finds programs on a machine that has next to none."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(fetch, "_OF_A_MAC", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def test_it_is_fetched_once(bare: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _program(bare, "apt-get", first=f'''
        echo "$*" >> {bare}/asked
        case "$*" in *"install --yes --no-install-recommends chromium") ;; *) exit 1;; esac
        printf '#!/bin/sh\\n' > {bare}/chromium && /bin/chmod 755 {bare}/chromium
    ''')  # fmt: skip
    assert (fetch.main(), fetch.main()) == (0, 0)
    assert fetch.found() == bare / "chromium"
    asked = (bare / "asked").read_text().splitlines()
    assert [line.split()[-1] for line in asked] == ["update", "chromium"]
    assert capfd.readouterr().err.count("fetching") == 1


def test_a_fetch_that_fails_stops_nobody_and_says_why(bare: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _program(bare, "apt-get", ends_with=100, first='echo "E: Unable to locate package chromium" >&2')
    assert fetch.main() == 0
    said = capfd.readouterr().err
    assert "E: Unable to locate package chromium" in said
    assert left_out.WHY in said

"""The Chromium that the browser's tests are run with: the one there is, or Debian's, fetched where that may be done.

``python -m tests.browser.fetch`` is a step of ``make test``. Outside CI it is never what stops the run.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.browser import left_out

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OF_A_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_PATIENCE = [
    f"--option={one}"
    for one in (
        "DPkg::Lock::Timeout=300",
        "Acquire::Retries=2",
        "Acquire::http::Timeout=20",
        "Acquire::https::Timeout=20",
    )
]
"""With another installation under way; and none to speak of with a network that answers nobody."""


def found(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The one that CHROMIUM names, and no other; without it, the first that is installed and runs."""
    named = environment.get("CHROMIUM")
    candidates = [named] if named is not None else [*_NAMES, *_OF_A_MAC]
    for one in candidates:
        path = shutil.which(one, path=environment.get("PATH", os.defpath)) if one else None
        if path and _runs(path):
            return Path(path)
    return None


def _runs(path: str) -> bool:
    """On Ubuntu a package of this name may be nothing but a word about another one."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def may_fetch(environment: Mapping[str, str] = os.environ) -> list[str] | None:
    """What stands before apt-get; None when nobody may install here, or CHROMIUM has said what to use."""
    path = environment.get("PATH", os.defpath)
    if "CHROMIUM" in environment or shutil.which("apt-get", path=path) is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo", path=path)
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _fetch(before: list[str]) -> None:
    """Debian's own package. Says what apt-get said when that fails."""
    _say("No Chromium for the tests of the pages: fetching Debian's (apt-get install chromium).")
    quiet = [*before, "/usr/bin/env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *_PATIENCE]
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run([*quiet, *command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            _say("\n".join((done.stdout + done.stderr).splitlines()[-5:]))


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def main() -> int:
    """0, but for a CI without a browser."""
    if found():
        return 0
    before = may_fetch()
    if before is not None:
        _fetch(before)
        if found():
            return 0
    _say(left_out.WHY)
    return 1 if left_out.never() else 0


if __name__ == "__main__":
    sys.exit(main())

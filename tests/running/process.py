"""The service as a process of its own, called over a real socket."""

import atexit
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from app import clock
from app.access.tokens import DemoIssuer
from app.audit.signing import new_key
from app.db import as_role
from app.people.encryption import Vault
from workflows.roles import Role

ROOT = Path(__file__).resolve().parents[2]
SSP = (sys.executable, "-m", "app")
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks TLS, and httpx's own context reads every authority of the world for each client."""


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder that the account of PostgreSQL can walk down to when the tests run as root; pytest's own is closed."""
    with tempfile.TemporaryDirectory(prefix="ssp-") as made:
        os.chmod(made, 0o755)
        yield Path(made)


def environment(**given: str) -> dict[str, str]:
    """This process's own, without what steers the service, and with what is ``given``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SSP_", "DATABASE_URL"))}
    if kept.pop("PYTHONDONTWRITEBYTECODE", None):  # a server is started a hundred times, and compiled once
        kept["PYTHONPYCACHEPREFIX"] = str(ROOT / ".pytest_cache" / "bytecode")
    if "DATABASE_URL" in given:
        kept["SSP_AUDIT_KEY"] = str(_audit_key())
    return kept | given


@cache
def _audit_key() -> Path:
    """One for the run: the key for signing the log is not what most of these tests are about."""
    folder = Path(tempfile.mkdtemp(prefix="ssp-audit-key-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    new_key(folder / "audit.pem")
    return folder / "audit.pem"


def ssp(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Runs one command to its end."""
    return subprocess.run(
        [*SSP, *arguments], cwd=ROOT, env=environment(**given), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(true: Callable[[], object], what: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"{what}, and it did not in {seconds} s"
        time.sleep(0.02)


class Process:
    """A command that goes on until it is stopped. What it says, on both streams, is added to ``log``."""

    def __init__(self, *arguments: str, log: Path, **given: str) -> None:
        self.log = log
        with log.open("ab") as into:
            self.running = subprocess.Popen(
                [*SSP, *arguments], cwd=ROOT, env=environment(**given), stdin=subprocess.DEVNULL, stdout=into,
                stderr=into, start_new_session=True,
            )  # fmt: skip

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def signal(self, number: int, seconds: float = 30) -> int:
        """Sends the signal, to this process alone, and waits; gives the exit code."""
        self.running.send_signal(number)
        return self.running.wait(timeout=seconds)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """In good order if it will."""
        if self.running.poll() is None:
            self.running.terminate()
            try:
                self.running.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()


class Server(Process):
    """``ssp serve`` (or ``ssp demo``), ready to answer."""

    def __init__(self, *, log: Path, command: str = "serve", **given: str) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        super().__init__(command, log=log, SSP_PORT=str(port), **given)
        try:
            wait_until(self.answers, "the server should be ready", 60)
        except AssertionError:
            self.kill()
            raise

    def answers(self) -> bool:
        """Is it ready? An error when it has ended instead."""
        assert self.running.poll() is None, f"the server ended: {self.said()[-2000:]}"
        try:
            ready = httpx.get(f"{self.address}/readyz", timeout=5, verify=_NO_TLS, trust_env=False)
            return ready.status_code == 200
        except httpx.TransportError:
            return False


class Installation:
    """As in production: a database that is given, a key file, and an issuer of tokens somewhere else."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.issuer = DemoIssuer.in_folder(folder / "issuer.json", issuer="ssp-demo", audience="ssp")
        Vault.generate().write(folder / "personal-data.json")
        public = self.issuer.verifier().keys.as_dict(private=False)
        (folder / "jwks.json").write_text(json.dumps(public))
        self.settings = {
            "DATABASE_URL": as_role(url, "ssp_app"),
            "SSP_MIGRATION_URL": url,
            "SSP_DATA_DIR": str(folder),
            "SSP_ENCRYPTION_KEY": str(folder / "personal-data.json"),
            "SSP_TOKEN_KEYS": str(folder / "jwks.json"),
            "SSP_RATE_UPLOADS": "100000/minute",  # a drill is about what is stored, by whom ever so often
            "SSP_RECEIPT_STEP": "0",
        }

    def serve(self, **given: str) -> Server:
        return Server(log=self.folder / "server.log", **self.settings | given)

    def caller(self, server: Server, role: Role, municipality: str = "607", subject: str | None = None) -> httpx.Client:
        """Somebody with a token, on connections of their own."""
        token = self.issuer.token(role, municipality, subject=subject or role.value, at=clock.now())
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=server.address, headers=headers, timeout=30, verify=_NO_TLS, trust_env=False)

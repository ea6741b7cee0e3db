"""The service as a process of its own, called over a real socket."""

import json
import os
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from app import clock
from app.access.tokens import DemoIssuer
from app.db import as_role
from app.people.encryption import Vault
from tests.running.starting import ROOT, SSP, Running, Starting, environment, start, start_anew
from workflows.roles import Role

__all__ = ["ROOT", "SSP", "environment"]

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks TLS, and httpx's own context reads every authority of the world for each client."""


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A folder that the account of PostgreSQL can walk down to when the tests run as root; pytest's own is closed."""
    with tempfile.TemporaryDirectory(prefix="ssp-") as made:
        os.chmod(made, 0o755)
        yield Path(made)


def ssp(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Runs one command to its end."""
    return _to_its_end(start, arguments, given)


def ssp_anew(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """The same, by a Python that starts for it, as somebody's own does."""
    return _to_its_end(start_anew, arguments, given)


def _to_its_end(
    starting: Starting, arguments: tuple[str, ...], given: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory(prefix="ssp-said-") as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        running = starting(arguments, environment(**given), out, err)
        try:
            code = running.wait(timeout=60)
        except subprocess.TimeoutExpired:
            running.kill()
            raise
        return subprocess.CompletedProcess([*SSP, *arguments], code, out.read_text(), err.read_text())


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
        self.running = self.start(arguments, environment(**given))

    def start(self, arguments: tuple[str, ...], environment: Mapping[str, str]) -> Running:
        return start(arguments, environment, self.log, self.log)

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

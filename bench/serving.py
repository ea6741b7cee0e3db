"""Web processes of their own: the service as it is run, and the floor."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg

from app.access.tokens import DemoIssuer
from app.audit.signing import new_key
from app.clock import now
from workflows.roles import Role

_ISSUER, _AUDIENCE = "bench", "ssp"
_OFTEN = "10000000/minute"
_PATIENCE = 180


class Served:
    """Where the processes of one kind are."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports = ports


class Staff:
    """Tokens for whoever is to ask."""

    def __init__(self, folder: Path) -> None:
        self._issuer = DemoIssuer.in_folder(folder / "issuer.json", issuer=_ISSUER, audience=_AUDIENCE)
        self.keys = folder / "jwks.json"
        self.keys.write_text(json.dumps({"keys": [self._issuer.key.as_dict(private=False)]}))

    def token(self, role: Role, name: str) -> str:
        return self._issuer.token(role, "607", subject=name, at=now() - timedelta(seconds=1))


@contextmanager
def service(url: str, folder: Path, staff: Staff, keys: Path, many: int) -> Iterator[Served]:
    """``ssp serve``, everything on, with nobody counted: one sender does the work of hundreds of people."""
    audit_key = folder / "audit.pem"
    if not audit_key.exists():
        new_key(audit_key)
    settings = {
        "DATABASE_URL": _login(url), "SSP_TOKEN_KEYS": str(staff.keys), "SSP_TOKEN_ISSUER": _ISSUER,
        "SSP_TOKEN_AUDIENCE": _AUDIENCE, "SSP_ENCRYPTION_KEY": str(keys), "SSP_AUDIT_KEY": str(audit_key),
        "SSP_RATE_READS": _OFTEN, "SSP_RATE_WRITES": _OFTEN, "SSP_RATE_UPLOADS": _OFTEN, "SSP_RATE_STRANGERS": _OFTEN,
        "SSP_RECEIPT_STEP": "0",
    }  # fmt: skip
    command = [sys.executable, "-m", "app", "serve"]
    with processes(many, command, settings, port_in="SSP_PORT", ready="/healthz") as served:
        yield served


@contextmanager
def floor(url: str, many: int) -> Iterator[Served]:
    """A bare ``def`` endpoint with one commit (``bench/floor_app.py``)."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table if not exists bare (id bigint generated always as identity, at timestamptz)")
    command = [sys.executable, "-m", "bench.floor_app"]
    with processes(many, command, {"DATABASE_URL": url}, port_in="PORT", ready="/ready") as served:
        yield served


def _login(url: str) -> str:
    """Of somebody who may not go around what keeps municipalities apart."""
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("select 1 from pg_roles where rolname = 'bench_web'").fetchone():
            connection.execute("create role bench_web login in role ssp_app")
    return url.replace("//postgres@", "//bench_web@", 1)


@contextmanager
def processes(
    many: int, arguments: Sequence[str], settings: Mapping[str, str], *, port_in: str, ready: str
) -> Iterator[Served]:
    """All started at once, and all that answer."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SSP_", "DATABASE_URL"))}
    running: dict[int, subprocess.Popen[bytes]] = {}
    try:
        for port in _free_ports(many):
            running[port] = subprocess.Popen(
                list(arguments), env=kept | dict(settings) | {port_in: str(port)}, stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("SSP_BENCH_LOUD") else subprocess.DEVNULL,
            )  # fmt: skip
        for port, one in running.items():
            _wait(one, f"http://127.0.0.1:{port}{ready}")
        yield Served(list(running))
    finally:
        for one in running.values():
            one.terminate()
        for one in running.values():
            one.wait(30)


def _free_ports(many: int) -> list[int]:
    probes = [socket.socket() for _ in range(many)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _wait(running: "subprocess.Popen[bytes]", address: str) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and running.poll() is None:
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")

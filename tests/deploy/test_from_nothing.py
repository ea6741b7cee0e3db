"""The steps of docs/deploy.md, from an empty database to a server and a worker, with the secrets as files."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from app import clock
from app.access.tokens import DemoIssuer
from tests.caller import LISTS
from tests.cloning import at_database
from tests.deploy.logins import make_logins, remove_logins
from tests.metrics.reading import Read
from tests.running.process import Process, Server, free_port, reachable_folder, ssp, wait_until
from workflows.roles import Role


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    name = f"empty_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'create database "{name}"')
        yield at_database(server_url, name)
        admin.execute(f'drop database "{name}" with (force)')
    remove_logins(server_url)


def _secret(folder: Path, name: str, value: str) -> dict[str, str]:
    """As a container has it: a folder with one file in it."""
    folder.mkdir()
    (folder / name).write_text(f"{value}\n")
    return {"SSP_SECRETS": str(folder)}


def as_login(login: str, url: str) -> str:
    return re.sub(r"//[^@/]*@", f"//{login}@", url)


def test_the_steps_lead_from_an_empty_database_to_a_server_and_a_worker(empty_url: str) -> None:
    with reachable_folder() as folder:
        owner = _secret(folder / "owner", "SSP_MIGRATION_URL", empty_url)
        web = _secret(folder / "web", "DATABASE_URL", as_login("ssp_web", empty_url))
        jobs = _secret(folder / "jobs", "DATABASE_URL", as_login("ssp_jobs", empty_url))
        issuer = DemoIssuer.in_folder(folder / "issuer.json", issuer="ssp-demo", audience="ssp")
        (folder / "jwks.json").write_text(json.dumps(issuer.verifier().keys.as_dict(private=False)))
        common = {
            "SSP_ENCRYPTION_KEY": str(folder / "keys" / "personal-data.json"),
            "SSP_AUDIT_KEY": str(folder / "keys" / "audit.pem"),
            "SSP_AUDIT_ANCHORS": str(folder / "anchors"),
            "SSP_TOKEN_KEYS": str(folder / "jwks.json"),
            "SSP_DATA_DIR": str(folder / "tmp"),
        }
        assert ssp("migrate", **owner).returncode == 0
        make_logins(empty_url)
        assert ssp("new-key", common["SSP_ENCRYPTION_KEY"]).returncode == 0
        assert ssp("audit", "new-key", common["SSP_AUDIT_KEY"]).returncode == 0
        port = free_port()
        with (
            Server(log=folder / "web.log", **web, **common) as server,
            Process("worker", log=folder / "jobs.log", SSP_METRICS_PORT=str(port), **jobs, **common) as worker,
        ):
            _hand_over(server, issuer)
            wait_until(lambda: _figures(port) or worker.running.poll() is not None, "the worker should tell", 60)
            found = _figures(port)
            assert found is not None, worker.said()
            assert found.value("ssp_log_rows_unanchored", municipality="607", sink="file") > 0
        assert not (folder / "tmp").exists(), "nothing is kept but what was said where"


def _hand_over(server: Server, issuer: DemoIssuer) -> None:
    token = issuer.token(Role.POLICE, "607", subject="bo", at=clock.now())
    file = {"file": ("uge.csv", (LISTS / "fredericia-2026-W47.csv").read_bytes())}
    with httpx.Client(base_url=server.address, trust_env=False, timeout=60) as client:
        answer = client.post("/v1/handover-lists", files=file, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 201, answer.text


def _figures(port: int) -> Read | None:
    try:
        return Read(httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30, trust_env=False).text)
    except httpx.TransportError:
        return None

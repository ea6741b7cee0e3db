"""What somebody can do something about is said in one sentence, with exit code 1 and no traceback."""

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.cloning import at_database
from tests.running.process import Installation, ssp
from tests.running.test_commands import FREDERICIA


def _sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stderr
    said = done.stderr.strip()
    assert len(said.splitlines()) == 1, said
    assert done.stdout == ""
    return said


@pytest.mark.parametrize(
    ("command", "settings", "words"),
    [
        ("serve", {}, "Set SSP_TOKEN_KEYS"),
        ("serve", {"SSP_TOKEN_KEYS": "/nowhere.json"}, "no usable JWKS in /nowhere.json"),
        ("serve", {"SSP_DEMO": "1", "DATABASE_URL": "postgresql://127.0.0.1/x"}, "unset DATABASE_URL"),
        ("demo", {"DATABASE_URL": "postgresql://127.0.0.1/x"}, "embedded database alone"),
        ("serve", {"SSP_PORT": "http"}, "SSP_PORT"),
        ("serve", {"SSP_PORT": "0"}, "SSP_PORT"),
        ("serve", {"SSP_POOL_SIZE": "many"}, "SSP_POOL_SIZE"),
        ("demo", {"SSP_HOST": "192.0.2.1"}, "Cannot listen on 192.0.2.1"),
        ("demo", {"SSP_DATA_DIR": "/dev/null/x"}, "choose another SSP_DATA_DIR"),
        ("demo", {"SSP_DATA_DIR": "/tmp/" + "x" * 90}, "choose a shorter SSP_DATA_DIR"),  # noqa: S108 - never made
        ("worker", {"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "The database does not answer"),
        ("migrate", {"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, "The database does not answer"),
        ("migrate", {"DATABASE_URL": "nonsense"}, "DATABASE_URL cannot be read"),
        ("worker", {"DATABASE_URL": "mysql://a:hemmeligt@127.0.0.1/x"}, "DATABASE_URL cannot be read"),
        ("worker", {"DATABASE_URL": "postgresql://127.0.0.1:port/x"}, "DATABASE_URL cannot be read"),
        ("worker", {"DATABASE_URL": "postgresql://127.0.0.1/x?colour=red"}, "DATABASE_URL cannot be read"),
        ("token --role police --municipality 607", {}, "demo mode alone"),
        ("token --role police --municipality 999", {"SSP_DEMO": "1"}, "no profile for municipality 999"),
        ("token --role chief --municipality 607", {"SSP_DEMO": "1"}, "no role 'chief'"),
        ("token --role system --municipality 607", {"SSP_DEMO": "1"}, "no role 'system'"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(
    command: str, settings: dict[str, str], words: str, tmp_path: Path
) -> None:
    said = _sentence(ssp(*command.split(), **{"SSP_DATA_DIR": str(tmp_path), **settings}))
    assert words in said
    assert "hemmeligt" not in said


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = _sentence(ssp("demo", SSP_PORT=port, SSP_DATA_DIR=str(tmp_path)))
    assert f"Cannot listen on 127.0.0.1:{port}" in said
    assert not (tmp_path / "postgresql").exists(), "nothing was begun"


@pytest.mark.parametrize("command", ["worker", "migrate"])
def test_a_database_that_never_answers_is_given_up(command: str) -> None:
    """``ssp`` raises when a command goes on for a minute; without a limit of its own it would wait for ever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        said = _sentence(ssp(command, DATABASE_URL=f"postgresql://127.0.0.1:{silent.getsockname()[1]}/x"))
    assert "The database does not answer" in said


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    """A database without tables."""
    name = f"empty_{uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as admin:
        admin.execute(f'create database "{name}"')
        yield at_database(server_url, name)
        admin.execute(f'drop database "{name}" with (force)')


@pytest.mark.usefixtures("template")  # whose migrations have made the roles
def test_a_database_without_tables_must_be_migrated(empty_url: str, tmp_path: Path) -> None:
    here = Installation(empty_url, tmp_path)
    assert "run ssp migrate" in _sentence(ssp("serve", **here.settings))
    assert ssp("migrate", **here.settings).returncode == 0
    assert ssp("import", FREDERICIA, "--municipality", "607", **here.settings).returncode == 0


def test_without_its_key_nothing_starts_and_no_new_key_is_made(url: str, tmp_path: Path) -> None:
    here = Installation(url, tmp_path)
    key = tmp_path / "personal-data.json"
    kept = key.rename(tmp_path / "kept.json")
    assert "Make one with: ssp new-key" in _sentence(ssp("serve", **here.settings))
    kept.rename(key)
    assert ssp("import", FREDERICIA, "--municipality", "607", **here.settings).returncode == 0
    kept = key.rename(tmp_path / "kept.json")
    for command in ("serve", "worker"):
        assert "Restore the key file" in _sentence(ssp(command, **here.settings))
    assert not key.exists()
    assert ssp("new-key", str(key)).returncode == 0
    assert "does not open what the database holds" in _sentence(ssp("serve", **here.settings))
    kept.replace(key)
    assert '"resend": true' in ssp("import", FREDERICIA, "--municipality", "607", **here.settings).stdout

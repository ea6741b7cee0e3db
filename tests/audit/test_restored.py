"""A database that lacks what its anchors know of is not opened, until somebody says why that is right."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.audit import signing, verifier
from app.people.encryption import Vault
from tests.audit.proof import checkpoint, export, rechained, rows_of
from tests.caller import FREDERICIA, Service
from tests.lists.weeks import received, row, send, weekly
from tests.running.process import free_port, ssp
from workflows.roles import Role

_LOSE = """
    alter table audit_log disable trigger all;
    alter table audit_checkpoints disable trigger all;
    alter table audit_sendings disable trigger all;
    delete from audit_sendings where checkpoint_id in (select id from audit_checkpoints where number > {0});
    delete from audit_checkpoints where number > {0};
    delete from audit_log where number > {0};
    update audit_heads set number = {0}, hash = (select hash from audit_log where number = {0});
    alter table audit_log enable trigger all;
    alter table audit_checkpoints enable trigger all;
    alter table audit_sendings enable trigger all;
"""
"""The log as a backup has it that was taken at row {0}."""


@pytest.fixture
def settings(worker_url: str, vault: Vault, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Of a worker on the same database, with the same keys and folder of anchors as this process."""
    vault.write(tmp_path / "personal-data.json")
    before = signing.signer()
    signing.use(signing.new_key(tmp_path / "audit.pem"))
    yield {
        "DATABASE_URL": worker_url,
        "SSP_DATA_DIR": str(tmp_path),
        "SSP_ENCRYPTION_KEY": str(tmp_path / "personal-data.json"),
        "SSP_AUDIT_KEY": str(tmp_path / "audit.pem"),
        "SSP_AUDIT_ANCHORS": str(tmp_path / "anchors"),
    }
    signing.use(before)


def _hand_over(service: Service, journal: str) -> Any:
    return received(send(service.as_(Role.POLICE), weekly(row(journal=journal))))


def _verdict(folder: Path, lines: list[bytes]) -> verifier.Verdict:
    paths = [folder / "anchors", *folder.glob("*.receipt.json")]
    return verifier.verify(lines, verifier.read_anchors(paths, verifier.read_keys(folder / "audit.pem.pub")))


def test_a_service_restored_from_an_old_backup_does_not_open_until_it_is_accepted(
    service: Service, url: str, app_url: str, settings: dict[str, str], tmp_path: Path
) -> None:
    kept = _hand_over(service, "3700-1")
    checkpoint(service.workers_database, tmp_path)
    backup = rows_of(url)
    lost = _hand_over(service, "3700-2")
    checkpoint(service.workers_database, tmp_path)
    newest = rows_of(url)
    for name, receipt in (("kept", kept), ("lost", lost)):
        (tmp_path / f"{name}.receipt.json").write_text(json.dumps(receipt))
    assert ssp("audit", "checkpoint", **settings).returncode == 0, "nothing is lost yet"
    too_early = ssp("audit", "accept-restore", "--municipality", FREDERICIA, "--reason", "Prøve", **settings)
    assert (too_early.returncode, "nothing to accept" in too_early.stderr) == (1, True)

    with psycopg.connect(url) as owner:
        owner.execute(_LOSE.format(backup).encode())
    tokens = {"SSP_TOKEN_KEYS": str(tmp_path / "jwks.json")}
    (tmp_path / "jwks.json").write_text(json.dumps(service.issuer.verifier().keys.as_dict(private=False)))
    for command, login in (("worker", settings["DATABASE_URL"]), ("serve", app_url)):
        refused = ssp(command, **settings | tokens | {"DATABASE_URL": login, "SSP_PORT": str(free_port())})
        assert refused.returncode == 1, command
        assert f"does not have row {newest}" in refused.stderr, refused.stderr
        assert "ssp audit accept-restore" in refused.stderr

    assert ssp("audit", "accept-restore", "--municipality", FREDERICIA, "--reason", " ", **settings).returncode == 1
    said = ssp(
        "audit", "accept-restore", "--municipality", FREDERICIA, "--reason", "Disken gik i stykker", **settings
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert f"{newest - backup} rows are lost" in said.stderr
    assert ssp("audit", "checkpoint", **settings).returncode == 0

    lines = export(service)
    assert json.loads(lines[backup])["action"] == "log.restore_accepted"
    verdict = _verdict(tmp_path, lines)
    assert verdict.code == 0, verdict.said
    assert f"rows {backup + 1} to {newest} were lost in a restore" in verdict.said
    assert "Disken gik i stykker" in (tmp_path / "anchors" / f"{FREDERICIA}.jsonl").read_text()
    for number in range(1, backup + 1):
        verdict = _verdict(tmp_path, rechained(lines, number, actor="somebody-else"))
        assert verdict.code == 1, "what the backup had is vouched for as before"


def test_a_restore_after_a_restore_accepts_what_both_have_lost(
    service: Service, url: str, settings: dict[str, str], tmp_path: Path
) -> None:
    _hand_over(service, "3700-1")
    checkpoint(service.workers_database, tmp_path)
    backup = rows_of(url)
    for number in range(2, 6):
        _hand_over(service, f"3700-{number}")
    checkpoint(service.workers_database, tmp_path)
    newest = rows_of(url)
    assert newest > backup + 2
    accept = ("audit", "accept-restore", "--municipality", FREDERICIA, "--reason", "Disken gik i stykker")
    for kept in (backup + 1, backup):  # the newest checkpoint is then of the first restore
        with psycopg.connect(url) as owner:
            owner.execute(_LOSE.format(kept).encode())
        said = ssp(*accept, **settings)
        assert said.returncode == 0, said.stderr
        assert f"{newest - kept} rows are lost" in said.stderr
    verdict = _verdict(tmp_path, export(service))
    assert verdict.code == 0, verdict.said


def test_a_log_that_was_changed_at_its_newest_checkpoint_does_not_open(
    service: Service, url: str, settings: dict[str, str], tmp_path: Path
) -> None:
    _hand_over(service, "3700-1")
    checkpoint(service.workers_database, tmp_path)
    with psycopg.connect(url) as owner:
        owner.execute(
            b"alter table audit_log disable trigger all;"
            b"update audit_log set hash = sha256(hash) where number = (select max(number) from audit_log)"
        )
    assert ssp("audit", "checkpoint", **settings).returncode == 1


def test_without_its_key_for_the_log_a_production_service_does_not_start(settings: dict[str, str]) -> None:
    away = ssp("audit", "checkpoint", **settings | {"SSP_AUDIT_KEY": "/nowhere/audit.pem"})
    assert away.returncode == 1
    assert "set SSP_AUDIT_KEY" in away.stderr

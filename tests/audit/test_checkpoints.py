"""Checkpoints are signed, go to each sink once, and are tried again until they are there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from app.audit import signing, stamp_verifier, verifier
from app.audit.checkpoints import keep_checkpoints
from app.audit.sinks import FileSink, Sent, Sink, SinkFailed
from app.audit.timestamps import TimestampSink
from tests.audit.authority import make_certificates
from tests.audit.proof import checkpoint, export
from tests.caller import FREDERICIA, Service
from tests.cases.stations import on_monday, reach
from workflows.casework import State
from workflows.roles import Role


def lines_in(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "anchors" / f"{FREDERICIA}.jsonl").read_bytes().splitlines()]


def verified(folder: Path, lines: list[bytes]) -> int:
    (folder / "public.pem").write_text(signing.signer().public_pem())
    anchors = verifier.read_anchors([folder / "anchors"], verifier.read_keys(folder / "public.pem"))
    return verifier.verify(lines, anchors).code


def test_a_checkpoint_is_made_when_the_log_has_grown_and_only_then(service: Service, tmp_path: Path) -> None:
    checkpoint(service.workers_database, tmp_path)
    assert not (tmp_path / "anchors").exists(), "there is no log yet"
    reach(on_monday(service), State.RECEIVED)
    checkpoint(service.workers_database, tmp_path)
    checkpoint(service.workers_database, tmp_path)
    assert len(lines_in(tmp_path)) == 1
    lines = export(service)
    assert verified(tmp_path, lines) == 0
    checkpoint(service.workers_database, tmp_path)
    assert [one["number"] for one in lines_in(tmp_path)] == [len(lines), len(lines) + 1]


@dataclass
class _Failing:
    """Takes what it is given from the second time on."""

    name: str = "failing"
    failures: int = 1
    taken: list[int] = field(default_factory=list)

    def send(self, checkpoint: Sent) -> None:
        if self.failures:
            self.failures -= 1
            raise SinkFailed(f"{self.name}: TimeoutError")
        self.taken.append(checkpoint.number)


def test_a_sink_that_fails_is_tried_again_and_the_others_are_not_sent_to_twice(
    service: Service, tmp_path: Path
) -> None:
    failing, sink = _Failing(), FileSink(tmp_path / "anchors")
    sinks: list[Sink] = [failing, sink]
    reach(on_monday(service), State.RECEIVED)
    with pytest.raises(SinkFailed, match="failing"):
        keep_checkpoints(service.workers_database, [FREDERICIA], sinks)
    assert (len(lines_in(tmp_path)), failing.taken) == (1, [])
    keep_checkpoints(service.workers_database, [FREDERICIA], sinks)
    keep_checkpoints(service.workers_database, [FREDERICIA], sinks)
    assert len(failing.taken) == len(lines_in(tmp_path)) == 1


def test_a_line_that_a_kill_cut_short_is_written_on_and_one_that_was_not_noted_is_not_written_again(
    tmp_path: Path,
) -> None:
    sink, one = FileSink(tmp_path), Sent(FREDERICIA, 7, "ab" * 32, b'{"number":7}')
    path = sink.path(FREDERICIA)
    for before in (b"", b'{"number":6}\n'):
        for cut in range(len(one.line) + 2):
            path.write_bytes(before + (one.line + b"\n")[:cut])
            sink.send(one)
            sink.send(one)
            assert path.read_bytes() == before + one.line + b"\n", cut


def test_nobody_changes_a_checkpoint_in_the_database_and_the_web_processes_make_none(
    service: Service, url: str, app_url: str, tmp_path: Path
) -> None:
    reach(on_monday(service), State.RECEIVED)
    checkpoint(service.workers_database, tmp_path)
    for table in ("audit_checkpoints", "audit_sendings"):
        for statement in ("delete from {}", "update {} set at = now()", "truncate {} cascade"):
            with psycopg.connect(url) as owner, pytest.raises(psycopg.errors.RestrictViolation):
                owner.execute(statement.format(table).encode())
        with psycopg.connect(app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(f"insert into {table} default values".encode())


def test_the_log_reviewer_sees_how_far_the_anchors_have_come(service: Service, tmp_path: Path) -> None:
    them = on_monday(service)
    reviewer = service.as_(Role.LOG_REVIEWER)
    status = reviewer.get("/v1/audit-status").json()
    assert (status["rows"], status["last_checkpoint"], status["sinks"]) == (0, None, [])
    reach(them, State.RECEIVED)
    checkpoint(service.workers_database, tmp_path)
    status = reviewer.get("/v1/audit-status").json()
    number = status["last_number"]
    assert status["rows"] == number == status["last_checkpoint"]["number"]
    assert (status["lag"], [(one["name"], one["number"]) for one in status["sinks"]]) == (0, [("file", number)])
    assert reviewer.get("/v1/audit-status").json()["lag"] == 1, "that somebody looked is in the log"
    assert them.coordinator.get("/v1/audit-status").status_code == 403
    assert them.coordinator.get("/v1/audit-export").status_code == 403


def test_old_anchors_hold_when_the_key_is_replaced(service: Service, tmp_path: Path) -> None:
    before, key = signing.signer(), tmp_path / "keys" / "audit.pem"
    try:
        for replace in (False, True):
            signing.use(signing.new_key(key, replace=replace))
            reach(on_monday(service), State.RECEIVED)
            checkpoint(service.workers_database, tmp_path)
        with pytest.raises(FileExistsError):
            signing.new_key(key)
        assert signing.read_key(key).key_id == signing.signer().key_id
        keys = verifier.read_keys(signing.public_path(key))
        anchors = verifier.read_anchors([tmp_path / "anchors"], keys)
        assert {one["key_id"] for one in lines_in(tmp_path)} == keys.keys()
        assert (len(keys), len(anchors), verifier.verify(export(service), anchors).code) == (2, 2, 0)
    finally:
        signing.use(before)


def test_a_key_that_others_can_read_or_that_is_away_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "audit.pem"
    with pytest.raises(signing.NoAuditKey, match="ssp audit new-key"):
        signing.read_key(key)
    signing.new_key(key)
    key.chmod(0o640)
    with pytest.raises(signing.NoAuditKey, match="chmod 600"):
        signing.read_key(key)


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A time-stamp authority that runs: its address, and its folder with ``root.pem``."""
    assert shutil.which("openssl"), "the authority of this test is openssl's"
    folder = tmp_path / "authority"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.audit.authority", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "."}) as running:
        assert running.stdout
        yield f"http://127.0.0.1:{int(running.stdout.readline())}/", folder
        running.kill()


def test_an_authority_stamps_each_checkpoint_once_and_its_stamp_is_checked(
    service: Service, tmp_path: Path, authority: tuple[str, Path]
) -> None:
    url, of_the_authority = authority
    anchors = tmp_path / "anchors"
    sinks: list[Sink] = [FileSink(anchors), TimestampSink(url, anchors)]
    for _ in range(2):
        reach(on_monday(service), State.RECEIVED)
        keep_checkpoints(service.workers_database, [FREDERICIA], sinks)
        keep_checkpoints(service.workers_database, [FREDERICIA], sinks)
    assert (of_the_authority / "asked").read_bytes() == b"xx"
    root = of_the_authority / "root.pem"
    assert stamp_verifier.check_stamps(anchors, root) == 2
    first, second = sorted(anchors.glob("*.tsr"))
    first.write_bytes(second.read_bytes())
    with pytest.raises(stamp_verifier.BadStamp, match=first.name):
        stamp_verifier.check_stamps(anchors, root)


def test_a_stamp_of_another_authority_does_not_hold(
    service: Service, tmp_path: Path, authority: tuple[str, Path]
) -> None:
    anchors, another = tmp_path / "anchors", tmp_path / "another"
    another.mkdir()
    make_certificates(another)
    reach(on_monday(service), State.RECEIVED)
    keep_checkpoints(
        service.workers_database, [FREDERICIA], [FileSink(anchors), TimestampSink(authority[0], anchors)]
    )  # fmt: skip
    assert stamp_verifier.main([str(anchors), "--tsa-cert", str(another / "root.pem")]) == 1
    assert stamp_verifier.main([str(anchors), "--tsa-cert", str(authority[1] / "root.pem")]) == 0


def test_an_authority_that_does_not_answer_costs_nothing_but_its_stamp(service: Service, tmp_path: Path) -> None:
    reach(on_monday(service), State.RECEIVED)
    with pytest.raises(SinkFailed, match="tsa: ConnectError"):
        keep_checkpoints(
            service.workers_database,
            [FREDERICIA],
            [TimestampSink("http://127.0.0.1:9/"), FileSink(tmp_path / "anchors")],
        )
    assert len(lines_in(tmp_path)) == 1

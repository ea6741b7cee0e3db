"""A municipality's key is changed while people work, and nobody notices; stopped anywhere, it goes on."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import psycopg
import pytest
from sqlalchemy import text

from app.access.tokens import DemoIssuer
from app.caller import Caller as Sender
from app.db import Database
from app.lists.service import import_file
from app.main import create_app
from app.people import encryption, rotation
from app.people.encryption import Vault
from app.people.key_file import KeyFile
from bench.lists import weekly_list
from tests.caller import Service, instant
from tests.cases.stations import on_monday, reach, type_in
from tests.running.process import Installation, Process, ssp, wait_until
from workflows.casework import State
from workflows.roles import Role

FREDERICIA = "607"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "personal-data.json"
    Vault.generate().write(path)
    return path


@pytest.fixture
def from_file(
    key: Path, app_database: Database, worker_database: Database, vault: Vault, issuer: DemoIssuer
) -> Iterator[Service]:
    """The service with its keys in a file."""
    app = create_app(app_database, Vault.from_file(key), issuer.verifier())
    with Service(app, issuer, app_database, worker_database) as running:
        yield running
    encryption.use(vault)


def status(database: Database, vault: Vault) -> rotation.Status:
    with database.transaction(FREDERICIA) as session:
        return rotation.status(session, vault, FREDERICIA)


def test_people_read_and_write_before_during_and_after_without_a_restart(
    from_file: Service, key: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "CHUNK", 2)
    them = on_monday(from_file)
    cases = [reach(them, State.WITH_COORDINATOR) for _ in range(5)]
    names = {case_id: them.coordinator.case(case_id)["person"]["name"] for case_id in cases}
    elsewhere, old = Vault.from_file(key), KeyFile(key).of(FREDERICIA).primary
    wrapped, written, read, ended = Event(), Event(), Event(), Event()

    def write() -> int:
        many = 0
        while not ended.is_set() or many < 3:
            type_in(them.coordinator)
            many += 1
            written.set()
        return many

    def look() -> int:
        many = 0
        while not ended.is_set() or many < 3:
            for case_id, name in names.items():
                assert them.coordinator.case(case_id)["person"]["name"] == name
                many += 1
            read.set()
        return many

    def wait_for_both(*_: int) -> None:
        """After the first chunk others write and read, so that they do so in the midst of it."""
        if not wrapped.is_set():
            for event in (written, read):
                event.clear()
                event.wait(timeout=30)
            wrapped.set()

    with ThreadPoolExecutor(2) as hands:
        others = [hands.submit(write), hands.submit(look)]
        try:
            done = rotation.rotate(database, elsewhere, FREDERICIA, progress=wait_for_both)
        finally:
            ended.set()
        assert all(other.result(timeout=60) >= 3 for other in others)
    found = status(database, elsewhere)
    assert done >= 5
    assert found.wrapped_with.keys() == {found.primary}, "also what was written in the midst of it"
    assert (found.primary != old, found.older) == (True, (old,))
    assert rotation.rotate(database, elsewhere, FREDERICIA) == 0, "a second time there is nothing to do"
    assert status(database, elsewhere) == found
    assert rotation.retire(database, elsewhere, FREDERICIA) == (old,)
    for case_id, name in names.items():
        assert them.coordinator.case(case_id)["person"]["name"] == name
    type_in(them.coordinator)
    assert old not in key.read_text()


def test_a_key_that_is_in_use_is_not_destroyed(from_file: Service, key: Path, database: Database) -> None:
    type_in(on_monday(from_file).coordinator)
    vault = Vault.from_file(key)
    vault.provider.rotate(FREDERICIA)
    with pytest.raises(rotation.InUse, match="still under older keys"):
        rotation.retire(database, vault, FREDERICIA)
    assert len(KeyFile(key).of(FREDERICIA).older) == 1
    rotation.rotate(database, vault, FREDERICIA)
    assert len(rotation.retire(database, vault, FREDERICIA)) == 1
    assert rotation.retire(database, vault, FREDERICIA) == ()


def somebody_waits(url: str) -> bool:
    with psycopg.connect(url) as connection:
        waiting = "select 1 from pg_locks where locktype = 'advisory' and not granted"
        return connection.execute(waiting).fetchone() is not None


def test_a_list_that_is_on_its_way_is_waited_for_and_loses_nothing(
    from_file: Service, key: Path, database: Database, url: str
) -> None:
    """It wraps with the key from before, and is stored after the new key was made."""
    vault = Vault.from_file(key)
    by = Sender("police", Role.POLICE, FREDERICIA, instant("2026-11-16T09:00:00+01:00"))
    with ThreadPoolExecutor(1) as hand:
        with from_file.database.transaction(FREDERICIA) as session:
            import_file(session, weekly_list(20), "liste.csv", by=by)
            rotating = hand.submit(rotation.rotate, database, vault, FREDERICIA)
            wait_until(lambda: somebody_waits(url), "the change should wait for the list")
            assert KeyFile(key).of(FREDERICIA).older
        assert rotating.result(timeout=30) >= 20
    assert status(database, vault).left == 0


def test_other_municipalities_keep_their_key(from_file: Service, key: Path, database: Database) -> None:
    before = {code: KeyFile(key).of(code).primary for code in ("607", "740")}
    rotation.rotate(database, Vault.from_file(key), "740")
    after = {code: KeyFile(key).of(code).primary for code in ("607", "740")}
    assert (before["607"] == after["607"], before["740"] == after["740"]) == (True, False)


def wrapped_with(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("select wrapped_with, count(*) from data_keys group by 1").fetchall()
    return {key_id: number for key_id, number in rows}  # noqa: C416 - typed


def test_killed_in_the_middle_it_goes_on_while_a_server_answers(url: str, tmp_path: Path) -> None:
    here = Installation(url, tmp_path)
    owner = {**here.settings, "SSP_MIGRATION_URL": url}
    (tmp_path / "liste.csv").write_bytes(weekly_list(1200))
    assert ssp("import", str(tmp_path / "liste.csv"), "--municipality", FREDERICIA, **here.settings).returncode == 0
    (before,) = wrapped_with(url)
    with here.serve() as server, here.caller(server, Role.COORDINATOR) as meeting:

        def names() -> list[str]:
            answer = meeting.get("/v1/entries", params={"limit": 100})
            assert answer.status_code == 200, answer.text
            return [one["person"]["name"] for one in answer.json()["items"]]

        read = names()
        with psycopg.connect(url) as holding:
            holding.execute("select 1 from data_keys order by id desc limit 1 for update")
            with Process("keys", "rotate", "--municipality", FREDERICIA, log=tmp_path / "rotate.log", **owner) as going:
                wait_until(lambda: wrapped_with(url).keys() != {before}, "the first keys should be wrapped anew")
                going.signal(signal.SIGKILL)
        midway = wrapped_with(url)
        (new,) = midway.keys() - {before}
        assert midway[before] > 0
        assert names() == read
        refused = ssp("keys", "retire", "--municipality", FREDERICIA, **owner)
        assert (refused.returncode, "still under older keys" in refused.stderr) == (1, True), refused.stderr

        again = ssp("keys", "rotate", "--municipality", FREDERICIA, **owner)
        assert f"{midway[before]} data keys wrapped anew" in again.stderr, again.stderr
        assert wrapped_with(url) == {new: sum(midway.values())}
        assert names() == read
        assert "0 data keys wrapped anew" in ssp("keys", "rotate", "--municipality", FREDERICIA, **owner).stderr
        told = ssp("keys", "status", "--municipality", FREDERICIA, **here.settings)
        assert (before in told.stdout, new in told.stdout) == (True, True), told.stderr
        assert ssp("keys", "retire", "--municipality", FREDERICIA, **owner).returncode == 0
        assert names() == read
    assert before not in (tmp_path / "personal-data.json").read_text()


def test_without_the_owners_rights_no_key_is_made(url: str, tmp_path: Path) -> None:
    here = Installation(url, tmp_path)
    before = (tmp_path / "personal-data.json").read_text()
    without = {name: value for name, value in here.settings.items() if name != "SSP_MIGRATION_URL"}
    done = ssp("keys", "rotate", **without)
    assert (done.returncode, "set SSP_MIGRATION_URL" in done.stderr) == (1, True), done.stderr
    assert (tmp_path / "personal-data.json").read_text() == before


@pytest.mark.parametrize("change", ["update data_keys set wrapped_with = 'x'", "delete from data_keys"])
def test_whoever_serves_requests_can_neither_change_nor_destroy_a_data_key(
    app_database: Database, worker_database: Database, change: str
) -> None:
    for database in (app_database, worker_database):
        with pytest.raises(Exception, match="permission denied"), database.transaction(FREDERICIA) as session:
            session.execute(text(change))

"""The service does not start on data that its key does not open, and never makes a new key over old data."""

import json
from pathlib import Path

import pytest

from app.people.encryption import NoKey, Vault
from app.people.key_file import KeyFile
from app.people.keys import open_vault
from tests.caller import Service
from tests.cases.stations import on_monday, type_in

REJECTED = b"Journalnummer;CPR-nr.;Navn;Status\r\n3700-71273-00001-26;ikke et nummer;Asger Opdigtet;Antruffet\r\n"


def opened(service: Service, path: Path, *, may_make: bool = False) -> Vault:
    return open_vault(KeyFile(path), service.database, may_make=may_make)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "personal-data.json"


def test_a_key_is_made_for_an_empty_database_only_where_that_is_allowed(service: Service, key: Path) -> None:
    with pytest.raises(NoKey, match="ssp new-key"):
        opened(service, key)
    assert not key.exists()
    opened(service, key, may_make=True)
    assert key.stat().st_mode & 0o777 == 0o600
    made = key.read_text()
    opened(service, key, may_make=True)
    assert key.read_text() == made
    with pytest.raises(FileExistsError):
        Vault.generate().write(key)


def test_the_right_key_opens(service: Service, vault: Vault, key: Path) -> None:
    type_in(on_monday(service).coordinator)
    vault.write(key)
    opened(service, key)


def test_a_missing_key_is_not_made_anew_over_old_data(service: Service, key: Path) -> None:
    type_in(on_monday(service).coordinator)
    with pytest.raises(NoKey, match="Restore the key file"):
        opened(service, key, may_make=True)
    assert not key.exists()


def test_a_wrong_key_does_not_start_the_service(service: Service, key: Path) -> None:
    type_in(on_monday(service).coordinator)
    Vault.generate().write(key)
    with pytest.raises(NoKey, match="does not open"):
        opened(service, key, may_make=True)


def test_a_key_that_would_not_find_a_child_again_does_not_start_the_service(
    service: Service, vault: Vault, key: Path, tmp_path: Path
) -> None:
    type_in(on_monday(service).coordinator)
    other = tmp_path / "other.json"
    vault.write(key)
    Vault.generate().write(other)
    mixed, foreign = (json.loads(file.read_text()) for file in (key, other))
    mixed["municipalities"]["607"]["indexing"] = foreign["municipalities"]["607"]["indexing"]
    key.write_text(json.dumps(mixed))
    with pytest.raises(NoKey, match="does not open"):
        opened(service, key)


def test_rejected_rows_alone_are_old_data_too(service: Service, key: Path) -> None:
    answer = on_monday(service).police.upload("liste.csv", REJECTED)
    assert answer.json()["rejected"] == 1, answer.text
    with pytest.raises(NoKey, match="Restore the key file"):
        opened(service, key, may_make=True)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "not json", '{"municipalities": {"607": {"wrapping": {}, "indexing": {}}}}']
)
def test_a_file_that_is_no_key_does_not_start_the_service(service: Service, key: Path, content: str) -> None:
    key.parent.mkdir()
    key.touch(0o600)
    key.write_text(content)
    with pytest.raises(NoKey, match="cannot be read"):
        opened(service, key)

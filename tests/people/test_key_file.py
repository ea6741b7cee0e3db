"""The file with the municipalities' keys: for its owner alone, changed in one step, reread by everybody."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.people.key_file import KeyFile
from app.people.key_provider import DoesNotUnwrap, NoKey
from tests.running.process import Installation, ssp

PLACE = b"607|data_keys|wrapped|1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "keys" / "personal-data.json"
    KeyFile(made).add(["607", "740"])
    return made


def test_the_file_is_its_owners_alone_whatever_is_done_to_it(path: Path) -> None:
    file = KeyFile(path)
    changes: list[Callable[[], None]] = [
        lambda: file.rotate("607"),
        lambda: file.retire("607", file.of("607").older),
        lambda: file.add(["330"]),
    ]
    for change in changes:
        change()
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(one.name for one in path.parent.iterdir()) == ["personal-data.json", "personal-data.json.lock"]


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o620, 0o602])
def test_a_file_that_others_can_read_or_write_is_not_used(path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(NoKey, match="chmod 600"):
        KeyFile(path).of("607")


def test_a_process_meets_another_ones_new_key_without_a_restart(path: Path) -> None:
    running, changing = KeyFile(path), KeyFile(path)
    wrapped = running.of("607").wrap(bytes(32), PLACE)
    changing.rotate("607")
    newer = changing.of("607")
    assert newer.unwrap(wrapped, PLACE) == bytes(32)
    assert running.of("607").unwrap(newer.wrap(bytes(32), PLACE), PLACE) == bytes(32)
    assert running.of("607").primary == newer.primary


def test_a_key_that_is_not_known_is_looked_for_again_though_the_file_looks_the_same(path: Path) -> None:
    running, before = KeyFile(path), path.stat()
    first = running.of("607")
    changed = json.loads(path.read_text())
    changed["municipalities"]["607"], changed["municipalities"]["740"] = (
        changed["municipalities"]["740"], changed["municipalities"]["607"],
    )  # fmt: skip
    path.write_text(json.dumps(changed, indent=1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    newer = KeyFile(path).of("607").primary
    assert running.of("607").primary == first.primary, "inode, moment and size are the same"
    assert running.of("607", newer).primary == newer


def test_a_running_process_keeps_its_keys_while_the_file_is_away_or_spoilt(path: Path) -> None:
    running = KeyFile(path)
    wrapped, content = running.of("607").wrap(bytes(32), PLACE), path.read_text()
    path.write_text("{")
    assert running.of("607").unwrap(wrapped, PLACE) == bytes(32)
    path.unlink()
    assert running.of("607").unwrap(wrapped, PLACE) == bytes(32)
    with pytest.raises(NoKey):
        KeyFile(path).of("607")
    path.touch(0o600)
    path.write_text(content)
    assert KeyFile(path).of("607").unwrap(wrapped, PLACE) == bytes(32)


def test_of_many_who_change_it_at_once_nobodys_key_is_lost(path: Path) -> None:
    with ThreadPoolExecutor(8) as hands:
        list(hands.map(lambda _: KeyFile(path).rotate("607"), range(16)))
    keys = KeyFile(path).of("607")
    assert len({keys.primary, *keys.older}) == 17


def test_each_municipality_has_keys_of_its_own_that_do_not_open_anothers(path: Path) -> None:
    one, other = KeyFile(path).of("607"), KeyFile(path).of("740")
    assert one.index(b"x") != other.index(b"x")
    with pytest.raises(DoesNotUnwrap):
        other.unwrap(one.wrap(bytes(32), PLACE), PLACE)
    with pytest.raises(DoesNotUnwrap):
        one.unwrap(one.wrap(bytes(32), PLACE), PLACE + b"2")


def test_adding_leaves_the_keys_that_are_there(path: Path) -> None:
    before = KeyFile(path).of("607").primary
    KeyFile(path).add(["607", "330"])
    assert (KeyFile(path).of("607").primary, KeyFile(path).municipalities()) == (before, {"607", "740", "330"})


def test_a_municipality_without_keys_is_named_with_the_command_that_makes_them(url: str, tmp_path: Path) -> None:
    here = Installation(url, tmp_path)
    file = tmp_path / "personal-data.json"
    content = json.loads(file.read_text())
    del content["municipalities"]["330"]
    file.write_text(json.dumps(content))
    refused = ssp("worker", **here.settings)
    assert (refused.returncode, "ssp keys add --municipality 330" in refused.stderr) == (1, True), refused.stderr
    assert ssp("keys", "add", "--municipality", "330", **here.settings).returncode == 0
    assert "Nothing to do" in ssp("keys", "add", **here.settings).stderr
    assert json.loads(file.read_text())["municipalities"].keys() >= content["municipalities"].keys() | {"330"}


@pytest.mark.parametrize("name", ["nothing.like:this", "json:nobody", "kms"])
def test_a_key_store_that_cannot_be_loaded_is_named(url: str, tmp_path: Path, name: str) -> None:
    here = Installation(url, tmp_path)
    refused = ssp("worker", **here.settings, SSP_KEY_PROVIDER=name)
    assert (refused.returncode, f"SSP_KEY_PROVIDER={name} cannot be loaded" in refused.stderr) == (1, True)

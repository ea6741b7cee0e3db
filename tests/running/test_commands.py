"""The commands do what they say, in a process of their own."""

import filecmp
import json
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from app import cli, clock, embedded
from app.access.tokens import DemoIssuer
from tests.caller import LISTS
from tests.personal import personal_in
from tests.running.process import ROOT, reachable_folder, ssp, ssp_anew
from workflows.roles import GRANTABLE_ROLES

FREDERICIA = str(LISTS / "fredericia-2026-W47.csv")


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One folder for the data of all these commands: the database is made once, and runs while they do."""
    with reachable_folder() as made:
        embedded.start(made, stop_at_exit=False)
        yield made
        embedded.stop(made)


def test_token_gives_a_token_for_each_role(data: Path) -> None:
    for number, role in enumerate(sorted(GRANTABLE_ROLES)):
        given = _said("token", "--municipality", "740", "--role", role, data=data, alone=number == 0)
        issuer = DemoIssuer.in_folder(data / "keys" / "demo-issuer.json", issuer="ssp-demo", audience="ssp")
        caller = issuer.verifier().caller(given.strip(), clock.now())
        assert (caller.role, caller.municipality_code, caller.id) == (role, "740", role)


def _said(*arguments: str, data: Path, alone: bool) -> str:
    """What a command printed; ``alone``, as somebody starts it, which takes seconds."""
    steering = {"SSP_DEMO": "1", "SSP_DATA_DIR": str(data)}
    if alone:
        given = ssp_anew(*arguments, **steering)
        assert given.returncode == 0, given.stderr
        return given.stdout
    result = CliRunner().invoke(cli.app, arguments, env=steering)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_import_shows_its_progress_and_prints_the_receipt(data: Path) -> None:
    command = ("import", FREDERICIA, "--municipality", "607")
    tried, first, again = (
        ssp(*command, *more, SSP_DATA_DIR=str(data)) for more in (("--dry-run",), (), ("--week", "2026-W47"))
    )
    assert [done.returncode for done in (tried, first, again)] == [0, 0, 0], first.stderr
    receipts = [json.loads(done.stdout) for done in (tried, first, again)]
    assert [(one["dry_run"], one["resend"]) for one in receipts] == [(True, False), (False, False), (False, True)]
    assert receipts[1]["received"] == len(Path(FREDERICIA).read_bytes().splitlines()) - 1
    assert receipts[2] == receipts[1] | {"resend": True}
    assert "fredericia-2026-W47.csv" in first.stderr
    assert f"{receipts[1]['received']}/{receipts[1]['received']}" in first.stderr


def test_routing_replay_says_the_same_as_was_stored_and_finds_what_was_changed(data: Path) -> None:
    imported = ssp("import", FREDERICIA, "--municipality", "607", SSP_DATA_DIR=str(data))
    assert imported.returncode == 0, imported.stderr
    same = ssp("routing", "replay", SSP_DATA_DIR=str(data))
    assert same.returncode == 0, same.stderr
    found = re.fullmatch(r"(\d+) suggestions, (\d+) the same, 0 otherwise\n", same.stdout)
    assert found is not None
    assert int(found[1]) == int(found[2]) >= json.loads(imported.stdout)["accepted"]
    changed = _change_one_suggestion(data)
    differs = ssp("routing", "replay", "--municipality", "607", "--json", SSP_DATA_DIR=str(data))
    assert differs.returncode == 1, differs.stderr
    told = json.loads(differs.stdout)
    assert [one["entry"] for one in told["otherwise"]] == [changed]
    assert told["otherwise"][0]["differs"]["rule"]["stored"] == "a_rule_that_is_none"
    assert ssp("routing", "replay", "--version", "0", SSP_DATA_DIR=str(data)).returncode == 2
    none = ssp("routing", "replay", "--week", "2020-W01", SSP_DATA_DIR=str(data))
    assert (none.returncode, none.stdout, "No suggestion" in none.stderr) == (0, "", True)


def _change_one_suggestion(data: Path) -> str:
    """Behind the service's back; gives the entry's id."""
    with psycopg.connect(embedded.start(data, stop_at_exit=False), autocommit=True) as owner:
        row = owner.execute(
            """update list_entries set suggestion = jsonb_set(suggestion, '{rule}', '"a_rule_that_is_none"')
               where id = (select id from list_entries where municipality_code = '607' order by id limit 1)
               returning id"""
        ).fetchone()
    assert row is not None
    return str(row[0])


def test_import_says_what_is_wrong_with_a_file_it_cannot_read(data: Path) -> None:
    for name in ("not-a-list.csv", "empty.csv"):
        refused = ssp("import", str(LISTS / name), "--municipality", "607", SSP_DATA_DIR=str(data))
        progress, said = refused.stderr.strip().splitlines()
        assert refused.returncode == 1
        assert progress.startswith(name)
        assert said.startswith("Listen kan ikke læses. ")
        assert refused.stdout == ""


def test_migrate_goes_down_to_nothing_and_up_again() -> None:
    with reachable_folder() as folder:
        for more in (("base", "--down"), (), ("head",)):
            done = ssp("migrate", *more, SSP_DATA_DIR=str(folder))
            assert done.returncode == 0, done.stderr
            assert done.stderr.strip().splitlines()[-1] == "Done."


def test_openapi_writes_the_document_that_is_committed(tmp_path: Path) -> None:
    assert ssp("openapi", str(tmp_path / "new" / "openapi.json")).returncode == 0
    assert (tmp_path / "new" / "openapi.json").read_text() == (ROOT / "openapi" / "openapi.json").read_text()


def test_diagrams_writes_the_pages_that_are_committed(tmp_path: Path) -> None:
    assert ssp("diagrams", str(tmp_path)).returncode == 0
    compared = filecmp.dircmp(tmp_path, ROOT / "docs" / "workflows")
    assert compared.left_list == compared.right_list
    assert compared.diff_files == []


def test_new_key_never_overwrites_one(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "key.json"
    assert ssp("new-key", str(file)).returncode == 0
    before, mode = file.read_bytes(), file.stat().st_mode & 0o777
    assert mode == 0o600
    refused = ssp("new-key", str(file))
    assert refused.returncode == 1
    assert "never overwritten" in refused.stderr
    assert file.read_bytes() == before


def test_what_if_says_who_would_be_late_by_a_draft_and_names_nobody(data: Path, tmp_path: Path) -> None:
    own = (ROOT / "workflows" / "profiles" / "fredericia.toml").read_text(encoding="utf-8")
    file = tmp_path / "udkast.toml"
    file.write_text(own.replace("minimum = 0", "minimum = 25"), encoding="utf-8")
    said = ssp("what-if", "--profile", str(file), SSP_DATA_DIR=str(data))
    assert said.returncode == 0, said.stderr
    assert "coordinator -> drop" in said.stdout
    assert personal_in(said.stdout + said.stderr) == []
    told = json.loads(ssp("what-if", "--municipality", "607", "--json", SSP_DATA_DIR=str(data)).stdout)
    assert told["looked_at"]["suggestions"] > 0
    assert (told["suggestions"], told["recipients"]) == ([], [])

"""The file of outside systems, as far as the records system goes."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.adapters.outside import Outside, OutsideWrong, read_outside
from tests.adapters.filing import NUMBER, Records, document
from tests.adapters.standin import StandIn

OWN = 'cvr = "11111111"\nname = "Fredericia Kommune"\n'

NO_CHANGES: Mapping[str, str | None] = {}


def written(folder: Path, table: str) -> Path:
    file = folder / "outside.toml"
    file.write_text(
        f"[municipalities.607]\n{OWN}[municipalities.607.records_system]\n{table}\n"
        f'[municipalities.740]\n{OWN}[municipalities.740.records_system]\nkind = "folder"\nsince = 2026-12-01\n'
        f'folder = "{folder}"\n[municipalities.330]\n{OWN}'
    )
    return file


def sbsys(folder: Path, url: str = "https://127.0.0.1:1", changes: Mapping[str, str | None] = NO_CHANGES) -> str:
    (folder / "secret").write_text("opdigtet-hemmelighed")
    said: dict[str, str | None] = {
        "kind": '"sbsys"', "url": f'"{url}"', "token_url": f'"{url}/token"', "client_id": '"ssp"',
        "client_secret_file": f'"{folder / "secret"}"', "since": "2026-12-01",
    }  # fmt: skip
    return "\n".join(f"{name} = {value}" for name, value in (said | dict(changes)).items() if value is not None)


def test_each_municipality_files_where_it_says(outside: StandIn, tmp_path: Path) -> None:
    records = Records(outside)
    records.open()
    read = read_outside(written(tmp_path, sbsys(tmp_path, records.url)))
    for code, number in (("607", True), ("740", False)):
        system = read.records_system_for(code)
        assert system is not None
        assert (system.file(document(), tried_before=False).number is not None) is number
    assert len(records.documents()) == 1
    assert len(list(tmp_path.glob("*.json"))) == 1
    for code in ("330", "161"):
        assert (read.records_system_for(code), read.filing_terms_for(code)) == (None, None)
    assert Outside().records_system_for("607") is None
    read.close()


def test_each_track_has_a_case_and_the_authority_the_childs_own(tmp_path: Path) -> None:
    cases = '[municipalities.607.records_system.collecting_cases]\ncoordinator = "27.24.00-A00-1-26"'
    read = read_outside(written(tmp_path, f"{sbsys(tmp_path)}\n{cases}"))
    terms = read.filing_terms_for("607")
    assert terms is not None
    assert terms.case_number_for(f" {NUMBER} ", "authority") == NUMBER
    assert terms.case_number_for(NUMBER, "coordinator") == "27.24.00-A00-1-26", "the other track's papers stay with it"
    assert terms.case_number_for(None, "coordinator") == "27.24.00-A00-1-26"
    assert terms.case_number_for("", "authority") is None
    assert terms.case_number_for(NUMBER, None) is None
    assert terms.party is False, "the child's number goes along only where somebody has asked for it"
    read.close()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"kind": '"acadre"'}, r"records_system \(.*'sbsys', 'folder'"),
        ({"kind": None}, "records_system"),
        ({"since": None}, r"records_system\.sbsys\.since"),
        ({"since": '"i dag"'}, r"records_system\.sbsys\.since"),
        ({"url": '"http://sbsys.example.dk"'}, r"records_system\.sbsys\.url"),
        ({"token_url": '"sbsys"'}, r"records_system\.sbsys\.token_url"),
        ({"client_secret": '"in the file"'}, r"records_system\.sbsys\.client_secret"),
        ({"username": '"robot"'}, r"records_system\.sbsys .*username and password_file go together"),
        ({"timeout": "0"}, r"records_system\.sbsys\.timeout"),
        ({"collecting_cases": '{ school = "1-2-3" }'}, r"records_system\.sbsys\.collecting_cases\.school"),
        ({"collecting_cases": '{ coordinator = " " }'}, r"records_system\.sbsys\.collecting_cases\.coordinator"),
        ({"folder": '"/tmp"'}, r"records_system\.sbsys\.folder"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_told_by_its_place(tmp_path: Path, changes: dict[str, str | None], where: str) -> None:
    with pytest.raises(OutsideWrong, match=rf"municipalities\.607\.{where}"):
        read_outside(written(tmp_path, sbsys(tmp_path, changes=changes)))


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ('kind = "folder"\nsince = 2026-12-01\nfolder = "{here}/nowhere"', "Not a directory .*nowhere"),
        ('kind = "folder"\nsince = 2026-12-01\nfolder = "{here}/secret"', "Not a directory .*secret"),
    ],
)
def test_a_folder_that_is_none_stops_the_start(tmp_path: Path, table: str, why: str) -> None:
    (tmp_path / "secret").write_text("no folder")
    with pytest.raises(OutsideWrong, match=rf"outside\.toml: records_system: {why}"):
        read_outside(written(tmp_path, table.format(here=tmp_path)))


@pytest.mark.parametrize("name", ["client_secret_file", "password_file", "certificate", "authorities"])
def test_a_secret_that_cannot_be_read_stops_the_start(tmp_path: Path, name: str) -> None:
    changes: dict[str, str | None] = {name: f'"{tmp_path / "missing"}"'}
    if name == "password_file":
        changes["username"] = '"robot"'
    with pytest.raises(OutsideWrong, match=r"outside\.toml: records_system: No such file"):
        read_outside(written(tmp_path, sbsys(tmp_path, changes=changes)))


def test_the_secret_is_in_no_message_and_not_in_the_settings(tmp_path: Path) -> None:
    read = read_outside(written(tmp_path, sbsys(tmp_path)))
    assert "opdigtet-hemmelighed" not in repr(read)
    read.close()

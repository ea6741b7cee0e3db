"""A sixth municipality, as a file alone: its list, its ages, its stairs and its words, from list to closed case."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from typer.testing import CliRunner

from app import cli
from app.people.encryption import Vault
from app.people.keys import add_keys
from tests.caller import Service
from tests.cases.stations import on_monday
from tests.handover import SCHOOL, enter_custody_holder, entries_of, gather, give, obligations_of, tell_everyone
from workflows.profile import UnknownMunicipality, profile_for, read_also

FILE = Path(__file__).with_name("opdigtet.toml")
LIST = """\
Politisag;Barnet hedder;Barnets nummer;Hvordan;Hvad;Ringet hjem
OP-1-26;Alma Opdigtet;610312-4001;Set af patruljen;Ude om natten;Ja
OP-2-26;Bo Opdigtet;620318-4002;Mistænkeliggjort;Butikstyveri;Nej
OP-3-26;Carl Opdigtet;630310-4003;Sigtet;Hærværk;Nej
"""
TOLD_AT = "2026-11-23T09:00:00+01:00"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    copy(FILE, tmp_path)
    read_also(tmp_path)
    yield tmp_path
    read_also(None)


def test_a_municipality_that_is_nothing_but_a_file_takes_a_case_from_its_list_to_its_end(
    service: Service, vault: Vault, folder: Path
) -> None:
    add_keys(vault.provider, service.database, ["999"])  # as the service does when it starts
    them = on_monday(service, "999")
    coordinator = them.coordinator
    answer = them.police.upload("uge.csv", LIST.encode("utf-8-sig"), week="2026-W47")
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert (receipt["received"], receipt["accepted"], receipt["rejected"]) == (3, 3, 0)
    entries = {entry["person"]["name"].split()[0]: entry for entry in entries_of(coordinator, undecided=True)}
    assert {name: entry["suggestion"]["route"] for name, entry in entries.items()} == {
        "Alma": "coordinator", "Bo": "drop", "Carl": "coordinator",
    }, "Bo is eight years old"  # fmt: skip
    assert "går den til afsnitsleder" in entries["Alma"]["suggestion"]["explanation"]

    case_id = give(coordinator, entries["Alma"], "to_coordinator")
    enter_custody_holder(coordinator, case_id)
    owed = obligations_of(coordinator, case_id, "due")
    assert sorted(one["recipient"] for one in owed) == ["Den unge", "Karla Opdigtet"], "14, not 15"
    assert {one["target_at"][:10] for one in owed} == {"2026-11-25"}, "a working day; Tuesday is the town fair"
    tell_everyone(coordinator, case_id, TOLD_AT)
    (confirm,) = (m for m in coordinator.case(case_id)["moves"] if m["event"] == "confirm_informed")
    assert confirm["title"] == "Ungekonsulenten har orienteret familien"
    coordinator.moves(case_id, "confirm_informed")
    coordinator.moves(case_id, "start_gathering")
    assert coordinator.move(case_id, "place_on_step", step=2, reason="Skolen").json()["unmet"] == [
        "step_requirements_are_met"
    ]
    gather(coordinator, case_id, SCHOOL)
    coordinator.moves(case_id, "place_on_step", step=2, reason="Skolen og familien hjælper hinanden")
    placed = coordinator.case(case_id)
    assert (placed["step"]["title"], placed["step"]["notice"]) == ("Øverst", "Trappen er vedtaget af byrådet.")
    assert {"plan_course", "keep_step"}.isdisjoint(move["event"] for move in placed["moves"])
    refused = coordinator.move(
        case_id, "plan_course", local_leader="lars", start_on="2026-12-01", goals=[{"goal": "x", "measures": "y"}]
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "move_refused")
    coordinator.moves(case_id, "close", reason="Familien klarer det")
    assert coordinator.case(case_id)["state"] == "closed"


def test_what_the_file_says_wrong_stops_the_process_with_where(tmp_path: Path) -> None:
    said = FILE.read_text(encoding="utf-8")
    (tmp_path / "opdigtet.toml").write_text(said.replace("maximum = 17", "maximum = 7"), encoding="utf-8")
    environment = {"SSP_DEMO": "1", "SSP_PROFILES": str(tmp_path), "SSP_DATA_DIR": str(tmp_path)}
    command = ["token", "--municipality", "999", "--role", "coordinator"]
    try:
        wrong = CliRunner().invoke(cli.app, command, env=environment)
        assert wrong.exit_code == 1
        assert "opdigtet.toml: ages the maximum may not lie below the minimum" in wrong.output
        copy(FILE, tmp_path / "en-til.toml")
        copy(FILE, tmp_path / "opdigtet.toml")
        twice = CliRunner().invoke(cli.app, command, env=environment)
        assert "opdigtet.toml: municipality 999 has another file there" in twice.output
        (tmp_path / "en-til.toml").unlink()
        assert CliRunner().invoke(cli.app, command, env=environment).exit_code == 0
    finally:
        read_also(None)
    with pytest.raises(UnknownMunicipality):
        profile_for("999")


def test_a_municipalitys_own_file_goes_before_the_one_that_comes_along(folder: Path) -> None:
    own = FILE.read_text(encoding="utf-8").replace('"999"', '"320"')
    (folder / "opdigtet.toml").write_text(own, encoding="utf-8")
    read_also(folder)
    assert profile_for("320").name == "Opdigtet"
    read_also(None)
    assert profile_for("320").name == "Faxe"

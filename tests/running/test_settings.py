"""docs/settings.md names every setting there is, with the value that holds when nothing is said."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings, SettingsWrong, read_settings
from tests.running.process import ROOT

_PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
_CODE = re.compile(r"`([^`]+)`")
_IN_WORDS = {"SSP_DATA_DIR"}
"""Where it lies depends on who starts the service."""
_SAID = {False: "0", True: "1"}


def documented() -> dict[str, str]:
    """Each name of the tables, and what stands in the column beside it."""
    found: dict[str, str] = {}
    for line in _PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 3:
            names, defaults = _CODE.findall(cells[0]), _CODE.findall(cells[1])
            together = len(names) == len(defaults)
            found |= {name: defaults[at] if together else cells[1] for at, name in enumerate(names)}
    return found


def settings() -> dict[str, Any]:
    """Each setting by its name outside, and its default."""
    return {
        str(field.validation_alias): field.get_default(call_default_factory=True)
        for field in Settings.model_fields.values()
    }


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert set(documented()) == set(settings())


def test_what_holds_when_nothing_is_said_is_documented_as_it_is() -> None:
    differs = {
        name: (said, default)
        for name, default in settings().items()
        if name not in _IN_WORDS and not _agree(said := documented()[name], default)
    }
    assert differs == {}


def _agree(said: str, default: Any) -> bool:
    if default in (None, ()):
        return not re.fullmatch(r"[\d./:]+|\d+/minute", said)
    if isinstance(default, bool):
        return said == _SAID[default]
    return said == (f"{default:g}" if isinstance(default, int | float) else str(default))


def test_a_setting_is_read_from_a_file_of_its_name_unless_the_environment_says_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "DATABASE_URL").write_text("postgresql://ssp_web:hemmeligt@db/ssp\n")
    (tmp_path / "SSP_POOL_SIZE").write_text("7")
    (tmp_path / "personal-data.json").write_text("{}")
    monkeypatch.setenv("SSP_SECRETS", str(tmp_path))
    read = read_settings()
    assert (read.database_url, read.pool_size) == ("postgresql://ssp_web:hemmeligt@db/ssp", 7)
    monkeypatch.setenv("SSP_POOL_SIZE", "9")
    assert read_settings().pool_size == 9


def test_a_folder_of_secrets_that_is_away_is_named_and_no_secret_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSP_SECRETS", str(tmp_path / "away"))
    with pytest.raises(SettingsWrong, match="SSP_SECRETS is no folder"):
        read_settings()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "DATABASE_URL").write_text("mysql://a:hemmeligt@db/ssp")
    monkeypatch.setenv("SSP_SECRETS", str(tmp_path))
    with pytest.raises(SettingsWrong) as said:
        read_settings()
    assert "hemmeligt" not in str(said.value)


def test_every_setting_that_a_page_names_exists() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]
    named = {(page.name, name) for page in pages for name in _names_in(page)}
    assert {(page, name) for page, name in named if name not in settings()} - _OF_TESTS == set()


_OF_TESTS = {("README.md", "SSP_DRILL"), ("README.md", "SSP_GUIDE"), ("drills.md", "SSP_DRILL")}


def _names_in(page: Path) -> set[str]:
    return set(re.findall(r"\bSSP_[A-Z]+(?:_[A-Z]+)*\b(?!_)", page.read_text(encoding="utf-8")))

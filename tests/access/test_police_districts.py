"""Two police districts in one installation, one of them with two municipalities: each hands over to its own alone."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.access.identity_file import read_identity
from app.db import Database
from app.main import create_app
from app.people.encryption import Vault
from tests.access.provider import Provider
from tests.lists.weeks import row, weekly

_DISTRICT = """
    [[provider]]
    name = "{name}"
    issuer = "{issuer}"
    audience = "ssp"
    use = ["systems"]
    claims = {{ municipality = "kommuner", role = "roller" }}
    roles = {{ "aflevering" = "police" }}
    municipalities = {{ {municipalities} }}
"""
DISTRICTS = {"sydoest": {"K607": "607", "K740": "740"}, "vest": {"K330": "330"}}


@pytest.fixture(scope="module")
def providers() -> Iterator[dict[str, Provider]]:
    with ExitStack() as running:
        yield {name: running.enter_context(Provider()) for name in DISTRICTS}


@pytest.fixture
def app(app_database: Database, vault: Vault, tmp_path: Path, providers: dict[str, Provider]) -> FastAPI:
    file = tmp_path / "identity.toml"
    blocks = [
        _DISTRICT.format(
            name=name, issuer=providers[name].issuer,
            municipalities=", ".join(f'"{said}" = "{code}"' for said, code in codes.items()),
        )
        for name, codes in DISTRICTS.items()
    ]  # fmt: skip
    file.write_text("\n".join(blocks))
    return create_app(app_database, vault, read_identity(file))


class District:
    """Its own system, with tokens of its own issuer."""

    def __init__(self, app: FastAPI, provider: Provider, *kommuner: str) -> None:
        provider.say()
        token = provider.sign(aud="ssp", sub="polsas", roller="aflevering", kommuner=list(kommuner))
        self._client, self._headers = TestClient(app), {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, code: str | None = None, **more: Any) -> Any:
        acting = {"Acting-Municipality": code} if code else {}
        return self._client.request(method, path, headers=self._headers | acting, **more)

    def hands_over(self, code: str | None, journal: str) -> Any:
        return self.ask("POST", "/v1/handover-lists", code, files={"file": ("uge.csv", weekly(row(journal=journal)))})

    def lists(self, code: str | None = None) -> list[str]:
        return [str(one["id"]) for one in self.ask("GET", "/v1/handover-lists", code).json()["items"]]


def test_a_district_hands_over_to_each_of_its_municipalities_and_reads_its_own_receipts(
    app: FastAPI, providers: dict[str, Provider]
) -> None:
    south = District(app, providers["sydoest"], "K607", "K740")
    west = District(app, providers["vest"], "K330")
    unsaid = south.hands_over(None, "3700-1")
    assert (unsaid.status_code, unsaid.json()["possible"]) == (403, ["police@607", "police@740"])
    first, second = (south.hands_over(code, f"3700-{code}").json()["id"] for code in ("607", "740"))
    third = west.hands_over(None, "3700-330").json()["id"]
    assert (south.lists("607"), south.lists("740"), west.lists()) == ([first], [second], [third])
    assert south.ask("GET", f"/v1/handover-lists/{first}", "740").status_code == 404
    assert west.ask("GET", f"/v1/handover-lists/{first}").status_code == 404


def test_a_district_says_nothing_of_anothers_municipality(app: FastAPI, providers: dict[str, Provider]) -> None:
    west = District(app, providers["vest"], "K330")
    refused = west.hands_over("607", "3700-1")
    assert (refused.status_code, refused.json()["code"]) == (403, "role_not_yours")
    for claimed in ("K607", "607"):
        liar = District(app, providers["vest"], claimed)
        answer = liar.hands_over(None, "3700-1")
        assert (answer.status_code, answer.json()["code"]) == (401, "unknown_municipality"), claimed

"""A file of identity providers that does not fit together stops the start with one sentence that says where."""

import re
from pathlib import Path

import pytest

from app.access.identity_file import IdentityWrong, read_identity
from app.access.identity_providers import Use
from tests.running.process import ROOT, ssp

WHOLE = """
public_url = "https://ssp.example.dk/"

[sessions]
idle_minutes = 15
most_hours = 8
at_once = 2

[certificates]
trusted_proxies = ["10.0.0.5"]
header = "X-Client-Cert"

[[provider]]
name = "fk"
issuer = "https://login.example.dk"
use = ["people"]
client_id = "ssp"
client_secret_file = "secret"
claims = { role = "roles", municipality = "cvr" }
roles = { "urn:tovholder" = "coordinator", "urn:leder" = "team_leader@607" }
municipalities = { "69116418" = "607" }

[[provider]]
name = "police"
issuer = "https://police.example.dk"
use = ["systems"]
audience = "ssp"
jwks_uri = "https://keys.example.dk/jwks"
mtls = "required"
most_token_minutes = 5
algorithms = ["ES256"]
"""


def written(folder: Path, text: str) -> Path:
    (folder / "secret").write_text("hush\n")
    file = folder / "identity.toml"
    file.write_text(text)
    return file


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    identity = read_identity(written(tmp_path, WHOLE))
    people, police = identity.providers
    assert (identity.public_url, identity.proxies.header) == ("https://ssp.example.dk", "x-client-cert")
    assert (people.uses, people.client_secret) == (frozenset({Use.PEOPLE}), "hush")
    assert "hush" not in repr(people)
    assert identity.for_people(None) is identity.for_people("fk") is people
    assert identity.issued_by("https://police.example.dk") is police
    assert identity.issued_by("https://login.example.dk") is None, "it logs people in, and issues no tokens"
    assert {address.host for address in police.addresses} == {"police.example.dk", "keys.example.dk"}


def test_the_example_in_the_docs_is_a_whole_one(tmp_path: Path) -> None:
    told = (ROOT / "docs" / "identity.md").read_text()
    (example,) = re.findall(r"```toml\n(.*?)```", told, re.DOTALL)
    identity = read_identity(written(tmp_path, example.replace("/etc/ssp/fk-secret", "secret")))
    assert [one.name for one in identity.providers] == ["fk", "police"]


@pytest.mark.parametrize(
    ("change", "to", "where"),
    [
        ("[[provider]]", "[[providers]]", "provider"),
        ('public_url = "https://ssp.example.dk/"', "", "public_url"),
        ("https://ssp.example.dk/", "http://ssp.example.dk/", "public_url"),
        ("https://login.example.dk", "http://login.example.dk", "issuer"),
        ("https://login.example.dk", "login.example.dk", "issuer"),
        ("https://login.example.dk", "https://a:b@login.example.dk", "issuer"),
        ("https://police.example.dk", "https://login.example.dk", "issuer"),
        ('name = "police"', 'name = "fk"', "name"),
        ('name = "police"', 'name = "Police 1"', "name"),
        ('audience = "ssp"', "", "audience"),
        ('audience = "ssp"', 'audience = "ssp"\nclient_id = "ssp"', "audience"),
        ('client_id = "ssp"', "", "client_id"),
        ('"secret"', '"nowhere"', "client_secret_file"),
        ('"coordinator"', '"king"', "roles"),
        ('"coordinator"', '"system"', "roles"),
        ('"team_leader@607"', '"team_leader@999"', "roles"),
        ('"69116418" = "607"', '"69116418" = "999"', "municipalities"),
        ('jwks_uri = "https://keys.example.dk/jwks"', 'jwks_file = "secret"', "jwks_file"),
        ('"ES256"', '"HS256"', "algorithms"),
        ('"ES256"', '"none"', "algorithms"),
        ('mtls = "required"', 'mtls = "sometimes"', "mtls"),
        ("most_token_minutes = 5", "most_token_minutes = 0", "most_token_minutes"),
        ("idle_minutes = 15", "idle_minutes = 100000", "idle_minutes"),
        ("at_once = 2", "at_once = 0", "at_once"),
        ('"10.0.0.5"', '"the proxy"', "trusted_proxies"),
        ("mtls =", "plain_subjects = true\nmtls =", "plain_subjects"),
        ("mtls =", "mtsl =", "mtsl"),
        ("mtls =", 'strength = ["urn:a"]\nmtls =', "strength"),
        ('client_id = "ssp"', 'client_id = "ssp"\nstrength = ["to faktorer"]', "strength"),
        ("[sessions]", "[sessions", "TOML"),
    ],
)
def test_a_wrong_one_is_not(tmp_path: Path, change: str, to: str, where: str) -> None:
    assert change in WHOLE
    with pytest.raises(IdentityWrong) as wrong:
        read_identity(written(tmp_path, WHOLE.replace(change, to)))
    said = str(wrong.value)
    assert said.startswith("SSP_IDENTITY: ")
    assert where in said
    assert "\n" not in said


def test_the_service_does_not_start_with_a_wrong_one(tmp_path: Path) -> None:
    file = written(tmp_path, WHOLE.replace('"coordinator"', '"king"'))
    told = ssp("serve", SSP_IDENTITY=str(file), DATABASE_URL="postgresql://127.0.0.1:1/none")
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "SSP_IDENTITY: provider fk: roles" in told.stderr


def test_demo_mode_trusts_nobody_but_itself(tmp_path: Path) -> None:
    told = ssp("serve", SSP_IDENTITY=str(written(tmp_path, WHOLE)), SSP_DEMO="1", SSP_DATA_DIR=str(tmp_path))
    assert told.returncode == 1
    assert "unset SSP_IDENTITY" in told.stderr

"""Tokens of issuers whose keys are fetched: new keys, keys taken back, an issuer that is away, certificates."""

import base64
import datetime
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import clock
from app.access.identity_file import read_identity
from app.access.jwks import FRESH_FOR, SECONDS_BETWEEN, FetchedKeys
from app.access.refusals import ProviderUnavailable
from app.db import Database
from app.main import create_app
from app.people.encryption import Vault
from tests.access.provider import Provider

_SYSTEM = """
    [[provider]]
    name = "police"
    issuer = "{issuer}"
    audience = "ssp"
    use = ["systems"]
    {more}
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


class Place:
    """The service, with what its file of identity providers says."""

    def __init__(self, database: Database, vault: Vault, folder: Path, provider: Provider) -> None:
        self._database, self._vault, self._folder, self._provider = database, vault, folder, provider

    def app(self, more: str = "", top: str = "", provider: str = _SYSTEM) -> FastAPI:
        file = self._folder / "identity.toml"
        file.write_text(top + provider.format(issuer=self._provider.issuer, more=more))
        return create_app(self._database, self._vault, read_identity(file))


@pytest.fixture
def place(app_database: Database, vault: Vault, tmp_path: Path, provider: Provider) -> Place:
    provider.say()
    return Place(app_database, vault, tmp_path, provider)


def token(provider: Provider, **claims: Any) -> str:
    return provider.sign(**({"aud": "ssp", "sub": "polsas", "role": "police", "municipality": "607"} | claims))


def ask(app: FastAPI, sent: str, *, peer: str = "10.0.0.9", **headers: str) -> Any:
    client = TestClient(app, client=(peer, 4711))
    return client.get("/v1/session", headers={"Authorization": f"Bearer {sent}"} | headers)


def is_refused(answer: Any, code: str, status: int = 401) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_a_system_is_known_by_its_issuers_keys_which_are_fetched_once(place: Place, provider: Provider) -> None:
    app, before = place.app(), provider.asked("/jwks")
    for _ in range(3):
        who = ask(app, token(provider)).json()
        assert (who["user"], who["role"], who["municipality_code"]) == ("police:polsas", "police", "607")
    assert provider.asked("/jwks") == before + 1


def test_quarter_of_an_hour_is_the_longest_a_systems_token_may_live(place: Place, provider: Provider) -> None:
    app, at = place.app(), int(clock.now().timestamp())
    assert ask(app, token(provider, iat=at, exp=at + 900)).status_code == 200
    is_refused(ask(app, token(provider, iat=at, exp=at + 901)), "token_too_long_lived")


def test_a_mapping_says_what_the_issuers_words_mean_here_and_gives_no_more(place: Place, provider: Provider) -> None:
    app = place.app(
        """
        claims = { role = "realm_access.roles", municipality = "https://data.gov.dk/cvr", subject = "uuid" }
        roles = { "urn:job:uploader" = "police", "urn:job:leader" = "team_leader@740" }
        municipalities = { "69116418" = "607" }
        """
    )

    def said(*roles: str, cvr: str | None = "69116418") -> str:
        more = {"realm_access": {"roles": roles}, "https://data.gov.dk/cvr": cvr, "uuid": "u-1"}
        return token(provider, role="administrator", municipality="330", **more)

    who = ask(app, said("urn:job:uploader", "other")).json()
    assert (who["user"], who["role"], who["municipality_code"]) == ("police:u-1", "police", "607")
    is_refused(ask(app, said("police")), "unknown_role")
    is_refused(ask(app, said("urn:job:uploader", cvr="12345678")), "unknown_municipality")
    assert ask(app, said("urn:job:leader", cvr=None)).json()["municipality_code"] == "740"
    both = ask(app, said("urn:job:leader", "urn:job:uploader"))
    assert both.json()["possible"] == ["police@607", "team_leader@740"], "never team leader in 607"
    chosen = ask(app, said("urn:job:leader", "urn:job:uploader"), **{"Acting-Municipality": "740"})
    assert chosen.json()["role"] == "team_leader"


def test_a_login_provider_is_no_issuer_of_tokens(place: Place, provider: Provider) -> None:
    people = _SYSTEM.replace('"systems"', '"people"').replace('audience = "ssp"', 'client_id = "web"')
    app = place.app(top='public_url = "https://ssp.test"\n', provider=people)
    is_refused(ask(app, token(provider, aud="web")), "token_wrong_issuer")


@pytest.mark.parametrize("how", ["jwks_status", "jwks_location"])
def test_an_issuer_that_cannot_be_asked_is_503_and_its_keys_come_later(
    place: Place, provider: Provider, how: str
) -> None:
    provider.say(**{how: 500 if how == "jwks_status" else f"{provider.issuer}/asked"})
    app = place.app()
    answer = ask(app, token(provider))
    is_refused(answer, "provider_unavailable", 503)
    assert "Retry-After" in answer.headers


class Fetching:
    """Keys of the provider's, with a clock that the test moves."""

    def __init__(self, provider: Provider) -> None:
        self.now = 1000.0
        self.keys = FetchedKeys(self._fetch, lambda: self.now)
        self._provider = provider

    def _fetch(self) -> Any:
        answer = self._provider.get("/jwks")
        answer.raise_for_status()
        return answer.json()

    def ids(self, wanted: str | None = None) -> list[str | None]:
        return [key.kid for key in self.keys.current(wanted)]


def test_a_new_key_is_found_when_it_is_first_used_and_made_up_names_ask_seldom(provider: Provider) -> None:
    provider.say(rotate="one")
    fetching = Fetching(provider)
    assert fetching.ids() == ["one"]
    provider.say(rotate="two")
    before = provider.asked("/jwks")
    for _ in range(20):
        assert fetching.ids("two") == ["one"], "it was asked just now"
    assert provider.asked("/jwks") == before
    fetching.now += SECONDS_BETWEEN
    assert fetching.ids("two") == ["two"]
    for number in range(20):
        fetching.ids(f"made-up-{number}")
    assert provider.asked("/jwks") == before + 1


def test_a_key_that_was_taken_back_is_gone_and_the_last_ones_stand_while_the_issuer_is_away(
    provider: Provider,
) -> None:
    provider.say(rotate="one")
    fetching = Fetching(provider)
    assert fetching.ids("one") == ["one"]
    provider.say(jwks_status=500)
    fetching.now += FRESH_FOR
    assert fetching.ids("one") == ["one"]
    provider.say(rotate="two")
    fetching.now += SECONDS_BETWEEN
    assert fetching.ids("one") == ["two"]
    provider.say(jwks_status=500)
    with pytest.raises(ProviderUnavailable):
        Fetching(provider).ids("two")


def _certificate() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "polsas")])
    began = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(began)
        .not_valid_after(began + datetime.timedelta(days=400))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(Encoding.PEM)


@pytest.mark.parametrize("mtls", ["required", "if_bound"])
def test_a_bound_token_is_good_with_its_certificate_alone_and_through_a_trusted_proxy_alone(
    place: Place, provider: Provider, mtls: str
) -> None:
    top = '[certificates]\ntrusted_proxies = ["10.0.0.9", "192.168.7.0/24"]\n'
    app = place.app(f'mtls = "{mtls}"', top=top)
    pem, other = _certificate(), _certificate()
    der = base64.b64decode(b"".join(pem.splitlines()[1:-1]))
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")
    bound = token(provider, cnf={"x5t#S256": thumbprint})
    rfc_9440 = ":" + base64.b64encode(der).decode() + ":"
    for said in (quote(pem.decode()), rfc_9440):
        assert ask(app, bound, **{"Client-Cert": said}).status_code == 200
        assert ask(app, bound, peer="192.168.7.30", **{"Client-Cert": said}).status_code == 200
        is_refused(ask(app, bound, peer="10.0.0.8", **{"Client-Cert": said}), "certificate_missing")
        is_refused(ask(app, bound, peer="testclient", **{"Client-Cert": said}), "certificate_missing")
    is_refused(ask(app, bound, **{"Client-Cert": quote(other.decode())}), "certificate_mismatch")
    for nothing in ("", ":", "::", "x", ":x:", quote("-----BEGIN CERTIFICATE-----")):
        is_refused(ask(app, bound, **{"Client-Cert": nothing}), "certificate_missing")
    forwarded = {"Client-Cert": rfc_9440, "X-Forwarded-For": "10.0.0.9"}
    is_refused(ask(app, bound, peer="10.0.0.8", **forwarded), "certificate_missing")
    unbound = ask(app, token(provider), **{"Client-Cert": rfc_9440})
    if mtls == "required":
        is_refused(unbound, "certificate_mismatch")
        is_refused(ask(app, token(provider)), "certificate_missing")
    else:
        assert unbound.status_code == 200
    is_refused(ask(app, token(provider, cnf={"jkt": "x"})), "certificate_missing")

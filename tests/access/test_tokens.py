"""Nothing is answered without a token of the issuer's own."""

import base64
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.access.routes import OPEN, filled, routes_of
from tests.caller import Service, instant
from tests.cases.stations import MONDAY


def ask(service: Service, token: str | None) -> Any:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return TestClient(service.app).get("/v1/profile", headers=headers)


def claims(service: Service, **changed: Any) -> dict[str, Any]:
    at = int(service.at().timestamp())
    said = {
        "iss": service.issuer.issuer, "aud": service.issuer.audience, "sub": "anna", "role": "coordinator",
        "municipality": "607", "iat": at, "exp": at + 60,
    }  # fmt: skip
    return {name: value for name, value in (said | changed).items() if value is not None}


def signed(service: Service, key: Any = None, alg: str = "ES256", **changed: Any) -> str:
    return jwt.encode({"alg": alg, "kid": "demo"}, claims(service, **changed), key or service.issuer.key)


def part(of: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(of).encode()).decode().rstrip("=")


def refused(answer: Any) -> None:
    assert answer.status_code == 401, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "unauthenticated"


@pytest.fixture
def on_monday(service: Service) -> Service:
    service.now = instant(MONDAY)
    return service


def test_a_good_token_is_accepted(on_monday: Service) -> None:
    assert ask(on_monday, signed(on_monday)).json()["name"] == "Fredericia"


@pytest.mark.parametrize("token", [None, "", "none", "a.b.c", "æøå".encode().hex(), "e30.e30.", "x" * 8000])
def test_no_token_or_nonsense_is_not(on_monday: Service, token: str | None) -> None:
    refused(ask(on_monday, token))


def test_another_scheme_is_not(on_monday: Service) -> None:
    refused(TestClient(on_monday.app).get("/v1/profile", headers={"Authorization": f"Basic {signed(on_monday)}"}))


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "somebody-else"},
        {"iss": None},
        {"aud": "another-service"},
        {"aud": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"sub": None},
        {"sub": ""},
        {"sub": "system"},
        {"sub": "Anna Hansen"},
        {"sub": ["anna"]},
        {"role": "king"},
        {"role": "system"},
        {"role": None},
        {"role": ["coordinator"]},
        {"role": {"coordinator": True}},
        {"municipality": "000"},
        {"municipality": None},
        {"municipality": ["607"]},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_is_not(on_monday: Service, changed: dict[str, Any]) -> None:
    refused(ask(on_monday, signed(on_monday, **changed)))


def test_a_token_ends(on_monday: Service) -> None:
    token = signed(on_monday)
    on_monday.now = instant(MONDAY) + timedelta(seconds=61)
    refused(ask(on_monday, token))


def test_a_token_that_begins_later_is_not_accepted_yet(on_monday: Service) -> None:
    refused(ask(on_monday, signed(on_monday, nbf=int(on_monday.at().timestamp()) + 3600)))


def test_a_signature_by_another_key_is_not_accepted(on_monday: Service) -> None:
    stranger = ECKey.generate_key("P-256", parameters={"kid": "demo"})
    refused(ask(on_monday, signed(on_monday, key=stranger)))


def test_a_changed_claim_is_not_accepted(on_monday: Service) -> None:
    head, _, signature = signed(on_monday).split(".")
    refused(ask(on_monday, f"{head}.{part(claims(on_monday, role='team_leader'))}.{signature}"))


@pytest.mark.parametrize("alg", ["none", "None", "NONE"])
def test_an_unsigned_token_is_not_accepted(on_monday: Service, alg: str) -> None:
    refused(ask(on_monday, f"{part({'alg': alg, 'kid': 'demo'})}.{part(claims(on_monday))}."))


def test_the_public_key_is_not_a_secret_to_sign_with(on_monday: Service) -> None:
    public = on_monday.issuer.key
    for secret in (public.as_pem(private=False), json.dumps(public.as_dict(private=False)).encode()):
        said = f"{part({'alg': 'HS256', 'kid': 'demo'})}.{part(claims(on_monday))}"
        mac = base64.urlsafe_b64encode(hmac.digest(secret, said.encode(), "sha256")).decode().rstrip("=")
        refused(ask(on_monday, f"{said}.{mac}"))


def test_every_route_but_the_open_ones_answers_401_without_a_token(service: Service) -> None:
    client = TestClient(service.app)
    for method, path in routes_of(service.app):
        answer = client.request(method, filled(path, {}), json={"no": "sense"})
        if path in OPEN:
            assert answer.status_code == 200
        else:
            refused(answer)

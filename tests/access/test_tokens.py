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


def refused(answer: Any, code: str) -> None:
    assert answer.status_code == 401, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert len(answer.json()["detail"]) > 20, "says in Danish what to do"
    said = "Bearer" if code == "unauthenticated" else 'Bearer error="invalid_token"'
    assert answer.headers["www-authenticate"] == said


@pytest.fixture
def on_monday(service: Service) -> Service:
    service.now = instant(MONDAY)
    return service


def test_a_good_token_is_accepted(on_monday: Service) -> None:
    assert ask(on_monday, signed(on_monday)).json()["name"] == "Fredericia"


def test_no_token_is_not(on_monday: Service) -> None:
    refused(ask(on_monday, None), "unauthenticated")


@pytest.mark.parametrize("token", ["", "none", "a.b.c", "æøå".encode().hex(), "e30.e30", "x" * 8000, "W10.W10.", "..."])
def test_nonsense_is_not(on_monday: Service, token: str) -> None:
    refused(ask(on_monday, token), "token_malformed")


def test_another_scheme_is_not(on_monday: Service) -> None:
    answer = TestClient(on_monday.app).get("/v1/profile", headers={"Authorization": f"Basic {signed(on_monday)}"})
    refused(answer, "unauthenticated")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"iss": "somebody-else"}, "token_wrong_issuer"),
        ({"iss": None}, "token_wrong_issuer"),
        ({"iss": ["ssp-demo"]}, "token_wrong_issuer"),
        ({"aud": "another-service"}, "token_wrong_audience"),
        ({"aud": None}, "token_malformed"),
        ({"exp": None}, "token_malformed"),
        ({"exp": "tomorrow"}, "token_malformed"),
        ({"exp": float("nan")}, "token_malformed"),
        ({"iat": None}, "token_malformed"),
        ({"iat": True}, "token_malformed"),
        ({"sub": None}, "unknown_subject"),
        ({"sub": ""}, "token_malformed"),
        ({"sub": "system"}, "unknown_subject"),
        ({"sub": "cli"}, "unknown_subject"),
        ({"sub": "Anna Hansen"}, "unknown_subject"),
        ({"sub": "610313-5752"}, "unknown_subject"),
        ({"sub": "6103135752"}, "unknown_subject"),
        ({"sub": ["anna"]}, "token_malformed"),
        ({"role": "king"}, "unknown_role"),
        ({"role": "system"}, "unknown_role"),
        ({"role": None}, "unknown_role"),
        ({"role": []}, "unknown_role"),
        ({"role": {"coordinator": True}}, "unknown_role"),
        ({"role": "coordinator@740"}, "unknown_role"),
        ({"municipality": "000"}, "unknown_municipality"),
        ({"municipality": None}, "unknown_municipality"),
        ({"purpose": "curiosity"}, "unknown_purpose"),
        ({"purpose": ["handover"]}, "unknown_purpose"),
        ({"cnf": {"x5t#S256": "x"}}, "certificate_missing"),
    ],
    ids=str,
)
def test_a_token_that_says_something_else_is_not(on_monday: Service, changed: dict[str, Any], code: str) -> None:
    refused(ask(on_monday, signed(on_monday, **changed)), code)


def test_a_token_ends(on_monday: Service) -> None:
    token = signed(on_monday)
    on_monday.now = instant(MONDAY) + timedelta(seconds=61)
    refused(ask(on_monday, token), "token_expired")


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_a_token_that_begins_later_is_not_accepted_yet(on_monday: Service, claim: str) -> None:
    at = int(on_monday.at().timestamp())
    later: dict[str, Any] = {"exp": at + 120, claim: at + 60}
    refused(ask(on_monday, signed(on_monday, **later)), "token_not_yet_valid")


def test_a_token_that_is_good_for_more_than_an_hour_is_not_accepted_at_all(on_monday: Service) -> None:
    at = int(on_monday.at().timestamp())
    assert ask(on_monday, signed(on_monday, exp=at + 3600)).status_code == 200
    refused(ask(on_monday, signed(on_monday, exp=at + 3601)), "token_too_long_lived")
    refused(ask(on_monday, signed(on_monday, iat=at - 3600, exp=at + 60)), "token_too_long_lived")


def test_a_token_for_one_purpose_gives_nothing_else(on_monday: Service) -> None:
    headers = {"Authorization": f"Bearer {signed(on_monday, purpose='course')}"}
    answer = TestClient(on_monday.app).get("/v1/entries", headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (403, "another_purpose")


def test_who_has_several_roles_or_municipalities_says_which(on_monday: Service) -> None:
    token = signed(on_monday, role=["coordinator", "team_leader", "king"], municipality=["607", "740"])
    client = TestClient(on_monday.app)

    def asked(**acting: str) -> Any:
        headers = {f"Acting-{name}": value for name, value in acting.items()}
        return client.get("/v1/session", headers={"Authorization": f"Bearer {token}"} | headers)

    unsaid = asked()
    assert (unsaid.status_code, unsaid.json()["code"]) == (403, "choose_role")
    assert unsaid.json()["possible"] == ["coordinator@607", "coordinator@740", "team_leader@607", "team_leader@740"]
    assert asked(Role="coordinator").json()["code"] == "choose_role"
    said = asked(Role="coordinator", Municipality="740").json()
    assert (said["role"], said["municipality_code"]) == ("coordinator", "740")
    for wrong in ({"Role": "administrator", "Municipality": "740"}, {"Role": "coordinator", "Municipality": "330"}):
        answer = asked(**wrong)
        assert (answer.status_code, answer.json()["code"]) == (403, "role_not_yours")


def test_a_signature_by_another_key_is_not_accepted(on_monday: Service) -> None:
    stranger = ECKey.generate_key("P-256", parameters={"kid": "demo"})
    refused(ask(on_monday, signed(on_monday, key=stranger)), "token_bad_signature")


def test_a_changed_claim_is_not_accepted(on_monday: Service) -> None:
    head, _, signature = signed(on_monday).split(".")
    changed = f"{head}.{part(claims(on_monday, role='team_leader'))}.{signature}"
    refused(ask(on_monday, changed), "token_bad_signature")


@pytest.mark.parametrize("alg", ["none", "None", "NONE"])
def test_an_unsigned_token_is_not_accepted(on_monday: Service, alg: str) -> None:
    said = f"{part({'alg': alg, 'kid': 'demo'})}.{part(claims(on_monday))}."
    refused(ask(on_monday, said), "token_bad_signature")


def test_the_public_key_is_not_a_secret_to_sign_with(on_monday: Service) -> None:
    public = on_monday.issuer.key
    for secret in (public.as_pem(private=False), json.dumps(public.as_dict(private=False)).encode()):
        said = f"{part({'alg': 'HS256', 'kid': 'demo'})}.{part(claims(on_monday))}"
        mac = base64.urlsafe_b64encode(hmac.digest(secret, said.encode(), "sha256")).decode().rstrip("=")
        refused(ask(on_monday, f"{said}.{mac}"), "token_bad_signature")


def test_every_route_but_the_open_ones_answers_401_without_a_token(service: Service) -> None:
    client = TestClient(service.app)
    for method, path in routes_of(service.app):
        answer = client.request(method, filled(path, {}), json={"no": "sense"}, follow_redirects=False)
        if path in OPEN:
            assert answer.status_code != 401, path
        else:
            refused(answer, "unauthenticated")

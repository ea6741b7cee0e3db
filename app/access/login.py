"""Logging in at an OpenID provider: authorization code with PKCE (S256), state and nonce. All that goes over the net.

The database keeps hashes of state and of the browser's secret; nonce and code verifier are made from
that secret, so they are in the browser alone and can be used by it alone.
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx
from authlib.oauth2.base import OAuth2Error  # authlib has no types
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from app import clock
from app.access.identity_providers import Identity, Provider
from app.access.refusals import ProviderUnavailable, Unauthenticated
from app.access.sessions import LoggedIn
from app.access.tokens import SKEW_SECONDS, unchecked, verified
from app.errors import Problem

CALLBACK: Final = "/login/callback"
_LOGGED_OUT: Final = "http://schemas.openid.net/event/backchannel-logout"


class LoginRefused(Problem):
    """400, with a code: what came back does not belong to a login that was begun here, or does not hold."""

    status = 400
    code = "login_refused"
    title = "Du blev ikke logget ind"


class NotTheSameLogin(LoginRefused):
    code = "login_not_begun_here"

    def __init__(self) -> None:
        super().__init__("Login er ikke begyndt i denne browser, er brugt før eller er for gammelt. Begynd forfra.")


class ProviderRefused(LoginRefused):
    code = "login_denied"

    def __init__(self) -> None:
        super().__init__("Login-tjenesten sagde nej. Begynd forfra.")


class ProofRefused(LoginRefused):
    code = "login_proof_refused"

    def __init__(self) -> None:
        super().__init__("Login-tjenestens bevis gælder ikke for dette login. Begynd forfra.")


class TooWeak(LoginRefused):
    code = "login_too_weak"

    def __init__(self) -> None:
        super().__init__("Log ind på en sikrere måde, med to faktorer, og begynd forfra.")


@dataclass(frozen=True, slots=True)
class Departure:
    """What is needed to leave for the provider: where to, and two secrets to come back with."""

    url: str
    state: str
    browser_secret: str


def depart(identity: Identity, provider: Provider) -> Departure:
    """Raises ProviderUnavailable. Goes over the net the first time."""
    assert provider.metadata is not None  # noqa: S101 - whoever logs people in has it
    endpoint = provider.metadata.needed("authorization_endpoint")
    secret = clock.new_secret()
    wanted = {"acr_values": " ".join(provider.strength)} if provider.strength else {}
    with provider.client() as net:
        url, state = _client(identity, provider, net).create_authorization_url(
            endpoint, state=clock.new_secret(), code_verifier=_made(secret, "verifier"), nonce=_made(secret, "nonce"),
            **wanted,
        )  # fmt: skip
    return Departure(url, state, secret)


def arrive(identity: Identity, provider: Provider, code: str, browser_secret: str, at: datetime) -> LoggedIn:
    """Exchanges ``code`` and checks the proof of who it is, over the net.

    Raises ProviderUnavailable, ProviderRefused, ProofRefused, TooWeak, and refusals of an unknown user, role or
    municipality.
    """
    answer = _exchanged(identity, provider, code, _made(browser_secret, "verifier"))
    claims = _proven(provider, answer, _made(browser_secret, "nonce"), at)
    if provider.strength and claims.get("acr") not in provider.strength:
        raise TooWeak()  # what was asked for is a wish to the provider: only the proof says what was done
    session_there = claims.get("sid")
    return LoggedIn(
        provider.claims.subject_of(claims),
        provider.name,
        str(claims["sub"])[:255],
        provider.claims.choices_of(claims),
        session_there if isinstance(session_there, str) and len(session_there) <= 255 else None,
    )


def check_issuer(provider: Provider, said: str | None) -> None:
    """The answer names who gives it (RFC 9207), where the provider does so. Raises ProofRefused."""
    if said is not None and said != provider.issuer:
        raise ProofRefused()


def logged_out_there(provider: Provider, token: str, at: datetime) -> tuple[str | None, str | None]:
    """Subject and session that a logout token names (OIDC Back-Channel Logout, 2.6). Raises ProofRefused."""
    try:
        claims = verified(provider, token, at, audience=provider.client_id)
    except Unauthenticated:
        raise ProofRefused() from None
    subject, session = claims.get("sub"), claims.get("sid")
    events = claims.get("events")
    if not isinstance(events, dict) or _LOGGED_OUT not in events or "nonce" in claims:
        raise ProofRefused()
    if not all(one is None or isinstance(one, str) for one in (subject, session)) or subject is session is None:
        raise ProofRefused()
    return subject, session


def logout_url(identity: Identity, provider: Provider) -> str | None:
    """Where the browser can end the provider's own session too (OIDC RP-Initiated Logout), if it has such a place."""
    try:
        endpoint = provider.metadata.get("end_session_endpoint") if provider.metadata else None
    except ProviderUnavailable:
        return None
    if endpoint is None:
        return None
    parameters = {"client_id": provider.client_id, "post_logout_redirect_uri": identity.public_url + "/"}
    return str(httpx.URL(endpoint).copy_merge_params(parameters))


def _client(identity: Identity, provider: Provider, net: httpx.Client) -> OAuth2Client:
    return OAuth2Client(
        net,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        scope=provider.scope,
        redirect_uri=identity.public_url + CALLBACK,
        code_challenge_method="S256",
    )


def _exchanged(identity: Identity, provider: Provider, code: str, verifier: str) -> dict[str, Any]:
    assert provider.metadata is not None  # noqa: S101 - whoever logs people in has it
    endpoint = provider.metadata.needed("token_endpoint")
    own = None if provider.client_secret is None else httpx.BasicAuth(provider.client_id, provider.client_secret)
    named = {} if own else {"client_id": provider.client_id}
    try:
        with provider.client() as net:
            answer: dict[str, Any] = _client(identity, provider, net).fetch_token(
                endpoint, grant_type="authorization_code", code=code, code_verifier=verifier, auth=own,
                redirect_uri=identity.public_url + CALLBACK, **named,
            )  # fmt: skip
            return answer
    except OAuth2Error:
        raise ProviderRefused() from None
    except httpx.HTTPStatusError as error:
        raise (ProviderUnavailable() if error.response.is_server_error else ProviderRefused()) from None
    except httpx.HTTPError:
        raise ProviderUnavailable() from None
    except ValueError:
        raise ProviderRefused() from None


def _proven(provider: Provider, answer: dict[str, Any], nonce: str, at: datetime) -> dict[str, Any]:
    """The claims of the id_token (OIDC Core, 3.1.3.7)."""
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise ProofRefused()
    try:
        claims = verified(provider, token, at, audience=provider.client_id)
        checked = CodeIDToken(
            claims,
            unchecked(token, 0),
            params={"nonce": nonce, "client_id": provider.client_id, "access_token": answer.get("access_token")},
        )
        checked.validate(now=int(at.timestamp()), leeway=SKEW_SECONDS)
    except (Unauthenticated, JoseError):
        raise ProofRefused() from None
    return claims


def _made(browser_secret: str, what: str) -> str:
    """43 characters that the browser's secret alone leads to."""
    digest = hmac.digest(browser_secret.encode(), what.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")

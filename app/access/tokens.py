"""Bearer tokens (JWT, RFC 7519): whether one holds and whom it stands for, and issuing them for the demo."""

import base64
import binascii
import hmac
import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

from joserfc import jwt
from joserfc.errors import BadSignatureError, ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, KeySet

from app.access import refusals
from app.access.choices import chosen
from app.access.identity_providers import Identity, Provider
from app.access.jwks import FixedKeys
from app.caller import Caller
from workflows.roles import AccessPurpose, Role

SIMPLE_TOKEN_LIFE = timedelta(hours=1)
"""The most where nothing but SSP_TOKEN_KEYS is set, and in the demo."""
SKEW_SECONDS = 30
"""How far an issuer's clock may be ahead of ours."""
_LONGEST = 16_000
"""Characters. No token that means anything is longer."""


class NoTokenKeys(Exception):
    """No file of keys says whose tokens to accept; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came with a token: which of several roles is meant, and the certificate that was used."""

    role: str | None = None
    municipality_code: str | None = None
    thumbprint: str | None = None


def caller_of(identity: Identity, token: str, at: datetime, asked: Asked = Asked()) -> Caller:
    """Whom ``token`` stands for at the instant ``at``.

    Raises one of ``refusals``, and ProviderUnavailable. May ask the issuer for its keys over the network.
    """
    provider = identity.issued_by(unchecked(token, 1).get("iss"))
    if provider is None:
        raise refusals.WrongIssuer()
    claims = verified(provider, token, at, audience=provider.audience)
    if claims["exp"] - claims["iat"] > provider.most_token_life.total_seconds():
        raise refusals.TokenTooLongLived()
    _check_certificate(provider, claims, asked.thumbprint)
    subject = provider.claims.subject_of(claims)
    choice = chosen(provider.claims.choices_of(claims), asked.role, asked.municipality_code)
    return Caller(subject, choice.role, choice.municipality_code, at, _purpose(claims))


def verified(provider: Provider, token: str, at: datetime, *, audience: str) -> dict[str, Any]:
    """The claims of a token that ``provider`` has signed for ``audience`` and that holds at ``at``.

    Raises one of ``refusals``, and ProviderUnavailable.
    """
    header = unchecked(token, 0)
    if header.get("alg") not in provider.algorithms:
        raise refusals.BadSignature()
    key_id = header.get("kid")
    keys = provider.keys.current(key_id if isinstance(key_id, str) else None)
    registry = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=SKEW_SECONDS,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": False},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=list(provider.algorithms)).claims
        registry.validate(claims)
        if claims["exp"] <= at.timestamp():  # for an end there is no leeway
            raise ExpiredTokenError("exp")
    except ClaimError as error:
        _refuse_claim(error, claims)
    except (BadSignatureError, InvalidKeyIdError):
        raise refusals.BadSignature() from None
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise refusals.TokenMalformed() from None
    return claims


def _refuse_claim(error: ClaimError, claims: dict[str, Any]) -> NoReturn:
    if isinstance(error, ExpiredTokenError):
        raise refusals.TokenExpired() from None
    number = isinstance(claims.get(error.claim), int | float) and not isinstance(claims.get(error.claim), bool)
    if error.claim in ("nbf", "iat") and number:
        raise refusals.TokenNotYetValid() from None
    if error.claim == "iss":
        raise refusals.WrongIssuer() from None
    if error.claim == "aud" and "aud" in claims:
        raise refusals.WrongAudience() from None
    raise refusals.TokenMalformed() from None


def _check_certificate(provider: Provider, claims: dict[str, Any], thumbprint: str | None) -> None:
    """A token bound to a certificate (RFC 8705, 3.1) is good together with that certificate alone."""
    confirmation = claims.get("cnf")
    bound = confirmation.get("x5t#S256") if isinstance(confirmation, dict) else None
    if confirmation is None and not provider.certificate_required:
        return
    if not isinstance(bound, str):
        raise refusals.CertificateMismatch() if thumbprint else refusals.CertificateMissing()
    if thumbprint is None:
        raise refusals.CertificateMissing()
    if not hmac.compare_digest(bound.encode(), thumbprint.encode()):
        raise refusals.CertificateMismatch()


def _purpose(claims: dict[str, Any]) -> AccessPurpose | None:
    said = claims.get("purpose")
    if said is None:
        return None
    if not isinstance(said, str) or said not in set(AccessPurpose):
        raise refusals.UnknownPurpose()
    return AccessPurpose(said)


def unchecked(token: str, part: int) -> dict[str, Any]:
    """Header (0) or claims (1) as the token says them itself: to know whom to ask, and nothing else."""
    parts = token.split(".")
    try:
        if len(parts) != 3 or len(token) > _LONGEST:
            raise ValueError
        said = json.loads(base64.urlsafe_b64decode(parts[part] + "=" * (-len(parts[part]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise refusals.TokenMalformed() from None
    if not isinstance(said, dict):
        raise refusals.TokenMalformed()
    return said


class TokenVerifier(Identity):
    """The simple form: one issuer, whose tokens name our own roles and municipalities."""

    def __init__(self, keys: KeySet, issuer: str, audience: str, public_url: str = "") -> None:
        provider = Provider("simple", issuer, audience, FixedKeys(keys), most_token_life=SIMPLE_TOKEN_LIFE)
        super().__init__((provider,), public_url)

    @classmethod
    def from_file(cls, path: Path, *, issuer: str, audience: str) -> "TokenVerifier":
        """Reads a JWKS file (RFC 7517). Raises NoTokenKeys."""
        try:
            return cls(FixedKeys.from_file(path).keys, issuer, audience)
        except (OSError, ValueError) as error:
            raise NoTokenKeys(f"SSP_TOKEN_KEYS: no usable JWKS in {path} ({type(error).__name__})") from None

    @property
    def keys(self) -> KeySet:
        return self.providers[0].keys.current(None)

    def caller(self, token: str, at: datetime) -> Caller:
        """Whom ``token`` stands for. Raises one of ``refusals``."""
        return caller_of(self, token, at)


@dataclass(frozen=True)
class DemoIssuer:
    """Hands out tokens for the demo. Its key lies in the demo's own data folder and nowhere else."""

    key: ECKey
    issuer: str
    audience: str

    @classmethod
    def in_folder(cls, path: Path, *, issuer: str, audience: str) -> "DemoIssuer":
        """The issuer whose key is in the file ``path``, which is made the first time."""
        if path.exists():
            key = ECKey.import_key(json.loads(path.read_text()))
        else:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            key = ECKey.generate_key("P-256", parameters={"kid": "demo"})
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(key.as_dict(private=True), file)
        return cls(key, issuer, audience)

    def verifier(self, public_url: str = "") -> TokenVerifier:
        """``public_url`` is where the demo's pages are; without one nobody logs in in a browser."""
        return TokenVerifier(KeySet([self.key]), self.issuer, self.audience, public_url)

    def token(
        self, role: Role, municipality_code: str, *, subject: str, at: datetime, life: timedelta = SIMPLE_TOKEN_LIFE
    ) -> str:
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": subject,
            "role": role.value,
            "municipality": municipality_code,
            "iat": int(at.timestamp()),
            "exp": int((at + life).timestamp()),
        }
        return jwt.encode({"alg": "ES256", "kid": "demo"}, claims, self.key)

"""Bearer tokens (JWT, RFC 7519): checking them, and in demo mode issuing them."""

import json
import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import ECKey, KeySet, KeySetSerialization

from app.caller import Caller
from app.errors import Problem
from workflows.profile import UnknownMunicipality, profile_for
from workflows.roles import GRANTABLE_ROLES, Role

ALGORITHMS = ["ES256", "RS256"]
DEMO_TOKEN_LIFE = timedelta(hours=8)
_ID = re.compile(r"[A-Za-z0-9._@:-]{1,100}")


class Unauthenticated(Problem):
    status = 401
    code = "unauthenticated"
    title = "Du er ikke logget ind"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class NoTokenKeys(Exception):
    """No file of keys says whose tokens to accept; the message says what to set."""


@dataclass(frozen=True)
class TokenVerifier:
    """Checks tokens of one issuer, for one audience, against a set of public keys."""

    keys: KeySet
    issuer: str
    audience: str

    @classmethod
    def from_file(cls, path: Path, *, issuer: str, audience: str) -> "TokenVerifier":
        """Reads a JWKS file (RFC 7517). Raises NoTokenKeys."""
        try:
            keys: KeySetSerialization = json.loads(path.read_text())
            return cls(KeySet.import_key_set(keys), issuer, audience)
        except (OSError, ValueError, KeyError, JoseError) as error:
            raise NoTokenKeys(f"SSP_TOKEN_KEYS: no usable JWKS in {path} ({type(error).__name__})") from None

    def caller(self, token: str, at: datetime) -> Caller:
        """The caller that ``token`` stands for at the instant ``at``. Raises Unauthenticated."""
        registry = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            claims = jwt.decode(token, self.keys, algorithms=ALGORITHMS).claims
            registry.validate(claims)
        except ExpiredTokenError:
            raise Unauthenticated("Dit adgangsbevis er udløbet. Log ind igen.") from None
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise Unauthenticated("Adgangsbeviset er ikke gyldigt.") from None
        return _caller(claims, at)


def _caller(claims: dict[str, object], at: datetime) -> Caller:
    subject, role, municipality = claims.get("sub"), claims.get("role"), claims.get("municipality")
    if not isinstance(subject, str) or not _ID.fullmatch(subject) or subject == "system":
        raise Unauthenticated("Adgangsbeviset nævner ikke en bruger, vi kan kende.")
    if not isinstance(role, str) or role not in set(GRANTABLE_ROLES):
        raise Unauthenticated("Adgangsbeviset nævner ikke en rolle, der findes her.")
    try:
        profile_for(str(municipality))
    except UnknownMunicipality:
        raise Unauthenticated("Adgangsbeviset nævner ikke en kommune, der findes her.") from None
    return Caller(subject, Role(role), str(municipality), at)


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

    def verifier(self) -> TokenVerifier:
        return TokenVerifier(KeySet([self.key]), self.issuer, self.audience)

    def token(
        self, role: Role, municipality_code: str, *, subject: str, at: datetime, life: timedelta = DEMO_TOKEN_LIFE
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

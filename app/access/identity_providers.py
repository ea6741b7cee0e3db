"""Whose word is taken for who somebody is, and what is asked of them over the network."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

import httpx

from app import outbound
from app.access.certificates import Proxies
from app.access.choices import ClaimMapping
from app.access.jwks import Keys
from app.access.refusals import ProviderUnavailable
from app.outbound import Address

ALGORITHMS = ("ES256", "RS256", "PS256")
SECONDS_BETWEEN: Final = 5.0
"""The least time between two questions to a provider that did not answer the first."""
_WELL_KNOWN = "/.well-known/openid-configuration"


class Use(StrEnum):
    PEOPLE = "people"
    """Log in in a browser, and get a session here."""
    SYSTEMS = "systems"
    """Come with a token each time."""


@dataclass(frozen=True)
class Provider:
    """One issuer, and how its word is read."""

    name: str
    issuer: str
    audience: str
    keys: Keys
    uses: frozenset[Use] = frozenset({Use.SYSTEMS})
    algorithms: Sequence[str] = ALGORITHMS
    claims: ClaimMapping = field(default_factory=ClaimMapping)
    most_token_life: timedelta = timedelta(minutes=15)
    certificate_required: bool = False
    client_id: str = ""
    client_secret: str | None = field(default=None, repr=False)
    scope: str = "openid"
    strength: Sequence[str] = ()
    """What a login must be worth: one of these in the proof's ``acr``. None named is whatever the provider asks for."""
    addresses: frozenset[Address] = frozenset()
    """What may be called on the provider's behalf."""
    metadata: "Metadata | None" = None

    def client(self) -> httpx.Client:
        return outbound.client(self.addresses)


class Metadata:
    """What an OpenID provider says of itself (Discovery 1.0), fetched once it is needed, and then kept."""

    def __init__(self, issuer: str, addresses: frozenset[Address]) -> None:
        self._issuer, self._addresses = issuer, addresses
        self._said: dict[str, Any] | None = None
        self._failed = float("-inf")
        self._lock = threading.Lock()

    def get(self, name: str) -> str | None:
        """One address or value of it. Raises ProviderUnavailable."""
        with self._lock:
            if self._said is None:
                if time.monotonic() - self._failed < SECONDS_BETWEEN:
                    raise ProviderUnavailable()
                try:
                    self._said = self._fetched()
                finally:
                    self._failed = time.monotonic()
        value = self._said.get(name)
        return value if isinstance(value, str) else None

    def needed(self, name: str) -> str:
        """Raises ProviderUnavailable when the provider does not say it."""
        value = self.get(name)
        if value is None:
            raise ProviderUnavailable()
        return value

    def _fetched(self) -> dict[str, Any]:
        try:
            said = fetched_json(self._issuer.rstrip("/") + _WELL_KNOWN, self._addresses)
        except httpx.HTTPError:
            raise ProviderUnavailable() from None
        if not isinstance(said, dict) or said.get("issuer") != self._issuer:
            raise ProviderUnavailable()
        return said


def fetched_json(url: str, addresses: frozenset[Address]) -> Any:
    """Raises httpx.HTTPError, also for an answer that is no JSON."""
    with outbound.client(addresses) as client:
        answer = client.get(url, headers={"Accept": "application/json"}).raise_for_status()
        try:
            return answer.json()
        except ValueError:
            raise httpx.DecodingError("no JSON") from None


@dataclass(frozen=True)
class SessionRules:
    """How long somebody stays logged in, and in how many browsers at once."""

    idle: timedelta = timedelta(minutes=30)
    most: timedelta = timedelta(hours=10)
    at_once: int | None = None
    """None: in as many as one likes. In the demo several are the same invented person."""


@dataclass(frozen=True)
class Identity:
    """Everything that decides who a caller is."""

    providers: Sequence[Provider]
    public_url: str = ""
    """Where people reach the service: scheme, host and port, nothing after."""
    sessions: SessionRules = SessionRules()
    proxies: Proxies = field(default_factory=Proxies)

    def issued_by(self, issuer: object) -> Provider | None:
        return next((one for one in self.providers if one.issuer == issuer and Use.SYSTEMS in one.uses), None)

    def for_people(self, name: str | None) -> Provider | None:
        """The one called ``name``, or without a name the only one there is."""
        able = [one for one in self.providers if Use.PEOPLE in one.uses and name in (None, one.name)]
        return able[0] if len(able) == 1 else None

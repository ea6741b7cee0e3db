"""The tokens of the post's stand-in: a SAML token for a certificate, and an access token for that."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from cryptography import x509

from app import clock

REGISTERED: Final = "http://entityid.kombit.dk/service/postforespoerg/1"
SENDING: Final = "http://entityid.kombit.dk/service/kombipostafsend/1"
MESSAGES: Final = "http://beskedfordeler.example.dk/service/afsend/1"
"""As KOMBIT's examples have it; which it is in production is said with the agreement."""
_TOKEN_TYPE: Final = "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0"  # noqa: S105 - a name
_TRUST: Final = "http://docs.oasis-open.org/ws-sx/ws-trust/200512/"
_SAML: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_KIND: Final = "Holder-of-key"


class NotIssued(Exception):
    """The request is not as it must be; or nobody gets a token now."""


@dataclass(frozen=True, slots=True)
class _Granted:
    cvr: str
    entity_id: str
    until: datetime


class Tokens:
    """What was issued since the start: nothing of it outlives the process, and clients get new ones."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.play(seconds=3600, saml_seconds=8 * 3600, issue=True)
        self.saml_issued = self.access_issued = 0

    def play(self, *, seconds: int, saml_seconds: int, issue: bool) -> None:
        """Tokens live so long from now on, and those that there are hold no longer."""
        self.seconds, self.saml_seconds, self.issue = seconds, saml_seconds, issue
        self._saml: dict[str, _Granted] = {}
        self._access: dict[str, _Granted] = {}

    def saml(self, wanted: Any, *, by_certificate: bool) -> dict[str, Any]:
        """As JSON. ``by_certificate``: whoever asks has shown one, and must name it. Raises NotIssued."""
        cvr, entity_id = _read(wanted)
        if not self.issue or (by_certificate and wanted["UseKey"] is None):
            raise NotIssued
        granted = _Granted(cvr, entity_id, clock.now() + timedelta(seconds=self.saml_seconds))
        assertion = Element(f"{_SAML}Assertion", ID=clock.new_secret())
        SubElement(assertion, f"{_SAML}Conditions", NotOnOrAfter=granted.until.isoformat())
        token = base64.b64encode(tostring(assertion)).decode()
        self._saml[token] = granted
        self.saml_issued += 1
        return {
            "RequestedSecurityToken": {"Assertion": token},
            "Lifetime": f"{granted.until:%m/%d/%Y %H:%M:%S}",
        }

    def access(self, saml: str) -> dict[str, Any]:
        """As JSON. Raises NotIssued."""
        granted = self._saml.get(saml)
        if granted is None or granted.until <= clock.now():
            raise NotIssued
        token = clock.new_secret()
        until = clock.now() + timedelta(seconds=self.seconds)
        self._access[f"{_KIND} {token}"] = _Granted(granted.cvr, granted.entity_id, until)
        self.access_issued += 1
        return {"access_token": token, "token_type": _KIND, "expires_in": self.seconds}

    def holder(self, headers: Mapping[str, str], entity_id: str) -> str | None:
        """The CVR number of whoever calls this service with a token for it, or None."""
        granted = self._access.get(headers.get("authorization", ""))
        if granted is None or granted.entity_id != entity_id or granted.until <= clock.now():
            return None
        return granted.cvr


def _read(wanted: Any) -> tuple[str, str]:
    try:
        cvr = wanted["AnvenderKontekst"]["Cvr"]
        entity_id = wanted["AppliesTo"]["EndpointReference"]["Address"]
        fixed = (wanted["TokenType"], wanted["RequestType"], wanted["KeyType"])
        own_key = wanted["UseKey"]
    except (KeyError, TypeError):
        raise NotIssued from None
    if (
        fixed != (_TOKEN_TYPE, f"{_TRUST}Issue", f"{_TRUST}PublicKey")
        or entity_id not in (REGISTERED, SENDING, MESSAGES)
        or not (isinstance(cvr, str) and len(cvr) == 8 and cvr.isdigit())
        or not _is_a_certificate(own_key)
    ):
        raise NotIssued
    return cvr, entity_id


def _is_a_certificate(key: object) -> bool:
    """On one line; without mutual TLS there is none."""
    if key is None:
        return True
    try:
        x509.load_der_x509_certificate(base64.b64decode(str(key), validate=True))
    except (binascii.Error, ValueError):
        return False
    return True

"""The tokens of SF1601: a SAML token from the security token service, and an access token in exchange for it."""

import base64
import binascii
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Final
from xml.etree.ElementTree import ParseError

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import BaseModel, Field, ValidationError

from app.adapters.carrier import CarrierAway
from app.adapters.sf1601_call import answered

logger = logging.getLogger("ssp.post")

_EARLIER: Final = timedelta(minutes=2)
"""A token is not used in its last minutes: the call takes its time, and clocks differ."""
_CONDITIONS: Final = ".//{urn:oasis:names:tc:SAML:2.0:assertion}Conditions"


class _Issued(BaseModel):
    class _Token(BaseModel):
        Assertion: str = Field(min_length=1)

    RequestedSecurityToken: _Token


class _Access(BaseModel):
    access_token: str = Field(pattern=r"^[\x21-\x7e]+$")
    token_type: str = Field(pattern=r"^[A-Za-z0-9-]+$")
    expires_in: int


@dataclass(frozen=True, slots=True, repr=False)
class _Token:
    value: str
    until: datetime


class Tokens:
    """Of one municipality, by the service they are for; each is kept until shortly before it ends."""

    def __init__(
        self,
        client: httpx.Client,
        *,
        saml_url: str,
        access_url: str,
        cvr: str,
        certificate: Path | None,
        now: Callable[[], datetime],
    ) -> None:
        """Raises OSError and ValueError when the certificate cannot be read."""
        self._client, self._saml_url, self._access_url, self._now = client, saml_url, access_url, now
        self._cvr, self._own = cvr, None if certificate is None else _on_one_line(certificate)
        self._saml: dict[str, _Token] = {}
        self._access: dict[str, _Token] = {}
        self._one_at_a_time = Lock()

    def header_for(self, entity_id: str) -> str:
        """The value of the header ``authorization``. Raises CarrierAway."""
        with self._one_at_a_time:
            kept = self._access.get(entity_id)
            if kept is None or kept.until <= self._now():
                kept = self._access[entity_id] = self._exchanged(entity_id)
            return kept.value

    def saml_for(self, entity_id: str) -> str:
        """The SAML token itself, in base64, for a service that wants no other. Raises CarrierAway."""
        with self._one_at_a_time:
            return self._kept_saml(entity_id).value

    def drop_saml(self, entity_id: str) -> None:
        """The service would not have it."""
        with self._one_at_a_time:
            self._saml.pop(entity_id, None)

    def drop(self, entity_id: str, header: str) -> None:
        """The service would not have it. Another thread's newer one stays."""
        with self._one_at_a_time:
            kept = self._access.get(entity_id)
            if kept is not None and kept.value == header:
                del self._access[entity_id]
                self._saml.pop(entity_id, None)

    def _exchanged(self, entity_id: str) -> _Token:
        kept = self._kept_saml(entity_id)
        asked_at = self._now()
        answer = answered(lambda: self._client.post(self._access_url, data={"saml-token": kept.value}))
        try:
            _check(answer, "the access token service")
            said = _Access.model_validate_json(answer.content)
        except (CarrierAway, ValidationError):
            del self._saml[entity_id]
            raise CarrierAway("NO_ACCESS_TOKEN") from None
        until = asked_at + timedelta(seconds=said.expires_in) - _EARLIER
        return _Token(f"{said.token_type} {said.access_token}", until)

    def _kept_saml(self, entity_id: str) -> _Token:
        kept = self._saml.get(entity_id)
        if kept is None or kept.until <= self._now():
            kept = self._saml[entity_id] = self._issued(entity_id)
        return kept

    def _issued(self, entity_id: str) -> _Token:
        wanted = {
            "TokenType": "http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0",
            "RequestType": "http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue",
            "KeyType": "http://docs.oasis-open.org/ws-sx/ws-trust/200512/PublicKey",
            "AnvenderKontekst": {"Cvr": self._cvr},
            "UseKey": self._own,
            "AppliesTo": {"EndpointReference": {"Address": entity_id}},
            "OnBehalfOf": None,
        }
        answer = answered(lambda: self._client.post(self._saml_url, json=wanted))
        _check(answer, "the security token service")
        try:
            assertion = _Issued.model_validate_json(answer.content).RequestedSecurityToken.Assertion
        except ValidationError:
            raise CarrierAway("NO_SAML_TOKEN") from None
        return _Token(assertion, (_end_of(assertion) or self._now()) - _EARLIER)


def _check(answer: httpx.Response, who: str) -> None:
    """Whoever refuses us a token refuses the agreement or the certificate, not a letter: letters wait meanwhile."""
    if not answer.is_success:
        logger.error("digital post: %s answers %s: see to the agreement and the certificate", who, answer.status_code)
        raise CarrierAway(f"HTTP_{answer.status_code}")


def _end_of(assertion: str) -> datetime | None:
    """When a SAML token ends, as it says itself: beside it, in ``Lifetime``, no time zone is said. None: unknown."""
    try:
        conditions = fromstring(base64.b64decode(assertion), forbid_dtd=True).find(_CONDITIONS)
        end = datetime.fromisoformat("" if conditions is None else conditions.get("NotOnOrAfter", ""))
    except (binascii.Error, ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return end if end.tzinfo else None


def _on_one_line(certificate: Path) -> str:
    """The first certificate of the file, as ``UseKey`` wants it."""
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    return base64.b64encode(found.public_bytes(Encoding.DER)).decode()

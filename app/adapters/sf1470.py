"""The municipality's index of cases by KOMBIT SF1470, Sags- og Dokumentindeks."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import httpx
from pydantic import Field

from app import clock, outbound
from app.adapters.case_index import Answer, IndexAway, IndexRefused
from app.adapters.codes import sayable
from app.adapters.sf1470_message import CONTENT_TYPE, Fault, opened, question
from app.adapters.sf1470_reading import NotUnderstood, Refusal, answer_in
from app.adapters.soap import NotSoap
from app.adapters.tables import Table, Url
from app.adapters.tls import is_about_certificates
from app.outbound import Address

NOT_UNDERSTOOD: Final = "ANSWER_NOT_UNDERSTOOD"
NOT_ASKABLE: Final = "NOT_ASKABLE"
CERTIFICATE_REFUSED: Final = "CERTIFICATE_REFUSED"
_TEN_DIGITS: Final = re.compile("[0-9]{10}")
_KLE_NUMBER: Final = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
_TRY_AGAIN: Final = frozenset({408, 425, 429})


class IndexAccess(Table):
    """SF1470 SagDokumentIndeks, or what stands in front of it."""

    url: Url
    certificate: Path | None = None
    authorities: Path | None = None
    timeout: float = Field(5, gt=0, le=60)


class IndexAgreement(Table):
    """One municipality's agreement: what is its own, where it is not what all of them have."""

    url: Url | None = None
    certificate: Path | None = None


class Sf1470:
    """The index, as one municipality may ask it.

    It speaks SOAP 1.2 by the published WSDL (version 6), operation ``fremsoeg``, over mutual TLS with the certificate
    of the agreement. The policy of that WSDL also wants a SAML token and a signed message (OIOIDWS): those are not
    made here, so that an address of the platform itself needs something in front of it that adds them.
    """

    def __init__(
        self,
        access: IndexAccess,
        agreement: IndexAgreement,
        *,
        now: Callable[[], datetime] = clock.now,
        new_id: Callable[[], UUID] = clock.new_id,
    ) -> None:
        """Raises OSError when a certificate cannot be read."""
        self._url, self._now, self._new_id = agreement.url or access.url, now, new_id
        self._client = outbound.client(
            [Address.of(self._url)],
            timeout=access.timeout,
            certificate=agreement.certificate or access.certificate,
            authorities=access.authorities,
        )

    def close(self) -> None:
        self._client.close()

    def look_up(self, cpr_number: str, kle_numbers: Collection[str]) -> Answer:
        """Raises IndexAway and IndexRefused; neither names anybody."""
        numbers = sorted(set(kle_numbers))
        askable = _TEN_DIGITS.fullmatch(cpr_number) and all(map(_KLE_NUMBER.fullmatch, numbers))
        if not askable or not numbers:
            raise IndexRefused(NOT_ASKABLE)
        answer = self._answer(question(self._url, cpr_number, numbers, str(self._new_id())))
        try:
            said = opened(answer.content)
        except NotSoap:
            raise _without_soap(answer.status_code) from None
        if isinstance(said, Fault):
            raise _for_fault(said)
        if answer.status_code != httpx.codes.OK:
            raise _without_soap(answer.status_code)
        try:
            return answer_in(said, numbers, self._now())
        except Refusal as refused:
            raise IndexRefused(f"STATUS_{refused.status}") from None
        except NotUnderstood:
            raise IndexRefused(NOT_UNDERSTOOD) from None

    def _answer(self, content: bytes) -> httpx.Response:
        """The content is not repeated by anything that is raised. httpx logs the address, which names nobody."""
        try:
            return self._client.post(self._url, content=content, headers={"Content-Type": CONTENT_TYPE})
        except httpx.HTTPError as error:
            if is_about_certificates(error):
                raise IndexRefused(CERTIFICATE_REFUSED) from None
            raise IndexAway(type(error).__name__) from None


def _without_soap(status: int) -> IndexAway | IndexRefused:
    """No SOAP is the word of something in between, which passes; an address that is wrong or forbidden does not."""
    if 400 <= status < 500 and status not in _TRY_AGAIN:
        return IndexRefused(f"HTTP_{status}")
    return IndexAway(f"HTTP_{status}" if status >= 500 else "NO_SOAP")


def _for_fault(fault: Fault) -> IndexAway | IndexRefused:
    """``Receiver`` alone (SOAP 1.2, 5.4.6) means that the same may do well later; anything else, that it will not."""
    if fault.code is None and fault.soap_code == "Receiver":
        return IndexAway("FAULT")
    return IndexRefused(sayable(fault.code or fault.soap_code) or "UNREADABLE_CODE")

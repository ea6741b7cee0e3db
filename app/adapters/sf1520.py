"""The national register of people (CPR) by KOMBIT SF1520, PersonBaseDataExtended."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import httpx
from pydantic import Field

from app import clock, outbound
from app.adapters.codes import sayable
from app.adapters.people_register import Living, PersonUnknown, RegisterAway, RegisteredPerson, RegisterRefused
from app.adapters.sf1520_message import ACTION, Asking, Fault, opened, request
from app.adapters.sf1520_person import person_in
from app.adapters.sf1520_reading import NotUnderstood
from app.adapters.soap import NotSoap
from app.adapters.tables import Table, Url, Uuid
from app.adapters.tls import is_about_certificates
from app.outbound import Address
from workflows.calendar import local_date

NOT_UNDERSTOOD: Final = "ANSWER_NOT_UNDERSTOOD"
CERTIFICATE_REFUSED: Final = "CERTIFICATE_REFUSED"
_TEN_DIGITS: Final = re.compile("[0-9]{10}")
_NOT_FOUND: Final = "pnrnotfound"
_TRY_AGAIN: Final = frozenset({408, 425, 429})


class RegisterAccess(Table):
    """SF1520 PersonBaseDataExtended."""

    url: Url
    certificate: Path | None = None
    authorities: Path | None = None
    system_uuid: Uuid
    user_uuid: Uuid
    service_uuid: Uuid = "e6be2436-bf35-4df2-83fe-925142825dc2"
    timeout: float = Field(5, gt=0, le=60)


class Sf1520:
    """The register, as one municipality may ask it.

    It speaks SOAP 1.1 by the *context* binding: mutual TLS with the certificate of the agreement, and in
    each request who asks (InvocationContext) for which municipality (AuthorityContext). The *token* binding
    (OIOIDWS: a SAML token from the security token service, and a signed message) is not spoken.
    """

    def __init__(
        self,
        access: RegisterAccess,
        cvr: str,
        agreement_uuid: str,
        *,
        user_uuid: str | None = None,
        now: Callable[[], datetime] = clock.now,
        new_id: Callable[[], UUID] = clock.new_id,
    ) -> None:
        """``user_uuid``: the municipality's own, where it is not the one in ``access``.

        Raises OSError when a certificate cannot be read.
        """
        self._url, self._now, self._new_id = access.url, now, new_id
        self._asking = Asking(
            cvr=cvr,
            agreement_uuid=agreement_uuid,
            system_uuid=access.system_uuid,
            user_uuid=user_uuid or access.user_uuid,
            service_uuid=access.service_uuid,
        )
        self._client = outbound.client(
            [Address.of(access.url)],
            timeout=access.timeout,
            certificate=access.certificate,
            authorities=access.authorities,
        )

    def close(self) -> None:
        self._client.close()

    def look_up(self, cpr_number: str) -> RegisteredPerson:
        """Whoever has the number, or had it until it was changed: then what is said is of the number that holds.

        Raises PersonUnknown, RegisterAway and RegisterRefused; none of them names anybody.
        """
        person = self._look_up(cpr_number)
        if person.living is Living.NOT_IN_USE and person.cpr_number != cpr_number:
            return self._look_up(person.cpr_number)
        return person

    def _look_up(self, cpr_number: str) -> RegisteredPerson:
        if _TEN_DIGITS.fullmatch(cpr_number) is None:
            raise PersonUnknown
        answer = self._answer(request(self._asking, cpr_number, str(self._new_id())))
        try:
            said = opened(answer.content)
        except NotSoap:
            raise _without_soap(answer.status_code) from None
        if isinstance(said, Fault):
            raise _for_fault(said)
        if answer.status_code != httpx.codes.OK:
            raise _without_soap(answer.status_code)
        try:
            return person_in(said, cpr_number, local_date(self._now()))
        except NotUnderstood:
            # The register's own answer, in a form that is not the published one: it will say the same
            # tomorrow, so that somebody must be told, rather than that it is asked again for days.
            raise RegisterRefused(NOT_UNDERSTOOD) from None

    def _answer(self, content: bytes) -> httpx.Response:
        """The content is not repeated by anything that is raised. httpx logs the address, which names nobody."""
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{ACTION}"'}
        try:
            return self._client.post(self._url, content=content, headers=headers)
        except httpx.HTTPError as error:
            if is_about_certificates(error):
                raise RegisterRefused(CERTIFICATE_REFUSED) from None
            raise RegisterAway(type(error).__name__) from None


def _without_soap(status: int) -> RegisterAway | RegisterRefused:
    """No SOAP is not the register's word, but that of something in between: a page that says it is closed, an
    answer cut short. That passes. An address that is wrong or forbidden (4xx) does not.
    """
    if 400 <= status < 500 and status not in _TRY_AGAIN:
        return RegisterRefused(f"HTTP_{status}")
    return RegisterAway(f"HTTP_{status}" if status >= 500 else "NO_SOAP")


def _for_fault(fault: Fault) -> PersonUnknown | RegisterAway | RegisterRefused:
    """Which codes there are is not published. Of an unknown person both ``PNRNotFound`` and ``PNR not found`` have
    been seen, now as a code and now as a text. A fault without a code of the platform's is SOAP's own, and
    there (SOAP 1.1, 4.4.1) ``Server`` means that the same may do well later, and anything else that it will not.
    """
    if any(_NOT_FOUND in re.sub("[^a-z]", "", said.lower()) for said in (*fault.codes, *fault.texts)):
        return PersonUnknown()
    if not fault.codes and fault.soap_code == "Server":
        return RegisterAway("FAULT")
    return RegisterRefused(sayable(next(iter(fault.codes), fault.soap_code)) or "UNREADABLE_CODE")

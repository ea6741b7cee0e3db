"""Digital and physical post by KOMBIT SF1601: PostForespoerg and KombiPostAfsend."""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import httpx
from pydantic import BaseModel, Field, ValidationError

from app import clock, outbound
from app.adapters import fjernprint, memo
from app.adapters.carrier import Addressee, CarrierAway, CarrierRefused, Channel, Parcel, Taken
from app.adapters.sf1601_answer import NOT_UNDERSTOOD, taken
from app.adapters.sf1601_call import answered
from app.adapters.sf1601_library import library
from app.adapters.sf1601_tokens import Tokens
from app.adapters.tables import Table, Url
from app.outbound import Address

logger = logging.getLogger("ssp.post")

NO_PHYSICAL_POST: Final = "NO_PHYSICAL_POST"
NOT_A_NUMBER: Final = "NOT_A_NUMBER"
NOT_ADMITTED: Final = "NOT_ADMITTED"
_REGISTERED: Final = "http://entityid.kombit.dk/service/postforespoerg/1"
_SENDING: Final = "http://entityid.kombit.dk/service/kombipostafsend/1"
_PATHS: Final = {
    Channel.DIGITAL_POST: "/service/KombiPostAfsend_1/memos",
    Channel.PHYSICAL_POST: "/service/KombiPostAfsend_1/kombi",
}
_XML: Final = {"Content-Type": "application/xml", "Accept": "application/xml"}
_NOT_ADMITTED: Final = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN)
_NUMBER: Final = re.compile("[0-9]{10}|[0-9]{8}")
_Ask = Callable[[Mapping[str, str]], httpx.Response]


class PostAccess(Table):
    """SF1601 KombiPostAfsend and PostForespoerg, with the tokens that they want."""

    url: Url
    """Where the services are, without their path."""
    saml_url: Url
    """Where a SAML token is issued."""
    certificate: Path | None = None
    authorities: Path | None = None
    physical_post: bool = True
    shipment_type: int = Field(0, ge=0)
    """The print supplier's number for the kind of letter (ForsendelseTypeIdentifikator)."""
    timeout: float = Field(10, gt=0, le=60)


class _Registration(BaseModel):
    result: bool = Field(strict=True)


class Sf1601:
    """The carrier, as one municipality may use it.

    A letter that is handed over may be handed over again: its id is the message's (``messageUUID``, on paper
    ``AfsendelseIdentifikator``), and the transaction's id is made from it.
    """

    def __init__(
        self, access: PostAccess, cvr: str, sender_name: str, *, now: Callable[[], datetime] = clock.now
    ) -> None:
        """Raises LibraryMissing; and OSError or ValueError when a certificate cannot be read."""
        library()
        self._access, self._cvr, self._sender_name, self._now = access, cvr, sender_name, now
        self._url = access.url.rstrip("/")
        self._client = outbound.client(
            [Address.of(access.url), Address.of(access.saml_url)],
            timeout=access.timeout,
            certificate=access.certificate,
            authorities=access.authorities,
        )
        self._tokens = Tokens(
            self._client,
            saml_url=access.saml_url,
            access_url=f"{self._url}/service/AccessTokenService_1/token",
            cvr=cvr,
            certificate=access.certificate,
            now=now,
        )

    def close(self) -> None:
        self._client.close()

    def is_registered(self, to: Addressee) -> bool:
        """Whether there is a box that takes Digital Post. Raises CarrierAway and CarrierRefused."""
        number = to.cpr_number or to.cvr_number
        if number is None:
            return False
        if _NUMBER.fullmatch(number) is None:
            raise CarrierRefused(NOT_A_NUMBER)
        url = f"{self._url}/service/PostForespoerg_1/digitalpost"
        query = f"{'cprNumber' if to.cpr_number else 'cvrNumber'}={number}"
        # The published interface has the number in the query. It goes onto the wire as the request's target,
        # past the URL that httpx logs and shows: there it stands nowhere.
        target = f"{urlsplit(url).path}?{query}".encode()
        answer = self._admitted(
            _REGISTERED,
            clock.new_id(),
            lambda headers: self._client.get(url, headers=headers, extensions={"target": target}),
        )
        if not answer.is_success:
            raise CarrierRefused(f"HTTP_{answer.status_code}")
        try:
            return _Registration.model_validate_json(answer.content).result
        except ValidationError:
            raise CarrierAway(NOT_UNDERSTOOD) from None

    def send(self, parcel: Parcel, channel: Channel) -> Taken:
        """Raises CarrierAway and CarrierRefused; neither names anybody."""
        content = self._content(parcel, channel)
        transaction_id = uuid5(parcel.letter_id, channel.value)
        answer = self._admitted(
            _SENDING,
            transaction_id,
            lambda headers: self._client.post(
                self._url + _PATHS[channel], content=content, headers={**headers, **_XML}
            ),
        )
        return taken(answer, str(transaction_id))

    def _content(self, parcel: Parcel, channel: Channel) -> bytes:
        if channel is Channel.DIGITAL_POST:
            return memo.kombi_request(parcel, cvr=self._cvr, sender_name=self._sender_name)
        if not self._access.physical_post:
            raise CarrierRefused(NO_PHYSICAL_POST)
        return fjernprint.kombi_request(parcel, shipment_type=self._access.shipment_type)

    def _admitted(self, entity_id: str, transaction_id: UUID, ask: _Ask) -> httpx.Response:
        """The answer to ``ask``, with a token that the service takes.

        A token that it will not have may have ended early, and is got anew once. If that does not help, the
        agreement lacks the service or the municipality: an operator can mend it, and the letters wait for that.
        """
        for _ in range(2):
            token = self._tokens.header_for(entity_id)
            headers = {
                "authorization": token,
                "X-TransaktionsId": str(transaction_id),
                "X-TransaktionsTid": f"{self._now().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            }
            answer = answered(lambda: ask(headers))  # noqa: B023 - called at once
            if answer.status_code not in _NOT_ADMITTED:
                return answer
            self._tokens.drop(entity_id, token)
        logger.error("digital post: %s answers %s: see to the service agreement", entity_id, answer.status_code)
        raise CarrierAway(NOT_ADMITTED)

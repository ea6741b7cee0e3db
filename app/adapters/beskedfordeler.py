"""KOMBIT's Beskedfordeler, to which events are sent by SF1462 (BeskedAfsend).

Published, and followed: KOMBIT's code examples in its package for SF1461 (version 5.10, AfsendBesked): AMQP 0-9-1 over
mutual TLS, virtual host ``BF``, exchange ``AFSEND_BESKED_EXCHANGE`` with no routing key, SASL EXTERNAL answered with a
SAML token from the platform's token service, the token with each message again in the header ``token``, and the
answer, a StandardRetur, by RabbitMQ's direct reply-to: 20 is taken, 41 is a token that has run out. The envelope is
app/adapters/haendelsesbesked.py.

Assumed: that 50 and 53 pass, as the platform's other services have them, and that every other code is about the
message; that several messages may be under way at once; that a token is bought as for SF1601. It has spoken to the
stand-in alone, never to the Beskedfordeler.
"""

import base64
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

from pika import ConnectionParameters, SSLOptions
from pydantic import Field

from app import clock, outbound
from app.adapters.amqp import BrokerUrl, Name, broker_address
from app.adapters.beskedfordeler_conversation import TOKEN_EXPIRED, BeskedfordelerConversation, TokenCredentials
from app.adapters.carrier import CarrierAway
from app.adapters.haendelsesbesked import EnvelopeTerms, enveloped
from app.adapters.message_broker import BrokerAway, BrokerRefused, Message
from app.adapters.sf1601_tokens import Tokens
from app.adapters.tables import Table, Url, Uuid
from app.outbound import Address

NO_MESSAGE_TYPE: Final = "NO_MESSAGE_TYPE"
"""No kind of message was agreed for this type of event."""
_HEARTBEAT: Final = 60
_IDLE: Final = 30.0


class BeskedfordelerAccess(Table):
    """Where it is, and who this system is there."""

    url: BrokerUrl
    """``amqps://host:5671/BF``."""
    exchange: Name = "AFSEND_BESKED_EXCHANGE"
    saml_url: Url
    service: Annotated[str, Field(pattern=r"^https?://[\x21-\x7e]+$")]
    """The service's entity id, for which the token is bought."""
    system_uuid: Uuid
    """This system (anvendersystem)."""
    certificate: Path | None = None
    authorities: Path | None = None
    timeout: float = Field(10, gt=0, le=60)


class Beskedfordeler:
    """As one municipality may send by it."""

    def __init__(
        self,
        access: BeskedfordelerAccess,
        terms: EnvelopeTerms,
        cvr: str,
        *,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        """Raises OSError and ValueError when a certificate cannot be read."""
        self._access, self._terms, self._cvr = access, terms, cvr
        self._at, self._virtual_host = broker_address(access.url)
        self._client = outbound.client(
            [Address.of(access.saml_url)],
            timeout=access.timeout,
            certificate=access.certificate,
            authorities=access.authorities,
        )
        self._tokens = Tokens(
            self._client, saml_url=access.saml_url, access_url="", cvr=cvr, certificate=access.certificate, now=now
        )  # an access token is of no use here, so nobody is asked for one
        self._tls = (
            None
            if self._at.scheme == "amqp"
            else SSLOptions(outbound.trust(access.certificate, access.authorities), server_hostname=self._at.host)
        )
        self._conversation: BeskedfordelerConversation | None = None
        self._used = 0.0
        self._one_at_a_time = threading.Lock()

    def close(self) -> None:
        with self._one_at_a_time:
            self._leave()
            self._client.close()

    def publish(self, messages: Sequence[Message]) -> None:
        """Those for whose type no kind of message was agreed are refused, the others sent all the same. Raises
        BrokerAway and BrokerRefused."""
        written = {one.message_id: self._written(one) for one in messages}
        unknown = frozenset(one for one, body in written.items() if body is None)
        known = [Message(one.message_id, one.type, body) for one in messages if (body := written[one.message_id])]
        try:
            with self._one_at_a_time:
                self._hand_over(known)
        except BrokerRefused as refused:
            if refused.message_ids:
                raise BrokerRefused(refused.code, refused.message_ids | unknown) from None
            raise
        if unknown:
            raise BrokerRefused(NO_MESSAGE_TYPE, unknown)

    def _written(self, message: Message) -> bytes | None:
        return enveloped(message.body, self._terms, sender=self._access.system_uuid, cvr=self._cvr)

    def _hand_over(self, messages: Sequence[Message]) -> None:
        if not messages:
            return
        until = time.monotonic() + self._access.timeout
        try:
            self._connected(until).publish(messages, until)
        except BrokerAway as away:
            self._leave()
            if str(away) == TOKEN_EXPIRED:
                self._tokens.drop_saml(self._access.service)
            raise
        except BrokerRefused as refused:
            if not refused.message_ids:  # it would not have us, and perhaps not that token
                self._leave()
                self._tokens.drop_saml(self._access.service)
            raise
        finally:
            self._used = time.monotonic()

    def _connected(self, until: float) -> BeskedfordelerConversation:
        try:
            token = base64.b64decode(self._tokens.saml_for(self._access.service)).decode()
        except CarrierAway as away:
            raise BrokerAway(str(away)) from None
        kept = self._conversation
        if kept is not None and (kept.is_over() or kept.token != token or time.monotonic() - self._used > _IDLE):
            self._leave()
        if self._conversation is None:
            parameters = ConnectionParameters(
                host=self._at.host,
                port=self._at.port,
                virtual_host=self._virtual_host,
                credentials=TokenCredentials(token.encode()),
                heartbeat=_HEARTBEAT,
                socket_timeout=self._access.timeout / 2,
                stack_timeout=self._access.timeout / 2,  # a name may have two addresses, of which one is silent
                ssl_options=self._tls,
            )
            self._conversation = BeskedfordelerConversation(parameters, self._access.exchange, token, until)
        return self._conversation

    def _leave(self) -> None:
        left, self._conversation = self._conversation, None
        if left is not None:
            left.close()

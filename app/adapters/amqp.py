"""A message broker that speaks AMQP 0-9-1, such as RabbitMQ."""

import ssl
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import unquote, urlsplit

from pika import ConnectionParameters, SSLOptions
from pika.credentials import ExternalCredentials, PlainCredentials
from pydantic import AfterValidator, Field, model_validator

from app.adapters.amqp_conversation import Conversation
from app.adapters.message_broker import BrokerAway, Message
from app.adapters.tables import Table
from app.outbound import Address, NotAnAddress, trust

_HTTP: Final = {"amqps": "https", "amqp": "http"}
_PORTS: Final = {"amqps": 5671, "amqp": 5672}
_ORDINARY: Final = "/"


def broker_address(url: str) -> tuple[Address, str]:
    """Where the broker is, and its virtual host. The same is asked of it as of an address of HTTP: plain is for this
    machine alone, and nobody's name and password stand in it. Raises NotAnAddress, which is a ValueError."""
    scheme, colon, rest = url.partition("://")
    if scheme not in _HTTP or not colon:
        raise NotAnAddress(url)
    parts = urlsplit(f"{_HTTP[scheme]}://{rest}")
    if parts.query or parts.fragment:
        raise NotAnAddress(url)
    found = Address.of(parts.geturl())
    port = parts.port or _PORTS[scheme]
    return Address(scheme, found.host, port), unquote(parts.path.removeprefix("/")) or _ORDINARY


BrokerUrl = Annotated[str, AfterValidator(lambda url: broker_address(url) and url)]
Name = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,255}$")]


class BrokerAgreement(Table):
    """One municipality's: what is its own, where it is not what all of them have."""

    url: BrokerUrl | None = None
    exchange: Name | None = None
    certificate: Path | None = None
    user: Name | None = None
    password_file: Path | None = None

    @model_validator(mode="after")
    def _whole(self) -> "BrokerAgreement":
        if (self.user is None) != (self.password_file is None):
            raise ValueError("user and password_file belong together")
        return self


class BrokerAccess(BrokerAgreement):
    """``amqps://host:port/virtual-host``. Without a user, who we are is what the certificate says (EXTERNAL)."""

    url: BrokerUrl
    exchange: Name
    authorities: Path | None = None
    timeout: float = Field(10, gt=0, le=60)
    heartbeat: int = Field(60, ge=5, le=600)


class Amqp:
    """The broker, as one municipality may speak to it. A connection is kept from one time to the next.

    The exchange must be there: it is the broker's owner who says where messages go. Each is persistent, mandatory
    (one that goes nowhere comes back), and confirmed.
    """

    def __init__(self, access: BrokerAccess, agreement: BrokerAgreement) -> None:
        """Raises OSError when a certificate or a password cannot be read."""
        address, virtual_host = broker_address(agreement.url or access.url)
        user, password_file = agreement.user or access.user, agreement.password_file or access.password_file
        self._exchange, self._timeout = agreement.exchange or access.exchange, access.timeout
        self._parameters = ConnectionParameters(
            host=address.host,
            port=address.port,
            virtual_host=virtual_host,
            credentials=PlainCredentials(user, password_file.read_text(encoding="utf-8").strip())
            if user and password_file
            else ExternalCredentials(),
            heartbeat=access.heartbeat,
            socket_timeout=access.timeout / 2,
            stack_timeout=access.timeout / 2,  # a name may have two addresses, of which one is silent
            ssl_options=None
            if address.scheme == "amqp"
            else SSLOptions(self._trusted(access, agreement), server_hostname=address.host),
            client_properties={"product": "ssp"},
        )
        self._idle = access.heartbeat / 2
        self._conversation: Conversation | None = None
        self._used = 0.0
        self._one_at_a_time = threading.Lock()

    @staticmethod
    def _trusted(access: BrokerAccess, agreement: BrokerAgreement) -> ssl.SSLContext:
        """Of its own: those of HTTP say to the other end that they speak HTTP."""
        return trust(agreement.certificate or access.certificate, access.authorities)

    def close(self) -> None:
        with self._one_at_a_time:
            self._leave()

    def publish(self, messages: Sequence[Message]) -> None:
        """Raises BrokerAway and BrokerRefused; neither repeats anything of a message."""
        if not messages:
            return
        with self._one_at_a_time:
            until = time.monotonic() + self._timeout
            kept = self._conversation
            if kept is not None and (kept.is_over() or time.monotonic() - self._used > self._idle):
                self._leave()  # nobody answers the broker's heartbeats between times: it may have gone
            if self._conversation is None:
                self._conversation = Conversation(self._parameters, self._exchange, until)
            try:
                self._conversation.publish(messages, until)
            except BrokerAway:
                self._leave()
                raise
            finally:
                self._used = time.monotonic()

    def _leave(self) -> None:
        left, self._conversation = self._conversation, None
        if left is not None:
            left.close()

"""One connection to KOMBIT's Beskedfordeler: messages handed over, each answered on the channel it came by."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pika import BasicProperties, ConnectionParameters
from pika.credentials import ExternalCredentials

from app.adapters.amqp_conversation import Conversation
from app.adapters.message_broker import BrokerAway, BrokerRefused, Message

TOKEN_EXPIRED: Final = "STATUS_41"  # noqa: S105 - a code
_REPLIES: Final = "amq.rabbitmq.reply-to"
"""RabbitMQ's own name for answers to whoever asked."""
_STATUS: Final = ".//{urn:oio:sagdok:3.0.0}StatusKode"
_TAKEN: Final = 20
_AWAY: Final = frozenset({50, 53})
"""Of the platform's common status codes: a fault of its own, and not available."""


class TokenCredentials(ExternalCredentials):  # type: ignore[misc] # pika has no types
    """SASL EXTERNAL, with the token as what it answers."""

    def __init__(self, token: bytes) -> None:
        super().__init__()
        self._token = token

    def response_for(self, start: Any) -> tuple[str | None, bytes | None]:
        mechanism, _ = super().response_for(start)
        return mechanism, None if mechanism is None else self._token


class BeskedfordelerConversation(Conversation):
    """It knows no confirmation of the broker's: that a message is taken is what the service behind it answers."""

    def __init__(self, parameters: ConnectionParameters, exchange: str, token: str, until: float) -> None:
        self.token = token
        self._answers: dict[str, int | None] = {}
        super().__init__(parameters, exchange, until)

    def _begin(self) -> None:
        self._channel.basic_consume(_REPLIES, self._answered, auto_ack=True, callback=lambda _: self._is_ready())

    def publish(self, messages: Sequence[Message], until: float) -> None:
        """Raises BrokerAway and BrokerRefused."""
        self._returned.clear()
        self._answers.clear()
        for message in messages:
            said = str(message.message_id)
            properties = BasicProperties(
                headers={"token": self.token}, correlation_id=said, message_id=said, reply_to=_REPLIES
            )
            self._send("", message.body, properties)
        wanted = {str(message.message_id) for message in messages}
        self._drive(lambda: bool(self._returned) or wanted <= self._answers.keys(), until)
        if self._returned:
            raise BrokerAway("NO_ROUTE")  # nobody listens behind it now
        _judge({one: self._answers[one] for one in wanted})

    def _answered(self, _channel: Any, _method: Any, properties: BasicProperties, body: bytes) -> None:
        self._answers[properties.correlation_id or ""] = _status(body)
        self._loop.stop()

    def _came_back(self, channel: Any, method: Any, properties: BasicProperties, body: bytes) -> None:
        super()._came_back(channel, method, properties, body)
        self._loop.stop()


def _judge(answers: dict[str, int | None]) -> None:
    """Raises BrokerAway when one of them may do well later, and BrokerRefused for those that will not."""
    refused = {one: status for one, status in answers.items() if status != _TAKEN}
    if not refused:
        return
    if any(status is None or status in _AWAY or f"STATUS_{status}" == TOKEN_EXPIRED for status in refused.values()):
        worst = next(status for status in refused.values() if status is None or status in _AWAY or status == 41)
        raise BrokerAway("ANSWER_NOT_UNDERSTOOD" if worst is None else f"STATUS_{worst}")
    code = f"STATUS_{next(iter(refused.values()))}"
    raise BrokerRefused(code, frozenset(UUID(one) for one in refused))


def _status(body: bytes) -> int | None:
    """Of a StandardRetur; None when it is none."""
    try:
        root = fromstring(body, forbid_dtd=True)
        found = root if root.tag == _STATUS.removeprefix(".//") else root.find(_STATUS)
        return None if found is None else int(found.text or "")
    except (ParseError, DefusedXmlException, ValueError):
        return None

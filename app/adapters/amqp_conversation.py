"""One connection to a broker of AMQP 0-9-1: events handed over, many at once, each confirmed."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from pika import BasicProperties, ConnectionParameters, DeliveryMode, SelectConnection
from pika import exceptions as said
from pika.adapters.select_connection import IOLoop
from pika.spec import Basic

from app.adapters.message_broker import BrokerAway, BrokerRefused, Message
from app.adapters.tls import is_about_certificates

CONTENT_TYPE: Final = "application/cloudevents+json"
CERTIFICATE_REFUSED: Final = "CERTIFICATE_REFUSED"
_LEAVING: Final = 1.0
"""Seconds to say goodbye in."""
_AWAY: Final = frozenset({311, 313, 320, 506, 541})
"""Reply codes by which the same may do well later: too much now, nobody there, shut down, short of something, a
fault of its own. The others are about what was asked."""
_NAMES: Final = {402: "INVALID_PATH", 403: "ACCESS_REFUSED", 404: "NOT_FOUND", 530: "NOT_ALLOWED"}

# It says each failure several times over, with its frames; what matters of it is raised.
logging.getLogger("pika").setLevel(logging.CRITICAL)


class Conversation:
    """pika's asynchronous connection, driven only while somebody waits: its blocking one waits for each message."""

    def __init__(self, parameters: ConnectionParameters, exchange: str, until: float) -> None:
        """Connects. Raises BrokerAway and BrokerRefused."""
        self._exchange, self._loop = exchange, IOLoop()
        self._opening_takes = parameters.stack_timeout + 0.1
        self._failed: BaseException | None = None
        self._ready = self._gone = False
        self._channel: Any = None
        self._waiting: dict[int, UUID] = {}
        self._returned: set[UUID] = set()
        self._nacked: set[UUID] = set()
        self._tag = 0
        self._connection = SelectConnection(
            parameters,
            on_open_callback=lambda connection: connection.channel(on_open_callback=self._opened),
            on_open_error_callback=self._over,
            on_close_callback=self._over,
            custom_ioloop=self._loop,
        )
        try:
            self._drive(lambda: self._ready, until)
        except (BrokerAway, BrokerRefused):
            self.close()
            raise

    def is_over(self) -> bool:
        return self._failed is not None

    def publish(self, messages: Sequence[Message], until: float) -> None:
        """Raises BrokerAway and BrokerRefused."""
        self._returned.clear()
        self._nacked.clear()
        for message in messages:
            self._tag += 1
            self._waiting[self._tag] = message.message_id
            self._send(
                message.type,
                message.body,
                BasicProperties(
                    content_type=CONTENT_TYPE,
                    delivery_mode=DeliveryMode.Persistent,
                    message_id=str(message.message_id),
                    type=message.type,
                    app_id="ssp",
                ),
            )
        self._drive(lambda: not self._waiting, until)
        if self._nacked:
            raise BrokerAway("NACK")
        if self._returned:
            raise BrokerRefused("NO_ROUTE", frozenset(self._returned))

    def _send(self, routing_key: str, body: bytes, properties: BasicProperties) -> None:
        """Mandatory. Raises BrokerAway and BrokerRefused when the connection has gone."""
        try:
            self._channel.basic_publish(self._exchange, routing_key, body, properties, mandatory=True)
        except (said.AMQPError, said.ChannelError) as error:
            raise _for(self._failed or error) from None

    def close(self) -> None:
        """Says goodbye, and goes in any case."""
        self._failed = self._failed or BrokerAway("CLOSED")
        if self._connection.is_open:
            self._connection.close()
        opening = not (self._connection.is_closing or self._connection.is_closed)
        # pika 1.3 stumbles when it is called off while it connects: its own time limit ends that in order.
        until = time.monotonic() + (self._opening_takes if opening else _LEAVING)
        while not self._gone and time.monotonic() < until:
            self._turn(until)
        if not self._gone and not opening:  # a broker that says nothing more: there is no public way to leave it
            self._connection._terminate_stream(None)
            self._turn(time.monotonic() + 0.1)
        self._loop.close()

    def _drive(self, done: Callable[[], bool], until: float) -> None:
        while not done():
            if self._failed is not None:
                raise _for(self._failed) from None
            if time.monotonic() >= until:
                raise BrokerAway("NO_ANSWER")
            self._turn(until)

    def _turn(self, until: float) -> None:
        """Until something has happened that one waits for, or the time has come."""
        timer = self._loop.call_later(max(until - time.monotonic(), 0), self._loop.stop)
        self._loop.start()
        self._loop.remove_timeout(timer)

    def _opened(self, channel: Any) -> None:
        self._channel = channel
        channel.add_on_close_callback(self._channel_over)
        channel.add_on_return_callback(self._came_back)
        self._begin()

    def _begin(self) -> None:
        """What must be said once before the first message."""
        self._channel.exchange_declare(self._exchange, passive=True, callback=lambda _: self._confirming())

    def _confirming(self) -> None:
        self._channel.confirm_delivery(self._confirmed, callback=lambda _: self._is_ready())

    def _is_ready(self) -> None:
        self._ready = True
        self._loop.stop()

    def _came_back(self, _channel: Any, _method: Any, properties: BasicProperties, _body: bytes) -> None:
        """Comes before the same one's confirmation, which then says no more than that it was dealt with."""
        self._returned.add(UUID(properties.message_id))

    def _confirmed(self, frame: Any) -> None:
        tag, multiple = frame.method.delivery_tag, frame.method.multiple
        tags = [one for one in self._waiting if one <= tag] if multiple else [tag]
        for one in tags:
            message_id = self._waiting.pop(one, None)
            if message_id is not None and isinstance(frame.method, Basic.Nack):
                self._nacked.add(message_id)
        if not self._waiting:
            self._loop.stop()

    def _channel_over(self, _channel: Any, reason: BaseException) -> None:
        self._failed = self._failed or reason
        self._loop.stop()

    def _over(self, _connection: Any, reason: BaseException) -> None:
        self._gone = True
        self._channel_over(None, reason)


def _for(error: BaseException) -> BrokerAway | BrokerRefused:
    """pika puts what went wrong while connecting into two envelopes, and guesses at who may not come in."""
    causes = [error]
    while (inner := _inside(causes[-1])) is not None:
        causes.append(inner)
    for cause in causes:
        if is_about_certificates(cause):
            return BrokerRefused(CERTIFICATE_REFUSED)
        if isinstance(cause, (said.AuthenticationError, said.ProbableAuthenticationError)):
            return BrokerRefused("ACCESS_REFUSED")
        if isinstance(cause, (said.ProbableAccessDeniedError, said.IncompatibleProtocolError)):
            return BrokerRefused("NOT_ALLOWED")
        if isinstance(cause, (said.ConnectionClosedByBroker, said.ChannelClosedByBroker)):
            code = int(cause.reply_code)
            name = _NAMES.get(code, f"AMQP_{code}")
            return BrokerAway(name) if code in _AWAY else BrokerRefused(name)
    return BrokerAway(type(causes[-1]).__name__)


def _inside(error: BaseException) -> BaseException | None:
    wrapped = getattr(error, "exceptions", None) or getattr(error, "exception", None) or error.args[:1]
    inner = wrapped[-1] if isinstance(wrapped, (list, tuple)) and wrapped else wrapped
    return inner if isinstance(inner, BaseException) and inner is not error else None

"""A stand-in for a message broker: AMQP 0-9-1 as RabbitMQ speaks it, as far as a publisher goes.

The codec is pamqp, which is there for tests alone: nothing of the service itself imports this.
"""

import socket
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

from pamqp.commands import Basic, Channel, Confirm, Connection, Exchange
from pamqp.common import FieldTable
from pamqp.frame import marshal

from app.standins.amqp_wire import Content, Gone, Wire

_FRAME_MAX = 131_072
_PROPERTIES: FieldTable = {"capabilities": {"publisher_confirms": True, "basic.nack": True}}


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that found its way to somebody."""

    exchange: str
    routing_key: str
    content: Content


@dataclass
class MessageBroker:
    """What it knows, and how it is to behave; ``kept`` is in the order of arrival, with what came twice twice."""

    exchanges: frozenset[str] = frozenset({"events"})
    wanted: str = ""
    """A routing key that begins so goes to somebody; another has no route."""
    virtual_host: str = "/"
    user: str = "ssp"
    password: str = "invented"  # noqa: S105 - a stand-in's
    trusted: ssl.SSLContext | None = None
    mechanisms: str = "PLAIN EXTERNAL"
    kept: list[Kept] = field(default_factory=list)
    connections: int = 0
    behaviours: deque[str] = field(default_factory=deque)
    """One for each message to come: ``nack`` it, ``die`` instead of answering, ``silence`` from there, ``hold`` the
    answer and give it with the next one, ``shut`` down in order. ``ok`` is what it does when there is none."""
    port: int = 0

    def welcomes(self, said: Connection.StartOk) -> bool:
        if said.mechanism == "EXTERNAL":
            return self.trusted is not None and self.trusted.verify_mode is ssl.CERT_REQUIRED
        return said.mechanism == "PLAIN" and said.response == f"\0{self.user}\0{self.password}"

    def reply(self, content: Content) -> bytes | None:
        """What a service behind it answers to whoever asked for an answer; most have none."""
        return None

    @contextmanager
    def playing(self) -> Iterator[Self]:
        """Until the end of the block; again on the same port after that."""
        listening = socket.create_server(("127.0.0.1", self.port))
        self.port = int(listening.getsockname()[1])
        guests: list[socket.socket] = []
        door = threading.Thread(target=self._let_in, args=(listening, guests), daemon=True)
        door.start()
        try:
            yield self
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            door.join(5)
            for guest in guests:
                with suppress(OSError):
                    guest.shutdown(socket.SHUT_RDWR)
                guest.close()

    def _let_in(self, listening: socket.socket, guests: list[socket.socket]) -> None:
        while True:
            try:
                guest = listening.accept()[0]
            except OSError:
                return
            guests.append(guest)
            threading.Thread(target=self._serve, args=(guest,), daemon=True).start()

    def _serve(self, guest: socket.socket) -> None:
        with suppress(OSError, Gone), guest:
            guest.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.trusted is not None:
                with self.trusted.wrap_socket(guest, server_side=True) as secured:
                    _Guest(self, Wire(secured)).serve()
            else:
                _Guest(self, Wire(guest)).serve()


class _Guest:
    """One connection."""

    def __init__(self, broker: MessageBroker, wire: Wire) -> None:
        self._broker, self._wire = broker, wire
        self._confirms, self._published, self._held = False, 0, False
        self._consumer = ""

    def serve(self) -> None:
        self._wire.take_header()
        self._wire.say(0, Connection.Start(0, 9, _PROPERTIES, self._broker.mechanisms, "en_US"))
        if not self._broker.welcomes(self._wire.take(Connection.StartOk)):
            refusal = "ACCESS_REFUSED - Login was refused"
            return self._wire.say(0, Connection.Close(403, refusal, 0, 0))
        self._wire.say(0, Connection.Tune(2047, _FRAME_MAX, 60))
        self._wire.take(Connection.TuneOk)
        wanted = self._wire.take(Connection.Open)
        if wanted.virtual_host != self._broker.virtual_host:
            return self._wire.say(0, Connection.Close(530, "NOT_ALLOWED - vhost not found", 10, 40))
        self._wire.say(0, Connection.OpenOk())
        self._broker.connections += 1
        while self._answer(*self._wire.next()):
            pass
        return None

    def _answer(self, channel: int, frame: object) -> bool:
        """Whether there is more to come."""
        match frame:
            case Channel.Open():
                self._wire.say(channel, Channel.OpenOk())
            case Exchange.Declare(exchange=name):
                if name not in self._broker.exchanges:
                    self._wire.say(channel, Channel.Close(404, f"NOT_FOUND - no exchange '{name}'", 40, 10))
                else:
                    self._wire.say(channel, Exchange.DeclareOk())
            case Confirm.Select():
                self._confirms = True
                self._wire.say(channel, Confirm.SelectOk())
            case Basic.Publish():
                return self._take_in(channel, frame, self._wire.content())
            case Basic.Consume(consumer_tag=tag):
                self._consumer = tag
                self._wire.say(channel, Basic.ConsumeOk(tag))
            case Channel.Close():
                self._wire.say(channel, Channel.CloseOk())
            case Connection.Close():
                self._wire.say(0, Connection.CloseOk())
                return False
            case Connection.CloseOk():
                return False
        return True

    def _take_in(self, channel: int, publish: Basic.Publish, content: Content) -> bool:
        broker = self._broker
        how = broker.behaviours.popleft() if broker.behaviours else "ok"
        self._published += 1
        if how == "die":
            return False
        if how == "silence":
            while True:
                self._wire.next()
        if how == "shut":
            self._wire.say(0, Connection.Close(320, "CONNECTION_FORCED - shut down", 0, 0))
            return True
        if how == "nack":
            self._wire.say(channel, Basic.Nack(self._published, False, False))
            return True
        if publish.routing_key.startswith(broker.wanted):
            broker.kept.append(Kept(publish.exchange, publish.routing_key, content))
        elif publish.mandatory:
            back = Basic.Return(312, "NO_ROUTE", publish.exchange, publish.routing_key)
            self._wire.send(marshal(back, channel) + content.written(channel))
        answer = broker.reply(content)
        if answer is not None:
            said = Content(Basic.Properties(correlation_id=content.properties.correlation_id), answer)
            came = Basic.Deliver(self._consumer, self._published, False, "", "")
            self._wire.send(marshal(came, channel) + said.written(channel))
        if how == "hold":
            self._held = True
        elif self._confirms:
            self._wire.say(channel, Basic.Ack(self._published, self._held))
            self._held = False
        return True

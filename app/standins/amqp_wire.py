"""Frames of AMQP 0-9-1 to and from a socket."""

import socket
import struct
from dataclasses import dataclass
from typing import TypeVar

from pamqp import frame as codec
from pamqp.base import Frame
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.header import ContentHeader, ProtocolHeader
from pamqp.heartbeat import Heartbeat

_HEAD = 7
F = TypeVar("F", bound=Frame)


class Gone(Exception):
    """The other end has gone, or says what does not belong there."""


@dataclass(frozen=True, slots=True)
class Content:
    properties: Basic.Properties
    body: bytes

    def written(self, channel: int) -> bytes:
        head = ContentHeader(0, len(self.body), self.properties)
        return codec.marshal(head, channel) + (codec.marshal(ContentBody(self.body), channel) if self.body else b"")


class Wire:
    def __init__(self, guest: socket.socket) -> None:
        self._guest, self._rest = guest, b""

    def send(self, written: bytes) -> None:
        self._guest.sendall(written)

    def say(self, channel: int, frame: Frame) -> None:
        self.send(codec.marshal(frame, channel))

    def take_header(self) -> None:
        """``AMQP 0 0 9 1``. Raises Gone."""
        _, _, header = codec.unmarshal(self._exactly(8))
        if not isinstance(header, ProtocolHeader):
            raise Gone

    def take(self, kind: type[F]) -> F:
        """The next one, which must be of ``kind``. Raises Gone."""
        _, frame = self.next()
        if not isinstance(frame, kind):
            raise Gone
        return frame

    def next(self) -> tuple[int, object]:
        """Channel and frame; heartbeats are left out. Raises Gone."""
        while True:
            head = self._exactly(_HEAD)
            (size,) = struct.unpack(">I", head[3:])
            _, channel, frame = codec.unmarshal(head + self._exactly(size + 1))
            if not isinstance(frame, Heartbeat):
                return channel, frame

    def content(self) -> Content:
        """What follows a Basic.Publish. Raises Gone."""
        _, head = self.next()
        if not isinstance(head, ContentHeader):
            raise Gone
        body = b""
        while len(body) < head.body_size:
            _, part = self.next()
            if not isinstance(part, ContentBody):
                raise Gone
            body += part.value
        return Content(head.properties, body)

    def _exactly(self, size: int) -> bytes:
        while len(self._rest) < size:
            came = self._guest.recv(65_536)
            if not came:
                raise Gone
            self._rest += came
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

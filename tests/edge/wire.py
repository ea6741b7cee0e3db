"""A client that writes its requests a byte at a time, as no library would."""

import json
import socket
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

_MOST_SECONDS = 30


class Wire:
    """One connection."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=_MOST_SECONDS)

    def send(self, content: bytes) -> bool:
        """False when the other end has gone."""
        try:
            self._socket.sendall(content)
        except OSError:
            return False
        return True

    def everything(self) -> bytes:
        """What the other end says until it closes."""
        said = b""
        with suppress(ConnectionResetError):
            while piece := self._socket.recv(65536):
                said += piece
        return said

    def answer(self) -> tuple[int, dict[str, str], Any]:
        """(status, headers, what the JSON says), once the other end has closed; status 0 when it said nothing."""
        said = self.everything()
        head, _, body = said.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        return int(first.split()[1]) if first else 0, headers, json.loads(body) if body else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

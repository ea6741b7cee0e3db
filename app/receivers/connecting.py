"""Connections to exactly the address that was looked at, within one time limit for all of a call."""

import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

import httpcore
import httpx

from app.outbound import within_limits

KEPT_OPEN: Final = 30.0
"""Seconds that a connection without a call is kept for the next one."""
_PIECE: Final = 16_384
Find = Callable[[str, int, bool, float], Sequence[str]]
"""Host, port, whether the address is named as it is, and seconds; the addresses that may be reached."""


@dataclass(frozen=True, slots=True)
class _Call:
    named: bool
    until: float


_call: ContextVar[_Call] = ContextVar("call")


class _Timed(httpcore.NetworkStream):
    """A connection's bytes. HTTP/1.1 has one call at a time on it, which begins with a write."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def _within(self, timeout: float | None, over: type[httpcore.TimeoutException]) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise over("the call takes too long")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._until = _call.get().until
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], self._within(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        within = self._within(timeout, httpcore.ConnectTimeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, within), self._until)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Found(httpcore.NetworkBackend):
    """Looks a name up once for each connection, and then knows addresses alone: a second answer has no say."""

    def __init__(self, find: Find) -> None:
        self._find, self._sockets = find, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        call = _call.get()
        addresses = self._find(host, port, call.named, call.until - time.monotonic())
        failed: Exception = httpcore.ConnectError("no address")
        for others, address in zip(reversed(range(len(addresses))), addresses, strict=True):
            within = (call.until - time.monotonic()) / (1 + others)  # the one that is silent leaves time for the next
            if within <= 0:
                raise httpcore.ConnectTimeout("the call takes too long")
            try:
                made = self._sockets.connect_tcp(address, port, within, local_address, socket_options)
                return _Timed(made, call.until)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("no address")


class _Pool(httpx.HTTPTransport):
    """httpx's own transport over a pool that connects as ``find`` says; httpx itself has no place to say so."""

    def __init__(self, find: Find, trusted: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=trusted,
            network_backend=_Found(find),
            max_connections=100,
            max_keepalive_connections=50,
            keepalive_expiry=KEPT_OPEN,
        )


class ReceiversOnly(httpx.BaseTransport):
    """``is_named`` says whether an address is allowed as it is, and raises for one whose form is not allowed."""

    def __init__(
        self,
        is_named: Callable[[httpx.URL], bool],
        find: Find,
        *,
        timeout: float,
        most_bytes: int,
        trusted: ssl.SSLContext,
    ) -> None:
        self._is_named, self._timeout, self._most_bytes = is_named, timeout, most_bytes
        self._network = _Pool(find, trusted)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        call = _Call(self._is_named(request.url), time.monotonic() + self._timeout)
        before = _call.set(call)
        try:
            answer = self._network.handle_request(request)
        finally:
            _call.reset(before)
        return within_limits(answer, request, call.until, self._most_bytes)

    def close(self) -> None:
        self._network.close()

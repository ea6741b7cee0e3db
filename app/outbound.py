"""Calls to other systems: only to addresses that somebody has written into the settings."""

import ssl
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

import httpx

from app.tracing import PASSED_ON

TIMEOUT: Final = 5.0
"""Seconds for a whole call, and for each wait in it."""
MOST_BYTES: Final = 1_000_000
HEADERS: Final = {"Accept-Encoding": "identity", "User-Agent": "ssp"}
_PORTS: Final = {"http": 80, "https": 443}
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class NotAnAddress(ValueError):
    """What should be an address is none, or one that nobody may listen in on the way to."""


class NotAllowed(httpx.RequestError):
    """The address is not among those that the settings name."""


class AnswerRefused(httpx.RequestError):
    """The answer is too long, too slow, packed, or sends on to another address."""


@dataclass(frozen=True, slots=True)
class Address:
    """Scheme, host and port: all three must be as they were named."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Self:
        """The address of ``url``. Raises NotAnAddress; plain http is for this machine alone."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise NotAnAddress(url) from None
        if not host or parts.username is not None or (parts.scheme == "http" and host not in _LOOPBACK):
            raise NotAnAddress(url)
        return cls(parts.scheme, host, port)


class _Capped(httpx.SyncByteStream):
    """An answer's body, for as long as it keeps within the limits."""

    def __init__(self, stream: httpx.SyncByteStream, until: float, most_bytes: int) -> None:
        self._stream, self._until, self._left = stream, until, most_bytes

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise AnswerRefused("the answer is too long")
            if time.monotonic() > self._until:
                raise AnswerRefused("the answer takes too long")
            yield part

    def close(self) -> None:
        self._stream.close()


def within_limits(answer: httpx.Response, request: httpx.Request, until: float, most_bytes: int) -> httpx.Response:
    """The answer, its body cut at ``most_bytes`` and at ``until`` (of time.monotonic). Raises AnswerRefused."""
    if answer.has_redirect_location or answer.headers.get("content-encoding", "identity") != "identity":
        answer.close()
        raise AnswerRefused("the answer sends on, or is packed", request=request)
    assert isinstance(answer.stream, httpx.SyncByteStream)  # noqa: S101 - a sync transport's own
    answer.stream = _Capped(answer.stream, until, most_bytes)
    return answer


class _AllowedOnly(httpx.BaseTransport):
    """Lets a request through to the addresses it was given, whoever asks and however the address came about."""

    def __init__(
        self, allowed: frozenset[Address], timeout: float, most_bytes: int, trusted: ssl.SSLContext, our_own: bool
    ) -> None:
        self._allowed, self._timeout, self._most_bytes, self._our_own = allowed, timeout, most_bytes, our_own
        self._network = httpx.HTTPTransport(verify=trusted, trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            address = Address.of(str(request.url))
        except NotAnAddress:
            raise NotAllowed("no address to call", request=request) from None
        if address not in self._allowed:
            raise NotAllowed("an address that the settings do not name", request=request)
        if self._our_own:
            request.extensions = {**request.extensions, PASSED_ON: True}
        until = time.monotonic() + self._timeout
        return within_limits(self._network.handle_request(request), request, until, self._most_bytes)

    def close(self) -> None:
        self._network.close()


def client(
    allowed: Iterable[Address],
    *,
    timeout: float = TIMEOUT,
    most_bytes: int = MOST_BYTES,
    certificate: Path | None = None,
    authorities: Path | None = None,
    our_own: bool = False,
) -> httpx.Client:
    """A client that reaches ``allowed`` and nothing else, follows no redirect, and waits ``timeout`` seconds.

    ``certificate`` is what it shows of itself (PEM, with its key), ``authorities`` whom it trusts in place of
    the platform's own. Raises OSError when one of them cannot be read; every later failure is an
    httpx.HTTPError. ``our_own``: the municipality's own service, which is told in which trace it is called; nobody else
    is. What is named may lie on an inner network: an identity provider often does. The
    environment's proxies are not used.
    """
    return httpx.Client(
        transport=_AllowedOnly(frozenset(allowed), timeout, most_bytes, trusted(certificate, authorities), our_own),
        timeout=timeout,
        follow_redirects=False,
        trust_env=False,
        headers=HEADERS,
    )


@cache
def trusted(certificate: Path | None, authorities: Path | None) -> ssl.SSLContext:
    """Read once for all HTTP clients with the same two, for it takes time."""
    return trust(certificate, authorities)


def trust(certificate: Path | None, authorities: Path | None) -> ssl.SSLContext:
    """The platform's own authorities, and what SSL_CERT_FILE adds, when no others are named. Raises OSError."""
    context = ssl.create_default_context(cafile=str(authorities) if authorities else None)
    if certificate is not None:
        # A key under a pass phrase is an error: without a word here, OpenSSL would ask at the terminal and wait.
        context.load_cert_chain(certificate, password=b"")
    return context

"""What may be registered as a receiver, and the client that reaches such receivers and nothing else."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final, Self

import httpcore
import httpx

from app.outbound import HEADERS, Address, trusted
from app.receivers.connecting import ReceiversOnly
from app.receivers.networks import IpNetwork, may_be_reached
from app.receivers.resolving import Resolve, look_up, within

TIMEOUT: Final = 10.0
"""Seconds for a whole call, the look-up and the answer's last byte among them."""
MOST_BYTES: Final = 65_536
LONGEST: Final = 2_000
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_WIDEST: Final = {4: 8, 6: 7}


class Why(StrEnum):
    """Why an address may not be reached."""

    NOT_AN_ADDRESS = "not_an_address"
    TOO_LONG = "too_long"
    NOT_HTTPS = "not_https"
    USER_INFO = "user_info"
    FRAGMENT = "fragment"
    PORT_NOT_ALLOWED = "port_not_allowed"
    HOST_NOT_ALLOWED = "host_not_allowed"
    UNKNOWN_HOST = "unknown_host"
    INNER_ADDRESS = "inner_address"


class MayNotBeReached(httpx.RequestError):
    """The address is not one that anybody may have the service call; ``why`` is for the one who registered it."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Receivers:
    """Whom the service calls on behalf of others.

    ``networks`` may be reached although they are nobody else's business (a municipality's own 10.20.0.0/16);
    ``addresses`` as they are written, plain http and this machine too; ``hosts``, when there are any, are the only
    names: ``a.dk`` is that one, ``.a.dk`` every one below it.
    """

    networks: tuple[IpNetwork, ...] = ()
    addresses: frozenset[Address] = frozenset()
    hosts: tuple[str, ...] = ()
    resolve: Resolve = look_up

    @classmethod
    def of(cls, networks: Iterable[str] = (), addresses: Iterable[str] = (), hosts: Iterable[str] = ()) -> Self:
        """As settings have them. Raises ValueError for a network that is as good as all, and for what is none."""
        read = tuple(ip_network(one) for one in networks)
        for one in read:
            if one.prefixlen < _WIDEST[one.version]:
                raise ValueError(f"{one} is too wide")
        return cls(read, frozenset(map(Address.of, addresses)), tuple(map(_host, hosts)))

    def check(self, url: str, *, seconds: float = TIMEOUT) -> str:
        """``url`` as the client will read it. Asks the DNS. Raises MayNotBeReached."""
        read = self.check_form(url)
        try:
            self._find(read.raw_host.decode("ascii"), 0, self._is_named(read), seconds)
        except httpcore.ConnectError:
            raise MayNotBeReached(Why.UNKNOWN_HOST) from None
        return str(read)

    def check_form(self, url: str) -> httpx.URL:
        """The same without a look-up: what can be said of an address by reading it. Raises MayNotBeReached."""
        if len(url) > LONGEST:
            raise MayNotBeReached(Why.TOO_LONG)
        try:
            read = httpx.URL(url)  # the client's own reading: where two differ, one may be fooled
        except (httpx.InvalidURL, ValueError):
            raise MayNotBeReached(Why.NOT_AN_ADDRESS) from None
        if "#" in url:
            raise MayNotBeReached(Why.FRAGMENT)
        self._is_named(read)
        return read

    def client(
        self, timeout: float = TIMEOUT, *, most_bytes: int = MOST_BYTES, authorities: Path | None = None
    ) -> httpx.Client:
        """Looks each name up for itself and refuses it when one of its addresses may not be reached; connects to
        what it looked at, follows no redirect, and gives up after ``timeout`` seconds in all.

        May be shared by threads; connections are kept. ``authorities`` are trusted in place of the platform's own.
        Raises OSError when they cannot be read; every later failure is an httpx.HTTPError: MayNotBeReached,
        app.outbound.AnswerRefused, or one of the network's.
        """
        return httpx.Client(
            transport=self.transport(timeout, most_bytes=most_bytes, authorities=authorities),
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
            headers=HEADERS,
        )

    def transport(
        self, timeout: float = TIMEOUT, *, most_bytes: int = MOST_BYTES, authorities: Path | None = None
    ) -> ReceiversOnly:
        """What the client reaches them by: for whoever sends so much that a client's cookies, redirects and logins,
        of which there are none, would be a fifth of the work. Raises the same.
        """
        return ReceiversOnly(
            self._is_named, self._find, timeout=timeout, most_bytes=most_bytes, trusted=trusted(None, authorities)
        )

    def _is_named(self, url: httpx.URL) -> bool:
        """Whether it is one of ``addresses``. Raises MayNotBeReached for a form that no receiver has."""
        host = url.raw_host.decode("ascii")
        if not host or url.scheme not in ("http", "https"):
            raise MayNotBeReached(Why.NOT_AN_ADDRESS)
        if url.userinfo:
            raise MayNotBeReached(Why.USER_INFO)
        port = (443 if url.scheme == "https" else 80) if url.port is None else url.port
        if Address(url.scheme, host, port) in self.addresses:
            return True
        if url.scheme != "https":
            raise MayNotBeReached(Why.NOT_HTTPS)
        if port != 443 and not 1024 <= port <= 65535:
            raise MayNotBeReached(Why.PORT_NOT_ALLOWED)
        if _is_literal(host):
            if not may_be_reached(host, self.networks):
                raise MayNotBeReached(Why.INNER_ADDRESS)
        elif not _is_name(host):
            raise MayNotBeReached(Why.NOT_AN_ADDRESS)
        if self.hosts and not any(host.endswith(one) if one[0] == "." else host == one for one in self.hosts):
            raise MayNotBeReached(Why.HOST_NOT_ALLOWED)
        return False

    def _find(self, host: str, port: int, named: bool, seconds: float) -> Sequence[str]:
        """One address that may not be reached is enough: the next answer could begin with it."""
        if _is_literal(host):
            found: Sequence[str] = (host,)
        else:
            try:
                found = within(seconds, self.resolve, host)
            except (OSError, UnicodeError):  # a TimeoutError is the first
                raise httpcore.ConnectError("the name has no address now") from None
        if not found:
            raise httpcore.ConnectError("the name has no address now")
        if not named and not all(may_be_reached(one, self.networks) for one in found):
            raise MayNotBeReached(Why.INNER_ADDRESS)
        return found


def _host(said: str) -> str:
    """A name of the allow-list as an address has it (æ, ø and å are others there). Raises ValueError."""
    below = "." if said.startswith(".") else ""
    try:
        host = httpx.URL(f"https://{said.removeprefix('.')}").raw_host.decode("ascii")
    except httpx.InvalidURL:
        raise ValueError(f"{said} is no name") from None
    if not _is_name(host) and not _is_literal(host):
        raise ValueError(f"{said} is no name")
    return below + host


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_name(host: str) -> bool:
    """Not one that ends in a number either: 127.1, 0x7f000001 and 2130706433 are addresses to some who look up."""
    labels = host.split(".")
    return len(host) <= 253 and all(map(_LABEL.fullmatch, labels)) and not _NUMBER.fullmatch(labels[-1])

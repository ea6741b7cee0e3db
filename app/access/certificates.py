"""The certificate a caller came with (mutual TLS), as a trusted proxy in front of us tells of it."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import unquote

_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class Proxies:
    """Those whose word about certificates is believed: everybody else's header is as if it were not there."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    header: str = "client-cert"

    def thumbprint(self, peer: str | None, headers: Mapping[str, str]) -> str | None:
        """SHA-256 of the certificate (DER), base64url as in a token's ``x5t#S256``; None when there is none.

        The header is RFC 9440's (``:base64 of DER:``), or PEM, percent-encoded as nginx writes it.
        """
        said = headers.get(self.header)
        if not said or not self._trusts(peer):
            return None
        try:
            der = base64.b64decode(_base64_of(said), validate=True)
        except (binascii.Error, ValueError):
            return None
        return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=") if der else None

    def _trusts(self, peer: str | None) -> bool:
        try:
            address = ip_address(peer or "")
        except ValueError:
            return False
        return any(address in network for network in self.networks)


def _base64_of(said: str) -> str:
    if said.startswith(":") and said.endswith(":"):
        return said[1:-1]
    inside = unquote(said).strip()
    if not (inside.startswith(_BEGIN) and inside.endswith(_END)):
        raise ValueError
    return "".join(inside[len(_BEGIN) : -len(_END)].split())

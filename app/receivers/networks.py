"""Which addresses lie on the open internet, and which on somebody's inner network."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network

# Python's own is_global follows the same registries, but not at the same pace in each of its versions, and lets
# multicast through.
_NOT_PUBLIC_4: Final = tuple(
    IPv4Network(one)
    for one in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # behind a carrier's address translation (RFC 6598)
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # Azure's own, from within one of its machines
        "169.254.0.0/16",  # link-local, and with it the clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks (RFC 2544)
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_UNICAST_6: Final = IPv6Network("2000::/3")
"""All that is given out of IPv6; without are loopback, ::ffff:0:0/96, ULA, link-local, site-local, multicast."""
_NOT_PUBLIC_6: Final = tuple(
    IPv6Network(one)
    for one in (
        "2001::/23",  # protocol assignments, among them Teredo, which wraps an IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: wraps an IPv4 address
        "3ffe::/16",  # the 6bone, given back (RFC 3701)
        "3fff::/20",  # documentation (RFC 9637)
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""How a network of IPv6 alone writes an IPv4 address (RFC 6052)."""


def may_be_reached(address: str, also: Iterable[IpNetwork] = ()) -> bool:
    """Whether ``address`` is on the open internet or in one of ``also``. What is no address may not be reached."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip.scope_id is not None:
            return False
        if ip in _NAT64:
            ip = IPv4Address(ip.packed[-4:])
    return is_public(ip) or any(ip in network for network in also)


def is_public(ip: IpAddress) -> bool:
    """By IANA's registries of special-purpose addresses (RFC 6890), multicast left out too."""
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    return ip in _UNICAST_6 and not any(ip in network for network in _NOT_PUBLIC_6)

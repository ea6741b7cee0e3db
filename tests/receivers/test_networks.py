"""Which addresses lie on the open internet."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.receivers.networks import is_public, may_be_reached

INNER = {
    "this network": "0.0.0.0",  # noqa: S104 - nothing listens there
    "private": "10.1.2.3",
    "private, too": "172.31.255.255",
    "private, as at home": "192.168.1.1",
    "a carrier's": "100.64.0.1",
    "this machine": "127.0.0.1",
    "this machine, further on": "127.255.255.254",
    "metadata": "169.254.169.254",
    "Azure's own": "168.63.129.16",
    "Oracle's metadata": "192.0.0.192",
    "documentation": "203.0.113.7",
    "benchmarks": "198.19.0.1",
    "multicast": "224.0.0.251",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "unspecified, IPv6": "::",
    "this machine, IPv6": "::1",
    "mapped": "::ffff:127.0.0.1",
    "mapped, though public": "::ffff:8.8.8.8",
    "compatible": "::127.0.0.1",
    "ULA": "fd00:ec2::254",
    "link-local, IPv6": "fe80::1",
    "link-local with its interface": "fe80::1%eth0",
    "public with an interface": "2606:4700::1%eth0",
    "site-local": "fec0::1",
    "multicast, IPv6": "ff02::1",
    "documentation, IPv6": "2001:db8::1",
    "6to4 around 127.0.0.1": "2002:7f00:1::",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "NAT64 around 127.0.0.1": "64:ff9b::7f00:1",
    "NAT64 around the metadata": "64:ff9b::a9fe:a9fe",
    "a network's own NAT64": "64:ff9b:1::7f00:1",
    "discard": "100::1",
    "no address": "localhost",
    "decimal": "2130706433",
    "nothing": "",
}


@pytest.mark.parametrize("address", INNER.values(), ids=INNER.keys())
def test_an_inner_address_may_not_be_reached(address: str) -> None:
    assert not may_be_reached(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "193.162.153.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808"]
)
def test_a_public_address_may_be_reached(address: str) -> None:
    assert may_be_reached(address)


@pytest.mark.parametrize("address", ["10.20.3.4", "64:ff9b::a14:304"])
def test_an_inner_address_may_be_reached_in_the_network_that_was_named(address: str) -> None:
    assert may_be_reached(address, [ip_network("10.20.0.0/16")])
    assert not may_be_reached(address, [ip_network("10.21.0.0/16")])


@given(st.ip_addresses())
def test_what_python_holds_for_special_is_not_public(ip: IPv4Address | IPv6Address) -> None:
    """A second opinion; hypothesis takes most of its addresses out of the registries of special ones."""
    assert not is_public(ip) or (ip.is_global and not ip.is_multicast and not ip.is_reserved)

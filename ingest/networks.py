"""Which IP addresses belong to the public internet.

``ipaddress.is_global`` alone lets through multicast, IPv4 addresses wrapped into IPv6 ones (6to4,
NAT64), the IPv6 blocks that nobody was given yet, and a block that clouds use for their metadata.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that was ever given out (RFC 4291, IANA)
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
PROTOCOL_ASSIGNMENTS = IPv4Network("192.0.0.0/24")  # RFC 6890; 192.0.0.192 is a metadata service


def is_public(address: str) -> bool:
    """Whether an IP address is a public one; an IPv6 address is judged by the IPv4 one it wraps.

    Raises:
        ValueError: it is not an IP address.
    """
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        return parsed.is_global and not parsed.is_multicast and parsed not in PROTOCOL_ASSIGNMENTS
    wrapped = _wrapped(parsed)
    if wrapped is not None:
        return is_public(str(wrapped))
    return parsed.is_global and parsed in GLOBAL_UNICAST


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour

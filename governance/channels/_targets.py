"""Which addresses a channel may call: the server must not be talked into calling its own network.

The name is resolved once, every address it has must be allowed, and the connection goes to the address that
was checked, so that a second answer of the name server cannot lead elsewhere (OWASP, Server-Side Request
Forgery Prevention). Redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from governance.delivery import DeliveryError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes.

    Attributes
    ----------
    address
        The IP address that was checked; the connection is made to it.
    path
        With the query.
    """

    scheme: str
    host: str
    port: int
    path: str
    address: str


def checked_target(url: str, allowed: Sequence[str]) -> Target:
    """Return where a URL leads.

    Raises
    ------
    DeliveryError
        Permanent when the URL may not be called, temporary when its name cannot be resolved now. The URL is
        not in the text: it may hold a secret.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DeliveryError(f"The channel's URL cannot be read: {error}.", permanent=True) from error
    host = parts.hostname
    if parts.scheme not in ("http", "https") or not host:
        raise DeliveryError("The channel's URL must begin with https:// (or http://).", permanent=True)
    if parts.username or parts.password:
        raise DeliveryError("The channel's URL must not hold a user and password.", permanent=True)
    port = port or (443 if parts.scheme == "https" else 80)
    addresses = _resolved(host, port)
    for address in addresses:
        if not _may_be_called(address, host, allowed):
            raise DeliveryError(
                f"{host} is {address}, which is no public address. If it is meant, name it in "
                "governance.allow_private_targets.",
                permanent=True,
            )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, str(addresses[0]))


def _resolved(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise DeliveryError(f"{host} cannot be resolved: {error}.", permanent=False) from error
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def _may_be_called(address: Address, host: str, allowed: Sequence[str]) -> bool:
    inner = _inside(address)
    if inner.is_global and address.is_global and not inner.is_multicast:
        return True
    return any(_names(entry, inner, host) for entry in allowed)


def _inside(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address leads to: mapped, by 6to4, or by a NAT64 gateway."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _names(entry: str, address: Address, host: str) -> bool:
    if entry.casefold() == host.casefold():
        return True
    try:
        return address in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False

"""Which addresses may be called. The operator lists host:port; everything else is refused before a byte is sent.

The name is checked when a provider is made, the resolved address when it connects, so a name that later points
to another machine inside the network (DNS rebinding) is refused too. Private addresses are allowed for listed
hosts: a model server in the company's own network is the purpose.
"""

import ipaddress
import re
import socket
from collections.abc import Collection
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from evaluations.providers.messages import sentence
from evaluations.providers.protocol import EndpointRefused

HOST_NAME = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*[a-z][a-z0-9-]*", re.IGNORECASE
)
# Metadata services of clouds that do not use the link-local block.
METADATA = frozenset({"100.100.100.200", "fd00:ec2::254", "168.63.129.16"})
DEFAULT_PORT = {"https": 443, "http": 80}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(OSError):
    """A listed name resolved to an address that is never called."""


def check_endpoint(url: str, allowed: Collection[str]) -> str:
    """Return host:port of a URL that may be called, or raise EndpointRefused.

    `allowed` holds "host:port"; a URL without a port means 443 (https) or 80 (http). Names are compared as
    written: no user information, no decimal, octal or shortened addresses, no non-ASCII names.
    """
    endpoint = _endpoint_of(url)
    listed = {entry.strip().lower() for entry in allowed}
    if endpoint is None or endpoint not in listed:
        raise not_allowed(endpoint or "?")
    address = _literal(_host_of(endpoint))
    if address is not None and _is_never_called(address):
        raise not_allowed(endpoint)
    return endpoint


def not_allowed(endpoint: str) -> EndpointRefused:
    return EndpointRefused("endpoint-not-allowed", sentence("endpoint-not-allowed", endpoint=endpoint))


class GuardedResolver(AbstractResolver):
    """Resolves names and refuses addresses that no listed name may have.

    Loopback only if the list itself says localhost: a public name that points to 127.0.0.1 is an attack.
    """

    def __init__(self, endpoint: str) -> None:
        self._loopback_allowed = _host_of(endpoint) == "localhost"
        self._resolver = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        for result in found:
            address = ipaddress.ip_address(result["host"].split("%")[0])
            if _is_never_called(address) or (_plain(address).is_loopback and not self._loopback_allowed):
                raise AddressRefused(f"{host} resolves to an address that is not allowed")
        return found

    async def close(self) -> None:
        await self._resolver.close()


def _endpoint_of(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORT.get(parts.scheme)
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if (
        not port
        or parts.scheme not in DEFAULT_PORT
        or parts.username is not None
        or parts.password is not None
    ):
        return None
    if ":" in host:
        return f"[{host}]:{port}" if _literal(host) else None
    return f"{host}:{port}" if _literal(host) or HOST_NAME.fullmatch(host) else None


def _host_of(endpoint: str) -> str:
    return endpoint.rpartition(":")[0].strip("[]")


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _plain(address: Address) -> Address:
    """An IPv4 address in IPv6 clothes is judged as what it is."""
    return getattr(address, "ipv4_mapped", None) or address


def _is_never_called(address: Address) -> bool:
    plain = _plain(address)
    return (
        plain.is_link_local
        or plain.is_unspecified
        or plain.is_multicast
        or plain == ipaddress.ip_address("255.255.255.255")
        or str(plain) in METADATA
    )

"""Which addresses Tidings may connect to, and the connection that goes nowhere else.

Under fetch: every hop's address is checked before anything is sent, and again after its name is
resolved, at the moment of connecting, and the connection is made to the very address that was checked. So a
name that answers differently the second time (DNS rebinding) gains nothing. The table of addresses
that are not public is ssrfguard's, which also looks inside addresses that carry another one
(IPv4-mapped, NAT64, 6to4, Teredo). Reads no settings: the allowed hosts are an argument.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

import httpcore
from ssrfguard import DEFAULT_DENIED

from bot.errors import ConfigError, FetchError

SETTING = "TIDINGS_ALLOWED_PRIVATE_HOSTS"
PUBLIC_PORTS = {"http": 80, "https": 443}

IPAddress = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Awaitable[tuple[str, ...]]]

_NAME = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?"
)
# Resolvers read `2130706433`, `0x7f.1`, `0177.0.0.1` and `127.1` as addresses; no public name ends
# in a number.
_NUMBER_LIKE = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
_MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """The one exception to the address rule, as the operator wrote it."""

    origins: frozenset[tuple[str, int | None]] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> "AllowedHosts":
        """Read entries of the forms host, host:port, [v6]:port and CIDR; raises ConfigError."""
        origins: set[tuple[str, int | None]] = set()
        networks: list[IPv4Network | IPv6Network] = []
        for entry in (entry.strip().lower() for entry in entries):
            if "/" in entry:
                networks.append(_network(entry))
            elif entry:
                origins.add(_origin(entry))
        return cls(frozenset(origins), tuple(networks))

    def by_name(self, host: str, port: int) -> bool:
        """Whether this host, as written in the address, is allowed at this port."""
        host = host.lower().rstrip(".")
        return (host, port) in self.origins or (host, None) in self.origins

    def by_network(self, address: IPAddress) -> bool:
        """Whether this address lies in an allowed network."""
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain.version == network.version and plain in network for network in self.networks)


def without_secrets(url: str) -> str:
    """Return the address fit for a log: no name or password, no query values, no fragment."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "(an address that cannot be read)"
    # A query without "=" may be a secret as a whole.
    asked = (pair.partition("=") for pair in parts.query.split("&"))
    hidden = "&".join(f"{name}=…" if equals else "…" for name, equals, _ in asked)
    return (
        (f"{parts.scheme}://" if parts.scheme else "")
        + (f"[{host}]" if ":" in host else host)
        + (f":{port}" if port else "")
        + parts.path
        + (f"?{hidden}" if parts.query else "")
    )


def check_origin(shown: str, scheme: str, host: str, port: int | None, allowed: AllowedHosts) -> int:
    """Check what an address says before any name is looked up; the port to connect to.

    `host` is what the connection will use, not what a second parser makes of the address. `shown` names
    the address in the FetchError. An odd port passes here where a network is allowed: the resolved
    address decides.
    """
    if scheme not in PUBLIC_PORTS:
        raise FetchError(f"{shown} is not an http or https address; use one that is")
    port = PUBLIC_PORTS[scheme] if port is None else port
    host = host.lower()
    literal = _literal(host)
    if literal is None and (not _NAME.fullmatch(host) or len(host) > 253):
        raise FetchError(f"{shown} has no usable host name; check how it is written")
    if allowed.by_name(host, port):
        return port
    if literal is None and _NUMBER_LIKE.fullmatch(host.rstrip(".").rpartition(".")[2]):
        raise FetchError(f"{shown} hides an IP address in an unusual number form; write it plainly")
    if port not in PUBLIC_PORTS.values() and not allowed.networks:
        raise FetchError(_odd_port(shown, port))
    if literal is not None:
        _check_address(shown, literal, port, allowed)
    return port


def checked_addresses(
    host: str, port: int, answers: Iterable[str], allowed: AllowedHosts
) -> tuple[IPAddress, ...]:
    """Return what a name resolved to, in the resolver's order; raises FetchError if any of it is not allowed.

    One inside address among public ones refuses the whole name: that mixture is how rebinding looks.
    """
    addresses = tuple(dict.fromkeys(ip_address(answer) for answer in answers))
    if not allowed.by_name(host, port):
        for address in addresses:
            _check_address(host, address, port, allowed)
    return addresses


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """Look a name up with the system's resolver; raises OSError."""
    answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(str(answer[4][0]) for answer in answers)


@dataclass
class GuardedBackend(httpcore.AsyncNetworkBackend):
    """httpcore's way to the network, with the check at connect time and the peer checked after it."""

    allowed: AllowedHosts
    resolver: Resolver = resolve
    inner: httpcore.AsyncNetworkBackend = field(default_factory=httpcore.AnyIOBackend)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the host that answers; all of them were checked before."""
        last: Exception = httpcore.ConnectError("the name has no address")
        for address in (await self._addresses(host, port))[:_MOST_ATTEMPTS]:
            try:
                stream = await self.inner.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
                continue
            await _check_peer(stream, address)
            return stream
        raise last

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no feed lives in a local socket."""
        raise FetchError("local sockets are not fetched from")

    async def sleep(self, seconds: float) -> None:
        """Wait, for httpcore's retries (we ask for none)."""
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> tuple[IPAddress, ...]:
        literal = _literal(host)
        try:
            answers = (str(literal),) if literal else await self.resolver(host, port)
        except OSError as error:
            raise httpcore.ConnectError(f"the name {host} could not be looked up") from error
        return checked_addresses(host, port, answers, self.allowed)


async def _check_peer(stream: httpcore.AsyncNetworkStream, address: IPAddress) -> None:
    peer = stream.get_extra_info("server_addr")
    if peer is None or ip_address(peer[0]) != address:
        await stream.aclose()
        raise FetchError(f"the connection to {address} was led elsewhere on the way; check the network")


def _check_address(shown: str, address: IPAddress, port: int, allowed: AllowedHosts) -> None:
    if allowed.by_network(address):
        return
    verdict = DEFAULT_DENIED.classify(address)
    if verdict.blocked:
        what = verdict.block.name if verdict.block else "not public"
        raise FetchError(
            f"{shown} leads to {address} ({what}), which is not on the public internet; "
            f"if it is a server of your own, name it in {SETTING}"
        )
    if port not in PUBLIC_PORTS.values():
        raise FetchError(_odd_port(shown, port))


def _odd_port(shown: str, port: int) -> str:
    return (
        f"{shown} uses port {port}, but only 80 and 443 are fetched from; "
        f"if it is a server of your own, name it in {SETTING}"
    )


def _literal(host: str) -> IPAddress | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _network(entry: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(entry, strict=False)
    except ValueError as error:
        raise _bad_entry(entry) from error


def _origin(entry: str) -> tuple[str, int | None]:
    literal = _literal(entry.strip("[]"))
    if literal is not None:
        return str(literal), None
    host, colon, digits = entry.rpartition(":")
    if not colon:
        host, digits = entry, ""
    elif not (digits.isascii() and digits.isdigit() and 0 < int(digits) < 65536):
        raise _bad_entry(entry)
    literal = _literal(host.strip("[]"))
    name = str(literal) if literal else host.rstrip(".")
    if literal is None and not _NAME.fullmatch(name):
        raise _bad_entry(entry)
    return name, int(digits) if digits else None


def _bad_entry(entry: str) -> ConfigError:
    return ConfigError(
        f"{SETTING} has {entry!r}; it wants a host (feeds.lan), host:port (127.0.0.1:8080) "
        "or network (10.0.0.0/8)"
    )

"""Which hosts may be asked: public ones over https, and those that the user named himself."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from nblabel.errors import MediaProblem, SourceError

MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class RemoteLimits:
    """What an address may cost.

    Parameters
    ----------
    connect_s
        Longest wait for a connection.
    read_s
        Longest silence of a server.
    total_s
        Longest time of one answer; a second is added for every `slowest_bytes` that arrived.
    slowest_bytes
        Bytes a second below which an answer is given up in the end.
    whole_bytes
        Objects up to this size are fetched whole and kept on disk; of larger ones only the parts that are read.
    unranged_bytes
        Largest object that is fetched whole because its server cannot give parts of it.
    redirects
        How often one answer may point to another address.
    fresh_s
        How long an answer holds before the server is asked whether it still does.
    failed_s
        How long an address that failed is not asked again.
    """

    connect_s: float = 4.0
    read_s: float = 5.0
    total_s: float = 30.0
    slowest_bytes: int = 500_000
    whole_bytes: int = 32 * MEGA
    unranged_bytes: int = 256 * MEGA
    redirects: int = 5
    fresh_s: float = 300.0
    failed_s: float = 10.0


REMOTE = RemoteLimits()
_allowed: frozenset[str] = frozenset()
# Not the file's fault: once the host is allowed it is looked at again.
_FORBIDDEN = PermissionError(errno.EACCES, "host not allowed")

_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
_PORT = re.compile(r"(?P<host>.+?)(?::(?P<port>[0-9]{1,5}))?")
# Public by their number for some or all versions of Python, yet answered by who runs the machine (Azure, Oracle), or local.
_LANDLORDS = tuple(map(ip_network, ("168.63.129.16/32", "192.0.0.0/24", "64:ff9b:1::/48", "fec0::/10", "5f00::/16")))
_NAT64 = ip_network("64:ff9b::/96")
_COMPATIBLE = ip_network("::/96")


def allow_hosts(hosts: Iterable[str]) -> None:
    """Let these hosts be asked although they are private, and over http: too; for this process, on top of earlier ones.

    Parameters
    ----------
    hosts
        Names or numbers, with a port where only that one is meant.

    Examples
    --------
    >>> allow_hosts(["media.intranet.example", "127.0.0.1:8000"])
    """
    global _allowed
    if isinstance(hosts, str):
        hosts = [hosts]
    _allowed |= {_entry(host) for host in hosts}


def allowed() -> frozenset[str]:
    """The hosts that the user named."""
    return _allowed


def is_allowed(host: str, port: int) -> bool:
    """Whether the user named this host, or this port of it."""
    return bool(_allowed) and (host in _allowed or f"{_bracketed(host)}:{port}" in _allowed)


def plain_host(host: str) -> str:
    """A host as it is compared: lower case, ASCII, no dot at its end; raises MediaProblem for what is none.

    Numbers written in another way than 203.0.113.9 are refused: they are only written so to slip through.

    Examples
    --------
    >>> plain_host("Media.Example.")
    'media.example'
    """
    name = host.rstrip(".").lower()
    if ":" in name:
        try:
            return str(ip_address(name.partition("%")[0]))
        except ValueError as problem:
            raise MediaProblem("The address names no valid host; check it.") from problem
    try:
        name = name.encode("idna").decode("ascii").lower() if not name.isascii() else name
    except UnicodeError as problem:
        raise MediaProblem("The address names no valid host; check it.") from problem
    if not name or not re.fullmatch(r"[a-z0-9_.\-]+", name) or len(name) > 253:
        raise MediaProblem("The address names no valid host; check it.")
    if _NUMBER.fullmatch(name.rpartition(".")[2]) and not _is_quad(name):
        raise MediaProblem(
            f'The host "{name}" is a number in disguise, which is not opened; write it as a name or as in 203.0.113.9.'
        )
    return name


def check_scheme(scheme: str, host: str, port: int) -> None:
    """Raise where the address is not encrypted and the host was not allowed."""
    if scheme != "https" and not is_allowed(host, port):
        raise MediaProblem(
            "Only https: addresses are opened, and this one is http:; give its https: address, "
            f'or allow the host if you trust it: allow_hosts=["{_bracketed(host)}"].'
        ) from _FORBIDDEN


def check_addresses(host: str, port: int, addresses: Sequence[str]) -> None:
    """Raise where a name leads into this machine or its network and the user did not allow it."""
    if is_allowed(host, port):
        return
    for address in addresses:
        kind = why_private(address)
        if kind:
            where = "" if address == host else f"leads to {address}, which "
            raise MediaProblem(
                f"The host {host} {where}is {kind} and is not opened; if you trust it, allow it: "
                f'allow_hosts=["{_bracketed(host)}"].'
            ) from _FORBIDDEN


def why_private(address: str) -> str:
    """What kind of private address this is; empty for a public one.

    Examples
    --------
    >>> why_private("169.254.169.254"), why_private("::ffff:10.0.0.1"), why_private("9.9.9.9")
    ('a link-local address', 'a private address', '')
    """
    number = _unwrapped(ip_address(address.partition("%")[0]))
    for is_so, kind in (
        (number.is_unspecified, "an unspecified address"),
        (number.is_loopback, "an address of this machine itself"),
        (number.is_link_local, "a link-local address"),
        (number.is_multicast, "a multicast address"),
        (any(number in network for network in _LANDLORDS), "an address of the machine's host"),
        (not number.is_global or number.is_reserved, "a private address"),
    ):
        if is_so:
            return kind
    return ""


def _unwrapped(number: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 one, by each of the ways to put it there."""
    if isinstance(number, IPv4Address):
        return number
    inside = number.ipv4_mapped or number.sixtofour or (number.teredo[1] if number.teredo else None)
    if inside is None and (number in _NAT64 or (number in _COMPATIBLE and int(number) > 1)):
        inside = IPv4Address(int(number) & 0xFFFFFFFF)
    return inside or number


def _entry(given: str) -> str:
    text = str(given).strip()
    literal = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if literal.count(":") > 1 and not literal.startswith("["):
        return plain_host(literal)
    found = _PORT.fullmatch(text)
    if found is None or any(sign in text for sign in "/@? "):
        raise SourceError(
            f'"{text}" is no host; name hosts as in allow_hosts=["media.example.org", "127.0.0.1:8000"], without https://.'
        )
    host = plain_host(found["host"].strip("[]"))
    return f"{_bracketed(host)}:{int(found['port'])}" if found["port"] else host


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_quad(name: str) -> bool:
    try:
        IPv4Address(name)
    except ValueError:
        return False
    return True

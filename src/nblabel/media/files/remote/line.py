"""A connection to an address that was checked before, on which no wait is longer than it may be."""

# http.client and not fsspec's HTTPFileSystem: the latter follows redirects by itself, has a name resolved anew for each
# connection (by then it may lead elsewhere) and unpacks what a server calls gzip whatever its size. Here the number that
# was checked is the number that is connected to; http.client never resolves, redirects or unpacks anything by itself.
# Proxies named in the environment are not used: a proxy would resolve the name where nobody can check it.

from __future__ import annotations

import io
import queue
import socket
import ssl
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection
from typing import Any

from nblabel.errors import MediaProblem
from nblabel.media.files import policy
from nblabel.media.files.beat import still_working

_SLICE_S = 0.5
_DNS_HELD_S = 30.0
_resolved: dict[tuple[str, int], tuple[float, list[str]]] = {}
_context: ssl.SSLContext | None = None


class Line(HTTPConnection):
    """One connection; `begin` sets the time that the next answer may take."""

    def __init__(self, scheme: str, host: str, port: int) -> None:
        super().__init__(host, port)
        self.scheme = scheme
        self.default_port = 443 if scheme == "https" else 80
        self._ends = 0.0
        self.begin()

    def begin(self) -> None:
        """The clock starts for another answer."""
        self._ends = time.monotonic() + policy.REMOTE.total_s

    def connect(self) -> None:
        """Resolve, check, and connect to what was checked."""
        addresses = resolved(self.host, self.port)
        policy.check_addresses(self.host, self.port, addresses)
        raw = self._dialled(addresses)
        try:
            if self.scheme == "https":
                raw.settimeout(min(policy.REMOTE.connect_s, self.left()))
                raw = _tls().wrap_socket(raw, server_hostname=self.host)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            raw.close()
            raise
        self.sock: Any = _Timed(raw, self)

    def left(self) -> float:
        """Seconds that are left for this answer; raises TimeoutError when none are."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def arrived(self, count: int) -> None:
        """What arrives gives an answer more time, so that a large one may take long and a dripping one may not."""
        self._ends += count / policy.REMOTE.slowest_bytes

    def _dialled(self, addresses: list[str]) -> socket.socket:
        ends = time.monotonic() + min(policy.REMOTE.connect_s, self.left())
        last: OSError = TimeoutError()
        for place, address in enumerate(addresses):
            still_working()
            left = ends - time.monotonic()
            if left <= 0:
                break
            try:
                # A dead address (IPv6 without a way out) must leave time for the next one.
                patience = left if place == len(addresses) - 1 else max(left / 2, 0.2)
                return socket.create_connection((address, self.port), timeout=patience)
            except OSError as problem:
                last = problem
        raise last


class _Timed:
    """What http.client takes for a socket: every read looks at the clock."""

    def __init__(self, raw: socket.socket, line: Line) -> None:
        self._raw = raw
        self._line = line

    def sendall(self, data: Any) -> None:
        self._raw.settimeout(min(policy.REMOTE.read_s, self._line.left()))
        self._raw.sendall(data)

    def makefile(self, mode: str = "rb", *_: Any) -> io.BufferedReader:
        # The unbuffered file holds the socket open until the answer is read, as http.client expects it.
        return io.BufferedReader(_TimedReads(self._raw, self._line))

    def close(self) -> None:
        self._raw.close()


class _TimedReads(io.RawIOBase):
    def __init__(self, raw: socket.socket, line: Line) -> None:
        self._raw = raw
        self._line = line
        self._held = raw.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        silent_until = time.monotonic() + policy.REMOTE.read_s
        while True:
            still_working()
            self._raw.settimeout(max(0.01, min(_SLICE_S, self._line.left(), silent_until - time.monotonic())))
            try:
                count = self._raw.recv_into(buffer)
            except TimeoutError:
                if time.monotonic() >= silent_until:
                    raise
                continue
            self._line.arrived(count)
            return count

    def close(self) -> None:
        if not self.closed:
            with suppress(OSError):
                self._held.close()
        super().close()


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host; raises OSError when there are none or nobody knows in time."""
    known = _resolved.get((host, port))
    if known is not None and time.monotonic() - known[0] < _DNS_HELD_S:
        return known[1]
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()
    # The system's resolver takes no limit of time, so it is waited for elsewhere.
    threading.Thread(target=_look_up, args=(host, port, answers), daemon=True, name="nblabel-names").start()
    ends = time.monotonic() + policy.REMOTE.connect_s
    while True:
        still_working()
        try:
            found = answers.get(timeout=max(0.01, min(_SLICE_S, ends - time.monotonic())))
            break
        except queue.Empty:
            if time.monotonic() >= ends:
                raise TimeoutError from None
    if isinstance(found, OSError):
        raise found
    if len(_resolved) > 10_000:
        _resolved.clear()
    _resolved[host, port] = (time.monotonic(), found)
    return found


def _look_up(host: str, port: int, answers: queue.SimpleQueue[list[str] | OSError]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
    except UnicodeError:
        answers.put(socket.gaierror(socket.EAI_NONAME, "no such name"))
    except OSError as problem:
        answers.put(problem)


def _tls() -> ssl.SSLContext:
    global _context
    if _context is None:
        _context = ssl.create_default_context()
    return _context


def why(problem: BaseException, host: str) -> str:
    """One sentence about a connection that failed; nothing of the request stands in it."""
    if isinstance(problem, MediaProblem):
        return str(problem)
    if isinstance(problem, ssl.SSLCertVerificationError):
        return f"The certificate of {host} is not valid ({problem.verify_message}); the file is not fetched from it."
    if isinstance(problem, ssl.SSLError):
        return f"No encrypted connection to {host} could be made; check the address."
    if isinstance(problem, socket.gaierror):
        return f"No host {host} is known; check its name and the network."
    if isinstance(problem, TimeoutError):
        return f"The server {host} took too long to answer; try again later."
    if isinstance(problem, ConnectionRefusedError):
        return f"The server {host} refused the connection; check that it runs and the port."
    if isinstance(problem, OSError) and not isinstance(problem, ConnectionError) and problem.strerror:
        return f"The server {host} could not be reached ({problem.strerror}); check the network."
    return f"The connection to {host} broke off or made no sense; try again later."

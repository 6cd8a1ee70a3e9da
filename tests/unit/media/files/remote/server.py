"""A small web server that behaves as well or as badly as a test wants."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Handler = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; the path chooses who answers it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Site

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.log.append((self.path, dict(self.headers.items())))
        handler = self.server.handlers.get(path)
        if handler is None:
            self.plain(404, b"nothing here")
        else:
            handler(self)

    def plain(self, status: int, body: bytes = b"", **headers: str) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **named(headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def head(self, status: int, **headers: str) -> None:
        """The head of an answer."""
        self.send_response(status)
        for name, value in named(headers).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@dataclass(eq=False)
class Site(ThreadingHTTPServer):
    """The server, what it answers, and what it was asked."""

    handlers: dict[str, Handler] = field(default_factory=dict)
    log: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    scheme: str = "http"

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.server_address[1]}{path}"

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of each request for a path."""
        return [headers for asked, headers in self.log if asked.partition("?")[0] == path]

    def handle_error(self, *_: Any) -> None:
        """The client went away, as it should."""


@contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[Site]:
    site = Site()
    if context is not None:
        site.socket = context.wrap_socket(site.socket, server_side=True, do_handshake_on_connect=False)
        site.scheme = "https"
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.over.set()
        site.shutdown()
        site.server_close()
        thread.join()


def file(body: bytes, *, etag: str = '"one"', most: int | None = None) -> Handler:
    """An object that can be asked for in parts; with `most`, at most so many bytes at once."""

    def answer(request: Request) -> None:
        wanted = request.headers.get("Range")
        about = {"ETag": etag, "Last_Modified": "Sun, 01 Nov 2026 10:00:00 GMT", "Accept_Ranges": "bytes"}
        if etag and request.headers.get("If-None-Match") == etag:
            request.plain(304, **about)
            return
        if wanted is None:
            request.plain(200, body, **about)
            return
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        start, stop = int(first), min(int(last) + 1, len(body), int(first) + (most or len(body)))
        if start >= len(body):
            request.plain(416, Content_Range=f"bytes */{len(body)}")
            return
        request.plain(206, body[start:stop], Content_Range=f"bytes {start}-{stop - 1}/{len(body)}", **about)

    return answer


def whole(body: bytes, **headers: str) -> Handler:
    """An object of a server that knows no parts."""
    return lambda request: request.plain(200, body, **headers)


def redirect(to: str, status: int = 302) -> Handler:
    return lambda request: request.plain(status, Location=to)


def named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}

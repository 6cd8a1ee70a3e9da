"""Encrypted connections: the certificate is looked at, and everything else is as over plain ones."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.media.files.remote.server import Request, Site, file, redirect, running

from nblabel.errors import MediaProblem
from nblabel.media.files import policy
from nblabel.media.files.loader import open_file
from nblabel.media.files.remote import line
from nblabel.media.files.remote.parts import PART

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("certificate")
    key, made = folder / "key.pem", folder / "certificate.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run([*command.split(), "-keyout", key, "-out", made], check=True, capture_output=True)
    return made, key


@pytest.fixture(scope="module")
def running_safe_site(certificate: tuple[Path, Path]) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with running(context) as site:
        yield site


@pytest.fixture
def safe_site(running_safe_site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    running_safe_site.handlers.clear()
    running_safe_site.log.clear()
    policy.allow_hosts(["localhost", "127.0.0.1"])
    monkeypatch.setattr(line, "_context", None)
    return running_safe_site


@pytest.fixture
def trusted(safe_site: Site, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate counts as one that the machine trusts."""
    monkeypatch.setattr(line, "_context", ssl.create_default_context(cafile=str(certificate[0])))


def read(url: str) -> bytes:
    opened, _ = open_file(url)
    with opened:
        return opened.read()


def test_a_certificate_that_nobody_vouches_for_is_refused(safe_site: Site) -> None:
    safe_site.handlers["/a"] = file(b"one")
    with pytest.raises(MediaProblem, match=r"The certificate of localhost is not valid \(self-signed certificate"):
        read(safe_site.url("/a", host="localhost"))
    assert not safe_site.log


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host_is_refused(safe_site: Site) -> None:
    with pytest.raises(MediaProblem, match=r"certificate of 127\.0\.0\.1 is not valid"):
        read(safe_site.url("/a"))


@pytest.mark.usefixtures("trusted")
def test_whole_objects_and_parts_arrive(safe_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, whole_bytes=PART))
    body = bytes(range(256)) * (5 * PART // 256)
    safe_site.handlers["/a"] = redirect("/b")
    safe_site.handlers["/b"] = file(body)
    safe_site.handlers["/c"] = file(b"small")
    assert read(safe_site.url("/a", host="localhost")) == body
    assert read(safe_site.url("/c", host="localhost")) == b"small"


def silent(request: Request) -> None:
    request.head(200, Content_Length="100")
    request.wfile.write(b"x" * 10)
    request.server.over.wait(5)


@pytest.mark.usefixtures("trusted")
def test_a_slow_server_is_given_up(safe_site: Site, impatient: policy.RemoteLimits) -> None:
    safe_site.handlers["/a"] = silent
    with pytest.raises(MediaProblem, match="took too long"):
        read(safe_site.url("/a", host="localhost"))


@pytest.mark.usefixtures("trusted")
def test_a_redirect_down_to_http_needs_a_host_that_was_allowed(safe_site: Site, site: Site) -> None:
    site.handlers["/a"] = file(b"plain")
    safe_site.handlers["/a"] = redirect(site.url("/a"))
    safe_site.handlers["/b"] = redirect("http://host.example/a")
    assert read(safe_site.url("/a", host="localhost")) == b"plain"
    with pytest.raises(MediaProblem, match="Only https:"):
        read(safe_site.url("/b", host="localhost"))


@pytest.mark.parametrize("says", [b"", b"HTTP/1.0 200 OK\r\n\r\nplain", b"\x15\x03\x01\x00\x02\x02\x28"])
def test_a_server_that_does_not_speak_tls_says_so(impatient: policy.RemoteLimits, says: bytes) -> None:
    policy.allow_hosts(["127.0.0.1"])
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(says)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(MediaProblem, match=r"127\.0\.0\.1"):
            read(f"https://127.0.0.1:{server.getsockname()[1]}/a")
        thread.join()


def test_a_server_that_accepts_and_says_nothing_is_given_up(impatient: policy.RemoteLimits) -> None:
    policy.allow_hosts(["127.0.0.1"])
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(MediaProblem, match="took too long"),
    ):
        read(f"https://127.0.0.1:{server.getsockname()[1]}/a")

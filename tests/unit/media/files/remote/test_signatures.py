"""What signs an address never reaches the disk, a message, a log or a cache key."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.media.files.remote.server import Site, file, redirect

from nblabel.domain.medium import Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.loader import open_file
from nblabel.media.files.signatures import masked, remember_signed, shown, signed, signed_among, without_signature
from nblabel.media.files.sources import fingerprint

BASE = "https://host.example/folder/a.jpg"


@pytest.mark.parametrize(
    "signature",
    [
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20261122&X-Amz-Expires=60&X-Amz-Security-Token=t&X-Amz-Signature=00ff",
        "AWSAccessKeyId=AK&Expires=1&Signature=x%3D",
        "X-Goog-Algorithm=G&X-Goog-Credential=c&X-Goog-Date=2&X-Goog-Expires=9&X-Goog-SignedHeaders=host&X-Goog-Signature=f",
        "GoogleAccessId=me%40x&Expires=1&Signature=abc",
        "sv=2024-11-04&ss=b&srt=co&sp=r&se=2026&st=2025&spr=https&sig=x%2Fy",
        "sr=b&skoid=1&sktid=2&skt=3&ske=4&sks=b&skv=5&sv=2024&se=6&sp=r&sig=abc",
        "Expires=1&Signature=a~&Key-Pair-Id=K",
        "Policy=eyJ&Signature=a&Key-Pair-Id=K&Hash-Algorithm=SHA256",
        "OSSAccessKeyId=a&Expires=1&Signature=b&security-token=c",
        "q-sign-algorithm=sha1&q-ak=a&q-sign-time=1&q-key-time=1&q-header-list=&q-url-param-list=&q-signature=f",
        "ex=1&is=2&hm=3",
        "token=opensesame",
        "access_token=x",
    ],
)
def test_each_way_to_sign_is_cut_off_and_the_rest_stays_to_the_byte(signature: str) -> None:
    assert without_signature(f"{BASE}?{signature}") == BASE
    for query in ("w=%41&h=2", "versionId=3", "name=a+b&&c"):
        assert without_signature(f"{BASE}?{query}&{signature}#page=2") == f"{BASE}?{query}#page=2"
    assert without_signature(f"{BASE}?{signature}&w=1") == f"{BASE}?w=1"


@pytest.mark.parametrize(
    "query", ["se=1&st=2&sp=3", "Expires=5", "ex=1", "is=2", "oh=1", "id=7", "key=photos/1.jpg", "code=3"]
)
def test_names_that_may_mean_the_file_are_left(query: str) -> None:
    assert without_signature(f"{BASE}?{query}") == f"{BASE}?{query}"


def test_a_name_and_password_are_cut_off() -> None:
    assert without_signature("https://ada:pw@host.example/a@b.jpg") == "https://host.example/a@b.jpg"
    assert without_signature("https://host.example/@ada/a.jpg?x=@") == "https://host.example/@ada/a.jpg?x=@"


@given(st.text(alphabet="ab?&=#%/:@.;+ é", max_size=30))
def test_an_address_without_a_signature_stays_to_the_byte(rest: str) -> None:
    url = f"https://host.example/{rest}"
    assert without_signature(url) == url
    assert remember_signed(url) == url


@pytest.mark.parametrize("path", ["/data/a?token=b.jpg", "/data/a@b.jpg", "C:\\a?sig=1"])
def test_paths_are_no_addresses(path: str) -> None:
    assert without_signature(path) == path


def test_the_signed_form_is_remembered_in_memory_and_the_latest_one_counts() -> None:
    stored = remember_signed(f"{BASE}?token=one")
    assert stored == BASE
    assert signed(BASE).endswith("token=one")
    remember_signed(f"{BASE}?token=two")
    assert signed(BASE).endswith("token=two")
    assert signed_among((BASE, "/data/a.jpg")) == {BASE: f"{BASE}?token=two"}


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}?X-Amz-Credential=c&X-Amz-Expires=6&X-Amz-Signature=1",
        f"{BASE}?w=1&token=a#page=2",
        f"{BASE}?token=a&w=1",
        f"{BASE}?w=1&token=a&h=2",
        "https://ada:pw@host.example/a.jpg",
        "https://ada:pw@host.example/a.jpg?w=1&sig=2",
    ],
)
def test_the_signed_form_comes_back_to_the_byte(url: str) -> None:
    assert signed(remember_signed(url)) == url


def test_half_a_million_signed_addresses_fit_into_memory() -> None:
    import tracemalloc

    shared = f"X-Amz-Credential={'c' * 60}&X-Amz-Date=20261122&X-Amz-Security-Token={'t' * 900}"
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for number in range(2_000):
        remember_signed(f"https://bucket.example/{number}.jpg?{shared}&X-Amz-Signature={number:064x}")
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown / 2_000 < 600


def test_what_is_shown_has_no_query_at_all() -> None:
    assert shown("https://ada:pw@host.example/a.jpg?key=1&sig=2#x") == "https://host.example/a.jpg"
    assert (
        masked("Forbidden: https://b.example/k?X-Amz-Signature=00ff (403)") == "Forbidden: https://b.example/k... (403)"
    )


def everything_written(folder: Path) -> bytes:
    return b"\n".join(path.name.encode() + path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("is_there", [True, False])
def test_a_signed_address_leaves_no_trace(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture, is_there: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "5ec2e7"
    if is_there:
        site.handlers["/a.jpg"] = redirect(f"/b.jpg?X-Amz-Signature=other{secret}")
        site.handlers["/b.jpg"] = file(b"pixels")
    else:
        site.handlers["/a.jpg"] = redirect(f"/b.jpg?sig={secret}")
    given = site.url(f"/a.jpg?token={secret}").replace("http://", f"http://ada:{secret}@")
    stored = remember_signed(given)
    assert secret not in stored
    said = ""
    try:
        open_file(stored)[0].close()
    except MediaProblem:
        said = traceback.format_exc()
    assert (said == "") == is_there
    assert secret in site.log[0][0]
    assert site.asked("/a.jpg")[0]["Authorization"].startswith("Basic ")
    assert secret not in said + caplog.text + repr(Medium("image", (stored,)))
    assert secret.encode() not in everything_written(tmp_path)
    assert fingerprint(stored) == fingerprint(given) == fingerprint(given.replace("token=", "token=renewed"))


@pytest.mark.parametrize("login", ["", "eve:else@"])
def test_a_password_is_not_sent_on_to_another_host(site: Site, login: str) -> None:
    from nblabel.media.files import policy

    policy.allow_hosts(["localhost"])
    site.handlers["/a"] = redirect("/again")
    site.handlers["/again"] = redirect(site.url("/b", host="localhost").replace("//", f"//{login}"))
    site.handlers["/b"] = file(b"x")
    open_file(site.url("/a").replace("//", "//ada:pw@"))[0].close()
    assert "Authorization" in site.asked("/a")[0]
    assert "Authorization" in site.asked("/again")[0]
    assert "Authorization" not in site.asked("/b")[0]

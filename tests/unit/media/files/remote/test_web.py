"""Addresses: fetched once, in parts where that is less, and never longer, larger or further than allowed."""

from __future__ import annotations

import gzip
import random
import time
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from tests.unit.media.files.remote.server import Request, Site, file, redirect, whole

from nblabel.errors import MediaProblem
from nblabel.media.files import policy
from nblabel.media.files.loader import Limits, open_file, open_guarded
from nblabel.media.files.remote.kept import kept
from nblabel.media.files.remote.parts import PART


def picture(width: int = 60, height: int = 40) -> bytes:
    buffer = BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def content(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def read(url: str) -> bytes:
    opened, found = open_file(url)
    with opened:
        data = opened.read()
    assert found.st_size == len(data)
    return data


def test_a_picture_behind_an_address_opens_like_one_on_disk(site: Site) -> None:
    site.handlers["/a.jpg"] = file(picture())
    with open_guarded(site.url("/a.jpg")) as image:
        assert image.size == (60, 40)
        image.load()
    _, found = open_file(site.url("/a.jpg"))
    assert found.st_mtime_ns == 1_793_527_200 * 10**9


def test_a_small_object_is_fetched_once_in_one_request_and_then_read_from_disk(site: Site) -> None:
    body = content(300_000)
    site.handlers["/a"] = file(body)
    assert [read(site.url("/a")) for _ in range(3)] == [body] * 3
    assert len(site.log) == 1


def test_once_it_is_old_the_server_is_asked_whether_it_changed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, fresh_s=0.0))
    site.handlers["/a"] = file(b"one", etag='"1"')
    assert [read(site.url("/a")) for _ in range(2)] == [b"one"] * 2
    assert [asked.get("If-None-Match") for asked in site.asked("/a")] == [None, '"1"']
    site.handlers["/a"] = file(b"other", etag='"2"')
    assert read(site.url("/a")) == b"other"


def test_a_copy_serves_where_the_server_is_down(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, fresh_s=0.0, failed_s=0.0))
    site.handlers["/a"] = file(b"one")
    assert read(site.url("/a")) == b"one"
    site.handlers["/a"] = lambda request: request.plain(503)
    assert read(site.url("/a")) == b"one"
    site.handlers["/a"] = lambda request: request.plain(403)
    with pytest.raises(MediaProblem, match="does not allow it"):
        read(site.url("/a"))


def test_of_a_large_object_only_the_parts_that_are_read_are_fetched(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, whole_bytes=PART))
    body = content(20 * PART + 17)
    site.handlers["/v.mp4"] = file(body)
    opened, found = open_file(site.url("/v.mp4"))
    assert found.st_size == len(body)
    with opened:
        for place in (12 * PART + 5, 0, len(body) - 10, 3 * PART - 1):
            opened.seek(place)
            assert opened.read(64) == body[place : place + 64]
    ranges = [asked["Range"] for asked in site.asked("/v.mp4")]
    # The first part came with the first answer; each other place cost one part, or two where it crosses into the next.
    assert ranges == [
        f"bytes=0-{PART - 1}",
        f"bytes={12 * PART}-{13 * PART - 1}",
        f"bytes={20 * PART}-{20 * PART + 16}",
        f"bytes={2 * PART}-{3 * PART - 1}",
        f"bytes={3 * PART}-{5 * PART - 1}",
    ]
    opened, _ = open_file(site.url("/v.mp4"))
    with opened:
        opened.seek(12 * PART)
        assert opened.read(100) == body[12 * PART : 12 * PART + 100]
    assert len(site.asked("/v.mp4")) == len(ranges)


def test_reading_on_and_on_asks_for_longer_and_longer_parts(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, whole_bytes=PART))
    body = content(40 * PART)
    site.handlers["/v"] = file(body)
    assert read(site.url("/v")) == body
    assert len(site.asked("/v")) < 10


def test_a_server_that_gives_less_at_once_than_asked_is_asked_for_the_rest(site: Site) -> None:
    body = content(250_000)
    site.handlers["/a"] = file(body, most=100_000)
    assert read(site.url("/a")) == body


def test_an_object_that_changes_while_it_is_read_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, whole_bytes=PART))
    site.handlers["/v"] = file(content(4 * PART), etag='"1"')
    opened, _ = open_file(site.url("/v"))
    site.handlers["/v"] = file(content(4 * PART + 1), etag='"2"')
    opened.seek(2 * PART)
    with opened, pytest.raises(MediaProblem, match="changed on its server"):
        opened.read(10)


def test_a_server_without_parts_gives_the_whole(site: Site) -> None:
    body = content(200_000)
    site.handlers["/a"] = whole(body)
    assert read(site.url("/a")) == body
    assert read(site.url("/a")) == body
    assert len(site.log) == 1


def test_what_a_server_cannot_give_in_parts_must_not_be_too_large(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, whole_bytes=1000, unranged_bytes=2_000_000))
    site.handlers["/a"] = whole(content(3_000_000))
    with pytest.raises(MediaProblem, match="3 MB, its server gives no parts of it, and at most 2"):
        read(site.url("/a"))


def test_a_claimed_size_beyond_the_limit_is_refused_unread(site: Site) -> None:
    def huge(request: Request) -> None:
        request.head(200, Content_Length="5000000000000")

    site.handlers["/a"] = huge
    with pytest.raises(MediaProblem, match="5,000,000 MB and at most 1,074"):
        open_file(site.url("/a"), limits=Limits(file_bytes=1_074_000_000))


def endless(request: Request) -> None:
    request.head(200, Transfer_Encoding="chunked")
    block = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    while not request.server.over.is_set():
        request.wfile.write(block)


def test_an_endless_answer_ends_at_the_limit_and_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, unranged_bytes=3_000_000))
    site.handlers["/a"] = endless
    with pytest.raises(MediaProblem, match="larger than 3 MB, which is the most that is fetched"):
        read(site.url("/a"))
    assert not [path for path in kept().folder.iterdir() if path.is_file()]


def chunked(request: Request) -> None:
    request.head(200, Transfer_Encoding="chunked")
    for word in (b"one ", b"two ", b"three"):
        request.wfile.write(b"%x\r\n%s\r\n" % (len(word), word))
    request.wfile.write(b"0\r\n\r\n")


def test_an_answer_in_chunks_is_put_together(site: Site) -> None:
    site.handlers["/a"] = chunked
    assert read(site.url("/a")) == b"one two three"


def silent(request: Request) -> None:
    request.server.over.wait(5)


def silent_inside(request: Request) -> None:
    request.head(200, Content_Length="100")
    request.wfile.write(b"x" * 10)
    request.server.over.wait(5)


def dripping(request: Request) -> None:
    request.head(200, Content_Length="1000")
    while not request.server.over.wait(0.05):
        request.wfile.write(b"x")


def dripping_head(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not request.server.over.wait(0.05):
        request.wfile.write(b"x")


@pytest.mark.parametrize("handler", [silent, silent_inside, dripping, dripping_head])
def test_a_slow_server_is_given_up(site: Site, impatient: policy.RemoteLimits, handler: object) -> None:
    site.handlers["/a"] = handler  # type: ignore[assignment]
    before = time.monotonic()
    with pytest.raises(MediaProblem, match=r"The server 127\.0\.0\.1 took too long to answer"):
        read(site.url("/a"))
    assert time.monotonic() - before < 5


def broken_inside(request: Request) -> None:
    request.head(200, Content_Length="4000")
    request.wfile.write(b"x" * 1000)
    request.close_connection = True


def broken_chunk(request: Request) -> None:
    request.head(200, Transfer_Encoding="chunked")
    request.wfile.write(b"ff\r\nxx")
    request.close_connection = True


@pytest.mark.parametrize(("handler", "amount"), [(broken_inside, "1,000 of 4,000 bytes"), (broken_chunk, "bytes")])
def test_an_answer_that_breaks_off_says_after_how_much(site: Site, handler: object, amount: str) -> None:
    site.handlers["/a"] = handler  # type: ignore[assignment]
    with pytest.raises(MediaProblem, match=f"broke off after .*{amount}; try again later"):
        read(site.url("/a"))
    assert not [path for path in kept().folder.iterdir() if path.is_file()]


def more_than_it_says(request: Request) -> None:
    request.head(206, Content_Range="bytes 0-9/10", Content_Length="4000")
    request.wfile.write(b"x" * 4000)


def test_more_than_was_said_is_no_file(site: Site) -> None:
    site.handlers["/a"] = more_than_it_says
    with pytest.raises(MediaProblem, match="gave 4,000 bytes of a file of 10"):
        read(site.url("/a"))


def other_part(request: Request) -> None:
    request.plain(206, b"x" * 10, Content_Range="bytes 90-99/100")


def part_of_something(request: Request) -> None:
    request.plain(206, b"x" * 10, Content_Range="bytes none of your business/100")


@pytest.mark.parametrize(
    ("handler", "reason"), [(other_part, "another part"), (part_of_something, "without saying which")]
)
def test_a_part_that_was_not_asked_for_is_refused(site: Site, handler: object, reason: str) -> None:
    site.handlers["/a"] = handler  # type: ignore[assignment]
    with pytest.raises(MediaProblem, match=reason):
        read(site.url("/a"))


def packed_part(request: Request) -> None:
    """A server that packs what it cuts, unless it is asked for all of it."""
    if "Range" in request.headers:
        request.plain(206, gzip.compress(b"x" * 10), Content_Range="bytes 0-29/30", Content_Encoding="gzip")
    else:
        request.plain(200, gzip.compress(b"whole"), Content_Encoding="gzip")


def part_of_unknown(request: Request) -> None:
    if "Range" in request.headers:
        request.plain(206, b"who", Content_Range="bytes 0-2/*")
    else:
        request.plain(200, b"whole")


@pytest.mark.parametrize("handler", [packed_part, part_of_unknown])
def test_where_parts_are_of_no_use_the_whole_is_asked_for(site: Site, handler: object) -> None:
    site.handlers["/a"] = handler  # type: ignore[assignment]
    assert read(site.url("/a")) == b"whole"


def nonsense(request: Request) -> None:
    request.wfile.write(b"\x16\x03\x01 no http at all\r\n\r\n")
    request.close_connection = True


def many_headers(request: Request) -> None:
    request.head(200, **{f"X_{number}": "y" for number in range(500)})


@pytest.mark.parametrize("handler", [nonsense, many_headers])
def test_nonsense_is_a_reason(site: Site, handler: object) -> None:
    site.handlers["/a"] = handler  # type: ignore[assignment]
    with pytest.raises(MediaProblem, match="made no sense"):
        read(site.url("/a"))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        *((status, "nothing is there") for status in (404, 410)),
        *((status, "does not allow it .*; sign the address anew") for status in (401, 403, 407)),
        *((status, "cannot answer now") for status in (408, 429, 500, 503)),
        (418, "the status 418"),
    ],
)
def test_each_refusal_of_a_server_is_its_own_sentence(site: Site, status: int, reason: str) -> None:
    site.handlers["/a"] = lambda request: request.plain(status)
    with pytest.raises(MediaProblem, match=reason):
        read(site.url("/a"))


def test_an_address_that_failed_is_not_asked_again_at_once(site: Site) -> None:
    for _ in range(5):
        with pytest.raises(MediaProblem, match="nothing is there") as raised:
            read(site.url("/a"))
        assert isinstance(raised.value.__cause__, OSError)
    assert len(site.log) == 1
    # Signed anew it is another try.
    with pytest.raises(MediaProblem):
        read(site.url("/a?X-Amz-Signature=new"))
    assert len(site.log) == 2


def test_what_a_server_packs_is_unpacked_within_limits(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"text " * 50_000
    site.handlers["/a"] = whole(gzip.compress(body), Content_Encoding="gzip")
    assert read(site.url("/a")) == body
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, unranged_bytes=5_000_000))
    site.handlers["/bomb"] = whole(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    with pytest.raises(MediaProblem, match="larger than 5 MB"):
        read(site.url("/bomb"))
    site.handlers["/cut"] = whole(gzip.compress(body)[:-20], Content_Encoding="gzip")
    with pytest.raises(MediaProblem, match="cannot be unpacked"):
        read(site.url("/cut"))
    site.handlers["/br"] = whole(b"xxx", Content_Encoding="br")
    with pytest.raises(MediaProblem, match='packs the file as "br"'):
        read(site.url("/br"))


def test_an_empty_object_says_so(site: Site) -> None:
    site.handlers["/a"] = file(b"")
    with pytest.raises(MediaProblem, match=r"empty \(0 bytes\)"):
        open_file(site.url("/a"))


def test_a_redirect_to_an_allowed_host_is_followed(site: Site) -> None:
    policy.allow_hosts(["localhost"])
    site.handlers["/a"] = redirect(site.url("/b", host="localhost"))
    site.handlers["/b"] = redirect("c?x=1", 307)
    site.handlers["/c"] = file(b"here")
    assert read(site.url("/a")) == b"here"
    assert [path for path, _ in site.log] == ["/a", "/b", "/c?x=1"]


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("https://169.254.169.254/latest/meta-data", "169.254.169.254 is a link-local address"),
        ("http://169.254.169.254/latest/meta-data", "Only https: addresses are opened"),
        ("https://[::ffff:169.254.169.254]/", "link-local"),
        ("https://2852039166/", "number in disguise"),
        ("//169.254.169.254/x", "Only https:"),
        ("https://10.0.0.1/", "a private address"),
        ("file:///etc/passwd", "no https: address"),
        ("s3://bucket/key", "no https: address"),
        ("memory://x", "not opened"),
        ("https:///x", "no valid host"),
        ("https://[", "makes no sense"),
    ],
)
def test_a_redirect_is_looked_at_like_a_first_address(site: Site, to: str, reason: str) -> None:
    site.handlers["/a"] = redirect(to)
    with pytest.raises(MediaProblem, match=reason):
        read(site.url("/a"))


def test_a_redirect_in_a_circle_ends(site: Site) -> None:
    site.handlers["/a"] = redirect("/b")
    site.handlers["/b"] = redirect("/a")
    with pytest.raises(MediaProblem, match="more than 5 times"):
        read(site.url("/a"))
    assert len(site.log) == 6


def test_a_redirect_without_a_target_says_so(site: Site) -> None:
    site.handlers["/a"] = lambda request: request.plain(302)
    with pytest.raises(MediaProblem, match="without saying where"):
        read(site.url("/a"))


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere when it is asked a second time (DNS rebinding) gains nothing."""
    import socket

    answers = iter([["8.8.8.8"], ["127.0.0.1"], ["127.0.0.1"]])
    dialled = []

    def look_up(host: str, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(answers)]

    def dial(address: tuple[str, int], **_: object) -> socket.socket:
        dialled.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", dial)
    with pytest.raises(MediaProblem, match="refused the connection"):
        read("https://rebinding.example/a")
    assert dialled == ["8.8.8.8"]


def test_a_name_that_leads_inside_is_refused_even_if_only_one_of_its_addresses_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import socket

    found = [(0, 0, 0, "", (address, 443)) for address in ("8.8.8.8", "192.168.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(MediaProblem, match=r"mixed\.example leads to 192\.168\.0\.7, which is a private address"):
        read("https://mixed.example/a")


def test_a_host_that_is_not_there_is_asked_once_for_a_whole_page(
    site: Site, impatient: policy.RemoteLimits, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nblabel.media.files.remote import line

    tries = []
    real = line.Line._dialled
    monkeypatch.setattr(line.Line, "_dialled", lambda self, addresses: tries.append(1) or real(self, addresses))
    for number in range(20):
        with pytest.raises(MediaProblem, match="refused the connection"):
            read(f"http://127.0.0.1:9/{number}.jpg")
    assert len(tries) == 1


def test_connections_are_used_again(site: Site) -> None:
    for number in range(5):
        site.handlers[f"/{number}"] = file(content(1000 + number))
    ports = set()
    for number in range(5):
        inner = site.handlers[f"/{number}"]
        site.handlers[f"/{number}"] = lambda request, inner=inner: (
            ports.add(request.client_address[1]),
            inner(request),
        )  # type: ignore[misc]
        read(site.url(f"/{number}"))
    assert len(ports) == 1


def test_a_kept_connection_that_the_server_closed_is_opened_anew(site: Site) -> None:
    def closing(request: Request) -> None:
        file(b"first")(request)
        request.close_connection = True

    site.handlers["/a"] = closing
    site.handlers["/b"] = file(b"second")
    assert [read(site.url("/a")), read(site.url("/b"))] == [b"first", b"second"]


def test_several_threads_that_want_the_same_fetch_it_once(site: Site) -> None:
    from concurrent.futures import ThreadPoolExecutor

    site.handlers["/a"] = file(content(500_000))
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, [site.url("/a")] * 8)) == {content(500_000)}
    assert len(site.log) == 1


def test_names_with_spaces_and_letters_of_all_kinds_are_asked_for(site: Site) -> None:
    site.handlers["/%C3%A4%20b.jpg"] = file(b"found")
    assert read(site.url("/ä b.jpg?q=a b")) == b"found"
    assert site.log[0][0] == "/%C3%A4%20b.jpg?q=a%20b"


def test_what_is_kept_on_disk_stays_below_its_limit(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept(), "limit_bytes", 1_000_000)
    for number in range(30):
        site.handlers[f"/{number}"] = file(content(100_000 + number))
        read(site.url(f"/{number}"))
    sizes = [path.stat().st_size for path in kept().folder.iterdir()]
    assert 500_000 < sum(sizes) <= 1_000_000
    assert read(site.url("/0")) == content(100_000)


def test_where_nothing_can_be_kept_it_is_fetched_all_the_same(site: Site) -> None:
    site.handlers["/a"] = file(b"one")
    kept().folder.parent.mkdir(parents=True, exist_ok=True)
    kept().folder.write_text("a file where the folder should be")
    assert read(site.url("/a")) == b"one"

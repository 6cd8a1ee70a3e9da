"""Which paths and addresses are opened at all, and under which roots."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nblabel.errors import MediaProblem, SourceError
from nblabel.media.files import policy
from nblabel.media.files.loader import open_file
from nblabel.media.files.sources import Source, is_address, local_path, source_of


def refusal(url: str, **how: str) -> str:
    with pytest.raises(MediaProblem) as raised:
        open_file(url, **how)  # type: ignore[arg-type]
    return str(raised.value)


@pytest.mark.parametrize(
    ("url", "scheme", "text"),
    [
        ("/data/a.jpg", "file", "/data/a.jpg"),
        ("/data/a::b.jpg", "file", "/data/a::b.jpg"),
        ("/data/https://x", "file", "/data/https://x"),
        ("C:\\photos\\a.jpg", "file", "C:\\photos\\a.jpg"),
        ("file:///data/a%20b%23.jpg", "file", "/data/a b#.jpg"),
        ("FILE://localhost/data/a.jpg", "file", "/data/a.jpg"),
        ("file:/data/a.jpg", "file", "/data/a.jpg"),
        ("HTTPS://Host.example/A?b=C#d", "https", "HTTPS://Host.example/A?b=C#d"),
        ("https://[2606:4700::1111]/a", "https", "https://[2606:4700::1111]/a"),
        ("s3://bucket/a b.jpg", "s3", "s3://bucket/a b.jpg"),
        ("gs://bucket/a.jpg", "gs", "gs://bucket/a.jpg"),
        ("arn:aws:s3::123:accesspoint/x.mrap/a", "s3", "arn:aws:s3::123:accesspoint/x.mrap/a"),
    ],
)
def test_what_may_be_opened_is_kept_to_the_byte(url: str, scheme: str, text: str) -> None:
    assert source_of(url) == Source(scheme, text)
    assert is_address(url) == (scheme != "file")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"{scheme}://x/y", f'beginning with "{scheme}:"')
        for scheme in ("memory", "local", "ftp", "sftp", "hf", "gcs", "jar")
    ]
    + [(f"{scheme}:x", f'beginning with "{scheme}:"') for scheme in ("data", "javascript", "arn")]
    + [
        ("simplecache::file:///etc/passwd", "Chained"),
        ("dir::file:///etc", "Chained"),
        ("zip://a.jpg::https://host.example/a.zip", "Chained"),
        ("https://host.example/a.zip::file:///etc/passwd", "Chained"),
        ("s3://bucket/a::memory://b", "Chained"),
        ("file:///a::b", "Chained"),
        ("file:etc/passwd", "a whole path"),
        ("file://other.example/etc/passwd", "another machine"),
        ("https:///etc/passwd", "no valid host"),
        ("https:/host.example/a", "no valid host"),
        ("https:host.example/a", "no valid host"),
        ("https://host.example:99999/a", "no valid host"),
        ("https://host.example:0/a", "no valid host"),
        ("https://[1/a", "no valid host"),
        ("https://good.example\\@127.0.0.1/a", "no valid host"),
        ("s3:///a", "no valid bucket"),
        ("https://host.example/a\r\nHost: other", "line break"),
        ("https://host.example/" + "a" * 17_000, "17,021 characters"),
    ],
)
def test_everything_else_is_refused_with_its_own_sentence(url: str, reason: str) -> None:
    assert reason in refusal(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://127.0.0.1/a", "this machine itself"),
        ("https://127.9.9.9/a", "this machine itself"),
        ("https://localhost/a", "this machine itself"),
        ("https://LOCALHOST./a", "this machine itself"),
        ("https://[::1]/a", "this machine itself"),
        ("https://[::ffff:127.0.0.1]/a", "this machine itself"),
        ("https://[::ffff:a9fe:a9fe]/a", "link-local"),
        ("https://[64:ff9b::7f00:1]/a", "this machine itself"),
        ("https://[2002:7f00:1::]/a", "this machine itself"),
        ("https://[fe80::1]/a", "link-local"),
        ("https://[fd00:ec2::254]/a", "private"),
        ("https://169.254.169.254/latest/meta-data/", "link-local"),
        ("https://168.63.129.16/a", "machine's host"),
        ("https://100.100.100.200/a", "private"),
        ("https://192.0.0.192/a", "machine's host"),
        ("https://10.1.2.3/a", "private"),
        ("https://172.16.0.1/a", "private"),
        ("https://192.168.1.1/a", "private"),
        ("https://0.0.0.0/a", "unspecified"),
        ("https://[::]/a", "unspecified"),
        ("https://224.0.0.1/a", "multicast"),
        ("https://[ff02::1]/a", "multicast"),
        ("https://255.255.255.255/a", "private"),
        ("https://2130706433/a", "number in disguise"),
        ("https://0x7f000001/a", "number in disguise"),
        ("https://0177.0.0.1/a", "number in disguise"),
        ("https://127.1/a", "number in disguise"),
        ("https://127.0.0.1.:443/a", "this machine itself"),
        ("https://user:secret@127.0.0.1/a", "this machine itself"),
        ("http://host.example/a", "Only https:"),
    ],
)
def test_hosts_inside_are_refused_however_they_are_written(url: str, reason: str) -> None:
    said = refusal(url)
    assert reason in said
    assert "secret" not in said


def test_digits_of_other_scripts_are_the_same_digits() -> None:
    assert "this machine itself" in refusal("https://①②⑦.⓪.⓪.①/a")


@given(st.ip_addresses(v=4))
def test_an_address_in_another_coat_is_as_private_as_without(number: object) -> None:
    plain = policy.why_private(str(number))
    assert policy.why_private(f"::ffff:{number}") == plain
    packed = int(number)  # type: ignore[call-overload]
    assert policy.why_private(f"64:ff9b::{packed >> 16:x}:{packed & 0xFFFF:x}") == plain
    assert policy.why_private(f"2002:{packed >> 16:x}:{packed & 0xFFFF:x}::1") == plain


def test_allowing_a_host_means_that_host_and_that_port() -> None:
    policy.allow_hosts(["NAS.local", "127.0.0.1:8000", "[::1]:9000", "fd00::1"])
    assert policy.allowed() == {"nas.local", "127.0.0.1:8000", "[::1]:9000", "fd00::1"}
    assert policy.is_allowed("nas.local", 80)
    assert policy.is_allowed("127.0.0.1", 8000)
    assert policy.is_allowed("::1", 9000)
    assert not policy.is_allowed("127.0.0.1", 8001)
    assert not policy.is_allowed("sub.nas.local", 80)


@pytest.mark.parametrize(
    "host", ["https://host.example", "", "a b", "host.example/x", "*.example", "2130706433", "u@h"]
)
def test_what_is_no_host_cannot_be_allowed(host: str) -> None:
    with pytest.raises((SourceError, MediaProblem)):
        policy.allow_hosts([host])
    assert not policy.allowed()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A root with a picture, and a secret beside it."""
    (tmp_path / "root/sub").mkdir(parents=True)
    (tmp_path / "root/sub/a.jpg").write_bytes(b"a picture")
    (tmp_path / "secret.txt").write_bytes(b"a secret")
    (tmp_path / "rooted").mkdir()
    (tmp_path / "rooted/b.jpg").write_bytes(b"another folder")
    return tmp_path


@pytest.mark.parametrize("path", ["root/sub/a.jpg", "root/./sub/../sub/a.jpg"])
def test_what_lies_under_the_root_is_opened(tree: Path, path: str) -> None:
    file, _ = open_file(str(tree / path), root=str(tree / "root"))
    with file:
        assert file.read() == b"a picture"


def test_a_relative_path_is_taken_from_the_root(tree: Path) -> None:
    file, _ = open_file("sub/a.jpg", root=str(tree / "root"))
    file.close()
    assert local_path("sub/a.jpg", str(tree / "root")) == str(tree / "root/sub/a.jpg")


@pytest.mark.parametrize(
    "path",
    [
        "root/../secret.txt",
        "root/sub/../../secret.txt",
        "rooted/b.jpg",
        "/etc/passwd",
        "../secret.txt",
        "root/gone/../../x",
    ],
)
def test_what_lies_outside_of_the_root_is_refused(tree: Path, path: str) -> None:
    target = path if path.startswith(("/", "..")) else str(tree / path)
    assert 'outside the folder "root"' in refusal(target, root=str(tree / "root"))
    assert 'outside the folder "root"' in refusal(f"file://{tree}/secret.txt", root=str(tree / "root"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_out_of_the_root_are_refused_and_links_inside_followed(tree: Path) -> None:
    root = tree / "root"
    (root / "out.jpg").symlink_to("../secret.txt")
    (root / "far.jpg").symlink_to("/etc/passwd")
    (root / "folder").symlink_to(tree)
    (root / "in.jpg").symlink_to("sub/a.jpg")
    (root / "loop.jpg").symlink_to("loop.jpg")
    for name in ("out.jpg", "far.jpg", "folder/secret.txt"):
        assert "outside the folder" in refusal(str(root / name), root=str(root))
    open_file(str(root / "in.jpg"), root=str(root))[0].close()
    assert "could not be read" in refusal(str(root / "loop.jpg"), root=str(root))
    # The root itself may be a link: to where it leads is what counts.
    (tree / "link").symlink_to("root")
    open_file(str(tree / "link/sub/a.jpg"), root=str(tree / "link"))[0].close()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_put_in_place_after_the_check_is_not_followed(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree / "root"
    real = os.open

    def open_after_a_swap(path: str, flags: int) -> int:
        Path(path).unlink()
        Path(path).symlink_to(tree / "secret.txt")
        return real(path, flags)

    monkeypatch.setattr(os, "open", open_after_a_swap)
    assert "could not be read" in refusal(str(root / "sub/a.jpg"), root=str(root))


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices in folders are a Unix matter")
def test_devices_pipes_folders_and_what_is_missing_each_say_so(tree: Path) -> None:
    os.mkfifo(tree / "root/pipe.jpg")
    root = str(tree / "root")
    assert "device or pipe" in refusal("/dev/zero")
    assert "device or pipe" in refusal("file:///dev/zero")
    assert "device or pipe" in refusal(f"{root}/pipe.jpg", root=root)
    assert "a folder" in refusal(f"{root}/sub", root=root)
    assert "a folder" in refusal(root, root=root)
    assert "nothing at this path" in refusal(f"{root}/gone.jpg", root=root)
    assert "nothing at this path" in refusal(f"file://{root}/gone.jpg")
    assert refusal("file:///a%00b").endswith(".")
    assert refusal(f"{root}/a\0b", root=root).endswith(".")


def test_no_permission_says_so(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    assert "may not be read; change its permissions" in refusal(str(tree / "secret.txt"))

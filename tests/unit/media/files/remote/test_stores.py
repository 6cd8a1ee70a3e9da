"""Buckets, through a file system of fsspec that only pretends: which scheme gets which, and what its errors may say."""

from __future__ import annotations

import builtins
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nblabel.errors import MediaProblem, MissingExtra
from nblabel.media.files import policy
from nblabel.media.files.loader import Limits, open_file
from nblabel.media.files.remote.parts import PART

fsspec = pytest.importorskip("fsspec")
SECRET = "5ec2e7"


class Bucket(fsspec.AbstractFileSystem):  # type: ignore[misc]
    """Objects in memory, and a note of each that was asked for."""

    protocol = ("s3", "gs")
    cachable = False
    objects: dict[str, tuple[bytes, str]] = {}
    asked: list[tuple[str, int | None, int | None]] = []
    problem: BaseException | None = None
    held_up = threading.Event()
    is_held_up = False

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        if Bucket.is_held_up:
            self.held_up.wait(5)
        if self.problem is not None:
            raise self.problem
        if path == "bucket/folder":
            return {"name": path, "type": "directory", "size": 0}
        if path not in self.objects:
            raise FileNotFoundError(path)
        body, etag = self.objects[path]
        modified = datetime(2026, 11, 1, 10, tzinfo=UTC)
        return {"name": path, "type": "file", "size": len(body), "ETag": etag, "LastModified": modified}

    def cat_file(self, path: str, start: int | None = None, end: int | None = None, **_: Any) -> bytes:
        self.asked.append((path, start, end))
        return self.objects[path][0][start:end]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Bucket]]:
    for scheme in ("s3", "gs"):
        monkeypatch.setitem(sys.modules["fsspec.registry"]._registry, scheme, Bucket)
    Bucket.objects, Bucket.asked, Bucket.problem, Bucket.is_held_up = {}, [], None, False
    Bucket.held_up.clear()
    yield Bucket
    Bucket.held_up.set()


def read(url: str, **how: Any) -> bytes:
    file, found = open_file(url, **how)
    with file:
        data = file.read()
    assert found.st_size == len(data)
    return data


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("s3://bucket/a b.jpg", "bucket/a b.jpg"),
        ("gs://bucket/a.jpg", "bucket/a.jpg"),
        ("arn:aws:s3::123:accesspoint/x.mrap/a.jpg", "arn:aws:s3::123:accesspoint/x.mrap/a.jpg"),
    ],
)
def test_an_object_is_fetched_once_and_kept(bucket: type[Bucket], url: str, path: str) -> None:
    bucket.objects[path] = (b"pixels", "one")
    assert [read(url), read(url)] == [b"pixels"] * 2
    assert bucket.asked == [(path, 0, 6)]
    assert open_file(url)[1].st_mtime_ns == 1_793_527_200 * 10**9


def test_of_a_large_object_only_parts_are_fetched(bucket: type[Bucket], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, whole_bytes=PART))
    bucket.objects["bucket/v"] = (bytes(range(256)) * (20 * PART // 256), "one")
    file, _ = open_file("s3://bucket/v")
    with file:
        file.seek(7 * PART + 3)
        assert file.read(2) == b"\x03\x04"
    assert ("bucket/v", 7 * PART, 8 * PART) in bucket.asked
    assert sum((stop or 0) - (start or 0) for _, start, stop in bucket.asked) < 20 * PART


def test_an_object_that_changed_is_fetched_anew_and_one_that_did_not_is_not(
    bucket: type[Bucket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "REMOTE", replace(policy.REMOTE, fresh_s=0.0))
    bucket.objects["bucket/a"] = (b"one", "1")
    assert [read("s3://bucket/a"), read("s3://bucket/a")] == [b"one"] * 2
    assert len(bucket.asked) == 1
    bucket.objects["bucket/a"] = (b"two", "2")
    assert read("s3://bucket/a") == b"two"


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (PermissionError(f"https://b.s3.amazonaws.com/?X-Amz-Signature={SECRET}"), "does not allow it"),
        (type("NoCredentialsError", (Exception,), {})(SECRET), "does not allow it"),
        (ValueError(f"token={SECRET}"), "could not be read (ValueError)"),
        (FileNotFoundError(f"k?{SECRET}"), "nothing is there"),
        (ConnectionError(SECRET), "could not be read (ConnectionError)"),
    ],
)
def test_what_a_library_says_is_not_repeated(bucket: type[Bucket], problem: BaseException, reason: str) -> None:
    import traceback

    bucket.problem = problem
    with pytest.raises(MediaProblem) as raised:
        read("s3://bucket/a")
    assert reason in str(raised.value)
    assert SECRET not in "".join(traceback.format_exception(raised.value))
    assert isinstance(raised.value.__cause__, OSError), "it may go better next time"


def test_a_folder_of_a_bucket_and_a_missing_object_say_so(bucket: type[Bucket]) -> None:
    with pytest.raises(MediaProblem, match="a folder of the bucket"):
        read("s3://bucket/folder")
    with pytest.raises(MediaProblem, match="S3 says that nothing is there"):
        read("s3://bucket/gone")


def test_a_bucket_that_does_not_answer_is_given_up(bucket: type[Bucket], impatient: policy.RemoteLimits) -> None:
    bucket.is_held_up = True
    with pytest.raises(MediaProblem, match="took too long"):
        read("gs://bucket/a")


def test_too_large_is_refused_unread(bucket: type[Bucket]) -> None:
    bucket.objects["bucket/a"] = (bytes(3_000_000), "1")
    with pytest.raises(MediaProblem, match="3 MB and at most 2"):
        read("s3://bucket/a", limits=Limits(file_bytes=2_000_000))
    assert not bucket.asked


@pytest.mark.parametrize("scheme", ["s3", "gs"])
def test_without_the_extra_the_sentence_says_what_to_install(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(MissingExtra, match=r'needs the extra "remote": pip install "nblabel\[remote\]"'):
        open_file(f"{scheme}://bucket/a.jpg")


def test_paths_and_https_never_import_fsspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def watched(name: str, *rest: Any, **named: Any) -> Any:
        assert not name.startswith("fsspec")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", watched)
    (tmp_path / "a").write_bytes(b"x")
    open_file(tmp_path / "a")[0].close()
    with pytest.raises(MediaProblem):
        open_file("https://127.0.0.1/a")
    with pytest.raises(MediaProblem):
        open_file("memory://a")

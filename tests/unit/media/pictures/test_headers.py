"""Headers are read without decoding, many at a time, in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageFile

from nblabel.media.pictures.headers import Header, probe_header, probe_many


def test_a_header_says_size_format_and_file(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (33, 21)).save(path)
    found = path.stat()
    assert probe_header(path) == Header(33, 21, 1, "PNG", 1, found.st_size, found.st_mtime_ns, None)


def test_no_pixel_is_decoded_for_a_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("RGB", (33, 21)).save(tmp_path / "a.jpg")

    def refuse(self: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", refuse)
    assert probe_header(tmp_path / "a.jpg").problem is None


def test_a_problem_keeps_what_is_known_about_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"hello, this is text")
    header = probe_header(tmp_path / "a.jpg")
    assert header.problem
    assert header.file_size == 19
    assert header.width == 0


def test_many_headers_come_in_order_with_their_positions(tmp_path: Path) -> None:
    for width in (10, 20, 30):
        Image.new("L", (width, 5)).save(tmp_path / f"{width}.png")
    paths = [str(tmp_path / f"{(i % 3 + 1) * 10}.png") for i in range(1000)]
    done: list[int] = []
    rows = [row for chunk in probe_many(paths, probe=probe_header, progress=done.append) for row in chunk]
    assert [index for index, _ in rows] == list(range(1000))
    assert all(header.width == (index % 3 + 1) * 10 for index, header in rows)
    assert sum(done) == 1000


def test_cancelling_ends_the_chunks_early() -> None:
    asked: list[str] = []

    def probe(path: str) -> Header:
        asked.append(path)
        return Header()

    chunks = list(probe_many(["x"] * 100_000, probe=probe, cancelled=lambda: len(asked) > 500))
    assert len(asked) < 20_000
    assert sum(len(chunk) for chunk in chunks) <= len(asked)


def test_no_paths_are_no_chunks() -> None:
    assert list(probe_many([], probe=probe_header)) == []

"""The guarded loader opens known formats within limits and says why not otherwise."""

from __future__ import annotations

import os
import socket
import sys
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nblabel.errors import MediaProblem
from nblabel.media.files import loader
from nblabel.media.files.loader import Limits, decode_bytes, open_guarded, reason_of
from nblabel.media.pictures.headers import probe_header


@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF"])
def test_each_known_format_opens_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "picture.of_some_kind"
    Image.new("RGB", (30, 20), "teal").save(path, name)
    with open_guarded(path) as image:
        assert (image.format, image.size) == (name, (30, 20))


def test_a_phone_picture_with_several_frames_opens_as_its_first(tmp_path: Path) -> None:
    first, second = Image.new("RGB", (30, 20), "red"), Image.new("RGB", (10, 10), "blue")
    first.save(tmp_path / "a.mpo", "MPO", save_all=True, append_images=[second])
    with open_guarded(tmp_path / "a.mpo") as image:
        assert image.size == (30, 20)


@pytest.mark.parametrize("name", ["ICO", "PPM", "TGA", "PCX", "SGI"])
def test_other_formats_are_refused_whatever_their_name(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (32, 32)).save(tmp_path / "a.png", name)
    with pytest.raises(MediaProblem, match="no JPEG, PNG"):
        open_guarded(tmp_path / "a.png")


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + b"\x08\x02\0\0\0") + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height", "is_opened"), [(10_000, 10_000, True), (10_001, 10_000, False)])
def test_the_limit_is_exactly_100_megapixels(tmp_path: Path, width: int, height: int, is_opened: bool) -> None:
    (tmp_path / "a.png").write_bytes(png_claiming(width, height))
    if is_opened:
        open_guarded(tmp_path / "a.png").close()
    else:
        with pytest.raises(MediaProblem, match=r"10001 x 10000 .* at most 100 are opened"):
            open_guarded(tmp_path / "a.png")


def test_a_progressive_jpeg_counts_more_than_its_pixels(tmp_path: Path) -> None:
    Image.new("RGB", (100, 100)).save(tmp_path / "a.jpg", progressive=True)
    with open_guarded(tmp_path / "a.jpg") as image:
        assert decode_bytes(image) == 70_000
    with pytest.raises(MediaProblem, match="Decoding this 100 x 100 picture"):
        open_guarded(tmp_path / "a.jpg", limits=Limits(decode_bytes=60_000))


def test_a_file_over_the_size_limit_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.jpg").open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(MediaProblem, match="3000 MB and at most 1024"):
        open_guarded(tmp_path / "a.jpg")


@pytest.mark.parametrize("name", ["WEBP", "AVIF"])
def test_a_format_that_is_read_whole_has_a_lower_limit(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (30, 20)).save(tmp_path / "a", name)
    with pytest.raises(MediaProblem, match="at most 0 are opened"):
        open_guarded(tmp_path / "a", limits=Limits(whole_file_bytes=10))


def test_a_missing_file_a_folder_and_an_empty_file_say_so(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    for name, reason in [("gone.jpg", "nothing at this path"), ("", "a folder"), ("empty.jpg", "empty")]:
        with pytest.raises(MediaProblem, match=reason):
            open_guarded(tmp_path / name)


@pytest.mark.parametrize("name", ["a\0b.jpg", "x" * 300 + ".jpg"])
def test_an_impossible_name_is_a_reason(tmp_path: Path, name: str) -> None:
    with pytest.raises(MediaProblem):
        open_guarded(f"{tmp_path}/{name}")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes in folders are a Unix matter")
def test_a_pipe_a_socket_and_a_device_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.jpg"))
        for path in (tmp_path / "pipe.jpg", tmp_path / "s.jpg", Path("/dev/zero")):
            with pytest.raises(MediaProblem, match="device or pipe"):
                open_guarded(path)


def test_the_file_is_closed_after_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no picture at all")
    opened = []
    real = loader.open_file

    def spy(*args: object, **kwargs: object) -> object:
        opened.append(real(*args, **kwargs)[0])  # type: ignore[arg-type]
        return opened[-1], None

    monkeypatch.setattr(loader, "open_file", spy)
    with pytest.raises(MediaProblem):
        open_guarded(tmp_path / "a.jpg")
    assert opened[0].closed


def test_every_reason_is_one_sentence() -> None:
    problems = [
        FileNotFoundError(2, "x"),
        PermissionError(13, "x"),
        MemoryError(),
        EOFError(),
        ValueError("bad\nchunk"),
        OSError(),
    ]
    for problem in problems:
        reason = reason_of(problem)
        assert reason.endswith(".")
        assert "\n" not in reason


def valid_files() -> list[bytes]:
    found = []
    for name in ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"):
        buffer = BytesIO()
        Image.effect_noise((24, 18), 60).convert("RGB").save(buffer, name)
        found.append(buffer.getvalue())
    return found


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(st.sampled_from(valid_files()), st.data())
def test_damaged_bytes_give_a_picture_or_a_reason_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    path = tmp_path_factory.getbasetemp() / "damaged.bin"
    path.write_bytes(damaged[:cut])
    header = probe_header(path)
    assert header.problem or header.width > 0
    with suppress(MediaProblem):
        open_guarded(path).close()

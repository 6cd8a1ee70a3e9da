"""Small videos made with PyAV, whole and spoilt, and what a player would show of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from PIL.Image import Image, Transpose

av = pytest.importorskip("av")

SIZE = (160, 120)
TURNS = {5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270, 8: Transpose.ROTATE_90, 3: Transpose.ROTATE_180}


@dataclass(frozen=True)
class Recipe:
    """How one file is made."""

    codec: str
    container: str
    b_frames: int | None = 2
    pixels: str = "yuv420p"
    encoder: dict[str, str] = field(default_factory=dict)
    muxer: dict[str, str] = field(default_factory=dict)
    times: Sequence[int] = range(50)


WHOLE = {
    "h264.ts": Recipe("libx264", "mpegts"),
    "open_gop.ts": Recipe("libx264", "mpegts", encoder={"x264-params": "open-gop=1:bframes=3:log-level=-1"}),
    "intra_refresh.ts": Recipe(
        "libx264", "mpegts", 0, encoder={"x264-params": "intra-refresh=1:keyint=20:log-level=-1"}
    ),
    "interlaced.ts": Recipe("libx264", "mpegts", encoder={"x264-params": "tff=1:log-level=-1"}),
    "mpeg2.ts": Recipe("mpeg2video", "mpegts"),
    "mpeg2.mpg": Recipe("mpeg2video", "mpeg"),
    "mpeg1.mpg": Recipe("mpeg1video", "mpeg"),
    "disc.vob": Recipe("mpeg2video", "vob"),
    "mpeg4.avi": Recipe("mpeg4", "avi"),
    "h264.avi": Recipe("libx264", "avi"),
    "motion_jpeg.avi": Recipe("mjpeg", "avi", None, "yuvj420p"),
    "h264.mkv": Recipe("libx264", "matroska"),
    "hevc.mkv": Recipe("libx265", "matroska", encoder={"x265-params": "log-level=none"}),
    "fragmented.mp4": Recipe("libx264", "mp4", muxer={"movflags": "frag_keyframe+empty_moov"}),
    "starts_before_zero.mp4": Recipe("libx264", "mp4", muxer={"use_editlist": "1"}, times=range(-9, 41)),
    "uneven.mp4": Recipe("libx264", "mp4", times=[n * n // 8 + n for n in range(50)]),
    "h264.mov": Recipe("libx264", "mov"),
    "prores.mov": Recipe("prores_ks", "mov", None, "yuv422p10le"),
    "vp8.webm": Recipe("libvpx", "webm", None, encoder={"lag-in-frames": "16"}),
    "vp9.webm": Recipe("libvpx-vp9", "webm", None, encoder={"auto-alt-ref": "1", "lag-in-frames": "16"}),
    "wmv2.wmv": Recipe("wmv2", "asf", 0),
    "sorenson.flv": Recipe("flv", "flv", 0),
    "h264.flv": Recipe("libx264", "flv"),
    "mpeg4.3gp": Recipe("mpeg4", "3gp", 0),
}


def make(path: Path, recipe: Recipe, size: tuple[int, int] = SIZE) -> Path:
    """The file that the recipe describes; skips where this PyAV cannot write it."""
    try:
        av.codec.Codec(recipe.codec, "w")
    except (av.codec.codec.UnknownCodecError, ValueError):
        pytest.skip(f"This PyAV has no encoder {recipe.codec}.")
    with av.open(str(path), "w", format=recipe.container, options=recipe.muxer) as file:
        stream = file.add_stream(recipe.codec, rate=25, options=recipe.encoder)
        stream.width, stream.height = size
        stream.pix_fmt = recipe.pixels
        stream.codec_context.gop_size = 12
        if recipe.b_frames is not None:
            stream.codec_context.max_b_frames = recipe.b_frames
        for number, time in enumerate(recipe.times):
            picture = av.VideoFrame.from_ndarray(drawn(number, size), "rgb24").reformat(format=recipe.pixels)
            picture.pts, picture.time_base = time, Fraction(1, 25)
            file.mux(stream.encode(picture))
        file.mux(stream.encode())
    return path


def drawn(number: int, size: tuple[int, int] = SIZE) -> np.ndarray:
    """A picture that says its number in white squares, and moves."""
    width, height = size
    pixels = np.full((height, width, 3), 40, np.uint8)
    for bit in range(8):
        if number >> bit & 1:
            pixels[height // 12 : height // 3, width * (2 * bit + 1) // 18 : width * (2 * bit + 2) // 18] = 230
    left = number * 3 % (width * 7 // 8)
    pixels[height // 2 : height * 5 // 6, left : left + width // 8] = (200, min(255, 30 + number), 90)
    return pixels


def number_in(picture: Image) -> int:
    """The number that the picture says."""
    pixels = np.asarray(picture.convert("L"))
    height, width = pixels.shape
    row = pixels[height // 6 : height // 4]
    return sum(1 << bit for bit in range(8) if row[:, width * (4 * bit + 3) // 36].mean() > 128)


def remade(source: Path, target: Path, change: Callable[[int, bytes], bytes]) -> Path:
    """The same video with the bytes of its packets changed."""
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        stream = old.streams.video[0]
        copied = new.add_stream_from_template(stream)
        packets = (packet for packet in old.demux(stream) if packet.size)
        for number, packet in enumerate(packets):
            made = av.Packet(change(number, bytes(packet)))
            made.pts, made.dts, made.duration = packet.pts, packet.dts, packet.duration
            made.time_base, made.stream, made.is_keyframe = packet.time_base, copied, packet.is_keyframe
            new.mux(made)
    return target


def shown(path: Path) -> list[int]:
    """Checksums of all frames as a player shows them: decoded from the start to the end, upright, in RGB."""
    return [checksum(upright(frame)) for frame in played(path)]


def played(path: Path) -> Iterable[object]:
    """All frames of the best stream in the order shown; packets that cannot be decoded are left out."""
    with av.open(str(path)) as file:
        stream = file.streams.best("video")
        stream.thread_type = "NONE"
        for packet in file.demux(stream):
            try:
                yield from packet.decode()
            except av.error.InvalidDataError:
                continue


def upright(frame: av.VideoFrame) -> Image:
    """The decoded frame, turned by what PyAV calls its rotation."""
    picture = frame.to_image()
    return picture if not frame.rotation else picture.rotate(frame.rotation, expand=True)


def checksum(picture: Image) -> int:
    """Differs where any pixel does."""
    return crc32(picture.tobytes(), picture.width)

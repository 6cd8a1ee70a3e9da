"""Open a picture that somebody else made: only known formats, within limits, or a reason why not."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Protocol

from nblabel.errors import MediaProblem
from nblabel.media.files.sources import local_path, source_of

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a picture may ask for; more is a reason on its tile, not a decode."""

    pixels: int = 100 * MEGA
    decode_bytes: int = 700 * MEGA
    file_bytes: int = 1024 * MEGA
    # WebP and AVIF are read into memory as a whole before anything is known about them.
    whole_file_bytes: int = 256 * MEGA


LIMITS = Limits()

# Only these plug-ins ever see a byte. JPEG also opens MPO (the first of its pictures), which phones call .jpg.
_PLUGINS = {
    "JPEG": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "GIF": ("PIL.GifImagePlugin", "GifImageFile"),
    "WEBP": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "BMP": ("PIL.BmpImagePlugin", "BmpImageFile"),
    "TIFF": ("PIL.TiffImagePlugin", "TiffImageFile"),
    "AVIF": ("PIL.AvifImagePlugin", "AvifImageFile"),
}
_NOT_READ = {
    b"8BPS": "a Photoshop file",
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
}
_HEAVY_BYTES = 64 * MEGA
_heavy = threading.Lock()


def open_guarded(source: str | os.PathLike[str], *, root: str = "", limits: Limits = LIMITS) -> ImageFile:
    """The picture, header read and within limits, pixels not decoded yet; its first frame if it moves.

    Parameters
    ----------
    source
        Path of a regular file, or an address.
    root
        Folder that a path must lie under; empty where the user named the file himself.
    limits
        Largest picture and file that may be opened.

    Raises
    ------
    MediaProblem
        When it is no picture of a known format, damaged, or too large. The message is one sentence for the tile.

    Examples
    --------
    >>> open_guarded("photos/IMG_1.jpg").size  # doctest: +SKIP
    (4032, 3024)
    """
    file, _ = open_file(source, root=root, limits=limits)
    try:
        return identify(file, limits=limits)
    except BaseException:
        file.close()
        raise


class FileFacts(Protocol):
    """What is known of an open file, named as `os.stat` names it."""

    @property
    def st_size(self) -> int:
        """Its bytes."""

    @property
    def st_mtime_ns(self) -> int:
        """Its time; 0 where an address does not say."""


def open_file(source: str | os.PathLike[str], *, root: str = "", limits: Limits = LIMITS) -> tuple[BinaryIO, FileFacts]:
    """The bytes of a non-empty file of bearable size, with its size and time: the one way any kind opens bytes.

    The file is seekable; behind an address it need not have a file number, and its time may be 0.

    Parameters
    ----------
    source
        Path of a regular file, or an address: `file:`, `https:` (`http:` of allowed hosts), `s3:`, `gs:`.
    root
        Folder that a path must lie under, links followed; empty where the user named the file himself.
    limits
        Largest file that may be opened.

    Raises
    ------
    MediaProblem
        With a sentence for the tile.
    """
    try:
        place = source_of(source)
    except ValueError as problem:
        raise MediaProblem(reason_of(problem)) from problem
    if not place.is_local:
        from nblabel.media.files.remote.door import open_remote

        return open_remote(place, limits.file_bytes)
    try:
        path = local_path(place.text, root)
        _check_regular(os.stat(path), limits)  # noqa: PTH116
        # A path can turn into a pipe between the two calls: a non-blocking open never waits for a writer.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        # Under a root every link was followed: one that stands there now was put there since.
        descriptor = os.open(path, flags | (getattr(os, "O_NOFOLLOW", 0) if root else 0))
    except (OSError, ValueError) as problem:
        raise MediaProblem(reason_of(problem)) from problem
    try:
        found = os.fstat(descriptor)
        _check_regular(found, limits)
        return os.fdopen(descriptor, "rb"), found
    except BaseException:
        os.close(descriptor)
        raise


def identify(file: BinaryIO, *, limits: Limits = LIMITS) -> ImageFile:
    """The picture behind an open file; the format is told by its first bytes, never by its name."""
    head = file.read(64)
    name = sniff(head)
    if name is None:
        raise MediaProblem(_why_unknown(head))
    _check_before_plugin(name, head, file, limits)
    module, attribute = _PLUGINS[name]
    file.seek(0)
    try:
        image: ImageFile = getattr(import_module(module), attribute)(file, "")
    except Exception as problem:  # a damaged file makes a plug-in raise anything at all
        raise MediaProblem(reason_of(problem)) from problem
    check_size(*image.size, decode_bytes=decode_bytes(image), limits=limits)
    image._exclusive_fp = True  # Pillow closes only files that it opened, unless told that this one is its own
    return image


def sniff(head: bytes) -> str | None:
    """Format that the first bytes announce, of those that are read."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return "TIFF"
    if head[4:8] == b"ftyp" and any(brand in head[8:] for brand in (b"avif", b"avis")):
        return "AVIF"
    return "BMP" if head.startswith(b"BM") else None


def check_size(width: int, height: int, *, decode_bytes: int = 0, limits: Limits = LIMITS) -> None:
    """Raise when a picture of this size would be too much to decode."""
    if width < 1 or height < 1:
        raise MediaProblem(
            f"The header says {width} x {height} pixels, so there is nothing to show; save the picture again."
        )
    if width * height > limits.pixels:
        raise MediaProblem(
            f"The picture is {width} x {height} ({width * height / MEGA:.0f} megapixels) and at most "
            f"{limits.pixels / MEGA:.0f} are opened; add a smaller copy."
        )
    if decode_bytes > limits.decode_bytes:
        raise MediaProblem(
            f"Decoding this {width} x {height} picture takes about {decode_bytes / MEGA:.0f} MB and at most "
            f"{limits.decode_bytes / MEGA:.0f} are given; add a smaller copy."
        )


def decode_bytes(image: ImageFile) -> int:
    """Memory that decoding takes, about: canvases and coefficients counted, not only the pixels."""
    width, height = image.size
    if image.info.get("progressive"):
        return width * height * 7
    if image.format == "WEBP":
        return width * height * 12
    single = image.mode in {"1", "L", "P"}
    return width * height * (1 if single else 8 if image.format == "AVIF" else 4)


@contextmanager
def heavy_turn(cost_bytes: int) -> Iterator[None]:
    """Let large pictures decode one at a time, whatever the number of threads; small ones pass at once."""
    if cost_bytes < _HEAVY_BYTES:
        yield
        return
    with _heavy:
        yield


@contextmanager
def decoding() -> Iterator[None]:
    """Turn whatever a decoder raises inside into a MediaProblem with a reason."""
    try:
        yield
    except MediaProblem:
        raise
    except Exception as problem:
        raise MediaProblem(reason_of(problem)) from problem


def reason_of(problem: BaseException) -> str:
    """One sentence for a person about why a file could not be shown."""
    if isinstance(problem, MediaProblem):
        return str(problem)
    if isinstance(problem, FileNotFoundError):
        return "The file is gone: there is nothing at this path; put it back or remove the item."
    if isinstance(problem, PermissionError):
        return "The file may not be read; change its permissions."
    if isinstance(problem, MemoryError) or "decompression bomb" in str(problem):
        return "Decoding the picture takes too much memory; add a smaller copy."
    if "truncated" in str(problem).lower() or isinstance(problem, EOFError):
        return "The file ends too early (truncated); copy it again from where it came from."
    detail = " ".join(str(problem).split())[:120] or type(problem).__name__
    if isinstance(problem, OSError) and problem.errno is not None:
        return f"The file could not be read ({problem.strerror or detail}); check the path."
    return f"The picture is damaged ({detail}); save it again from where it came from."


def _check_regular(found: os.stat_result, limits: Limits) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise MediaProblem("This is a folder, not a picture; add its files instead.")
    if not stat.S_ISREG(found.st_mode):
        raise MediaProblem("This is a device or pipe, not a file; only regular files are opened.")
    if found.st_size == 0:
        raise MediaProblem("The file is empty (0 bytes); copy it again from where it came from.")
    if found.st_size > limits.file_bytes:
        raise MediaProblem(_too_long(found.st_size, limits.file_bytes))


def _check_before_plugin(name: str, head: bytes, file: BinaryIO, limits: Limits) -> None:
    """Refuse what a plug-in would already pay for while opening: whole files and canvases."""
    if name not in {"WEBP", "AVIF"}:
        return
    size = file.seek(0, os.SEEK_END)
    if size > limits.whole_file_bytes:
        raise MediaProblem(_too_long(size, limits.whole_file_bytes))
    if name == "WEBP" and (canvas := _webp_canvas(head)):
        check_size(*canvas, decode_bytes=canvas[0] * canvas[1] * 12, limits=limits)


def _webp_canvas(head: bytes) -> tuple[int, int] | None:
    if head[12:16] == b"VP8X" and len(head) >= 30:
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L" and len(head) >= 25:
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if head[12:16] == b"VP8 " and len(head) >= 30:
        return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
    return None


def _too_long(size: int, most: int) -> str:
    return f"The file has {size / MEGA:.0f} MB and at most {most / MEGA:.0f} are opened; add a smaller copy."


def _why_unknown(head: bytes) -> str:
    kind = next((what for magic, what in _NOT_READ.items() if head.startswith(magic)), None)
    if head[4:8] == b"ftyp" and any(brand in head[8:] for brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1")):
        kind = "a HEIC picture"
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        kind = "a markup file (SVG, XML or HTML)"
    if kind:
        return f"This is {kind}, which is not read; convert it to PNG or JPEG."
    return "The content is no JPEG, PNG, GIF, WebP, BMP, TIFF or AVIF picture, whatever its name says; convert it or remove it."

"""HEIC and HEIF: pictures for the user, but read by a library of its own, in the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.beat import is_in_worker
from nblabel.media.files.loader import check_size
from nblabel.media.pictures.headers import Header
from nblabel.media.pictures.tones import displayable
from nblabel.media.registry.base import BaseKind
from nblabel.media.registry.kinds import register
from nblabel.media.registry.opening import check_index, header_or_reason, needed, opened

if TYPE_CHECKING:
    from PIL.Image import Image

BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class HeifKind(BaseKind):
    """What the kind "image" asks when the bytes are HEIC; no item is of this kind."""

    name = "heif"
    extra = "heif"
    libraries = ("pillow_heif",)

    def probe(self, medium: Medium) -> Header:
        """Upright size and number of pictures."""
        return header_or_reason(medium, lambda: self._header(medium))

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """A picture; the library turns it upright."""
        with opened(medium) as (file, _):
            picture = _open(file)
            check_index(index, picture.n_frames, "picture")
            picture.seek(index)
            _check(picture)
            picture.load()
            if look.max_px is not None:
                picture.thumbnail((look.max_px, look.max_px))
            shown = displayable(picture)
            shown.info.clear()
            return shown if shown.mode == "RGB" else shown.convert("RGB")

    def _header(self, medium: Medium) -> Header:
        with opened(medium) as (file, found):
            picture = _open(file)
            _check(picture)
            return Header(
                picture.width,
                picture.height,
                1,
                "HEIF",
                picture.n_frames,
                found.st_size,
                found.st_mtime_ns,
                mime="image/heic",
            )


def ask(method: str, medium: Medium, *args: Any) -> Any:
    """What this kind answers, from the worker."""
    if is_in_worker():
        return getattr(_KIND, method)(medium, *args)
    from nblabel.media.worker.worker import shared_worker

    return shared_worker().call("heif", method, medium, *args)


def _open(file: BinaryIO) -> Any:
    if not _is_heif(file):
        raise MediaProblem(
            "The content is no HEIC picture, whatever its name says; give the file the ending of what it is."
        )
    return needed("pillow_heif.as_plugin", "a HEIC picture", "heif").HeifImageFile(file, "")


def _is_heif(file: BinaryIO) -> bool:
    """Whether the first bytes announce HEIC."""
    head = file.read(64)
    file.seek(0)
    return head[4:8] == b"ftyp" and any(brand in head[8:] for brand in BRANDS)


def _check(picture: Any) -> None:
    check_size(picture.width, picture.height, decode_bytes=picture.width * picture.height * 8)


_KIND = HeifKind()
register(_KIND)

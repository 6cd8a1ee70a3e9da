"""The small picture that measures are taken of: the same however often it was looked at before."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from nblabel.domain.measuring import PX
from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.loader import decode_bytes, decoding, heavy_turn, reason_of
from nblabel.media.kinds.deep.deep import is_deep, small
from nblabel.media.kinds.deep.limits import identified
from nblabel.media.measuring.jpeg import decoded_at_once
from nblabel.media.pictures.orientation import orientation_of, turned
from nblabel.media.pictures.picture import load_image
from nblabel.media.pictures.thumbnail import decoded, shrunk_from
from nblabel.media.registry.opening import opened
from nblabel.media.serving import show
from nblabel.media.serving.cache import thumb_key
from nblabel.media.serving.pool import shared_pool

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

_ADOBE_RGB = 0


def measured_picture(medium: Medium, least: int = PX) -> Image:
    """The picture (of a video and the like the most telling frame) at most PX on its long side, upright: L, RGB or YCbCr.

    What is quick to open is decoded from its file, so that no compression of ours is measured; what is not, videos and
    addresses, is always looked at through its thumbnail, which may be there already. A small JPEG may come at half its size
    where that has `least` on its short side.
    """
    if show.is_slow(medium):
        return _through_thumbnail(medium)
    if medium.kind != "image" or medium.frame or medium.url.lower().endswith((".heic", ".heif", ".hif")):
        return picture_at(medium, PX)
    with decoding(), opened(medium) as (file, found):
        at_once = decoded_at_once(file, found.st_size, least)
        if at_once is not None:
            return at_once
        image = identified(file, found.st_size)
        if not is_deep(*image.size):
            return _as_jpeg_has_it(image) if _is_plain_jpeg(image) else shrunk_from(image, PX)[0]
    return small(medium, 0, PX)[0]


def picture_at(medium: Medium, px: int | None) -> Image:
    """The picture in RGB, at most `px` on its long side (None: full size)."""
    index = show.poster(medium) if medium.frame is None else medium.frame
    picture = show.frame(medium, index, Look(max_px=px))
    if px is not None:
        picture.thumbnail((px, px))
    return picture


def is_picture(given: Any) -> bool:
    """Whether `as_picture` knows what to do with it."""
    is_array = getattr(given, "ndim", 0) in (2, 3)
    return is_array or isinstance(given, (str, os.PathLike)) or hasattr(given, "getchannel")


def as_picture(given: Any) -> Image:
    """A PIL image, an array (height, width, 3) of uint8 or a path as a picture in RGB."""
    import PIL.Image

    if isinstance(given, PIL.Image.Image):
        return given.convert("RGB")
    if isinstance(given, (str, os.PathLike)):
        return load_image(given, PX)
    with decoding():
        return PIL.Image.fromarray(given).convert("RGB")


def _is_plain_jpeg(image: ImageFile) -> bool:
    return image.format == "JPEG" and image.mode == "RGB" and image.info.get("adobe_transform") != _ADOBE_RGB


def _as_jpeg_has_it(image: ImageFile) -> Image:
    """Brightness and colour as they lie in the file: a third of decoding would be to make RGB of them, and another to undo it."""
    from PIL.Image import Resampling

    orientation = orientation_of(image)
    # Decoded as small as may be, and shrunk the rest of the way by plain means: a fine filter would take longer than all else.
    image.draft("YCbCr", (PX, PX))
    with heavy_turn(decode_bytes(image)):
        image.load()
        if max(image.size) > PX:
            image.thumbnail((PX, PX), Resampling.BOX, reducing_gap=1)
    return turned(image, orientation)


def _through_thumbnail(medium: Medium) -> Image:
    cache = shared_pool().cache
    try:
        key = thumb_key(medium, PX)
    except (OSError, ValueError) as problem:
        raise MediaProblem(reason_of(problem)) from problem
    thumb = cache.get_many([key]).get(key)
    if thumb is None:
        thumb = show.thumbnail(medium, PX)
        cache.put(key, thumb)
    return decoded(thumb)

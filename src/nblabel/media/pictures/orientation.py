"""The EXIF orientation of a picture, decided in one place so that sizes and pixels always agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

_TAG = 0x0112
# Names of PIL.Image.Transpose members.
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


def orientation_of(image: ImageFile) -> int:
    """1 to 8 as stored in the file; 1 for none, for nonsense and for broken EXIF."""
    if image.format == "TIFF":
        return _valid(image.tag_v2.get(_TAG))  # type: ignore[attr-defined]
    stored = image.info.get("exif")
    if not stored:
        return 1
    import PIL.Image

    exif = PIL.Image.Exif()
    try:
        exif.load(stored)
        return _valid(exif.get(_TAG))
    except Exception:  # EXIF is written by anything; a broken block must not hide the picture
        return 1


def upright_size(image: ImageFile, orientation: int) -> tuple[int, int]:
    """Width and height as a person sees it."""
    width, height = image.size
    # Pillow already turns TIFF while opening.
    return (height, width) if orientation >= 5 and image.format != "TIFF" else (width, height)


def turned(image: Image, orientation: int) -> Image:
    """The picture as a person sees it, given the orientation that was read before decoding."""
    turn = _TURNS.get(orientation)
    if turn is None:
        return image
    import PIL.Image

    return image.transpose(PIL.Image.Transpose[turn])


def _valid(value: object) -> int:
    return value if isinstance(value, int) and 1 <= value <= 8 else 1

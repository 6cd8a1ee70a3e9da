"""Pictures in memory, which are first given a file of their own."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nblabel.errors import SourceError

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

_PNG_MODES = {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}


def is_picture(value: object) -> bool:
    """True for what `save_array` takes: an array or a PIL image."""
    return hasattr(value, "__array_interface__") or hasattr(value, "__array__")


def save_array(picture: Any, folder: str | os.PathLike[str]) -> str:
    """Path of a PNG in `folder` that holds exactly these pixels.

    The name is made from the content, so saving the same picture again gives the same file and writes nothing.

    Parameters
    ----------
    picture
        A PIL image, or an array: height x width, or height x width x 1, 2, 3 or 4 channels; uint8, bool, uint16 (grey),
        or floats between 0 and 1, which are rounded to 8 bits.
    folder
        Where to write; made when missing.

    Raises
    ------
    SourceError
        When the array is no picture; the message says which shape and type it has.

    Examples
    --------
    >>> import numpy, tempfile
    >>> save_array(numpy.zeros((4, 6), "uint8"), tempfile.mkdtemp()).endswith(".png")
    True
    """
    image = _from_pil(picture) if hasattr(picture, "getbands") else _from_array(picture)
    digest = blake2b(f"{image.mode} {image.size} ".encode(), digest_size=12)
    if image.mode == "P":
        digest.update(repr((image.getpalette(), image.info.get("transparency"))).encode())
    digest.update(image.tobytes())
    target = Path(os.path.abspath(folder)) / f"array-{digest.hexdigest()}.png"  # noqa: PTH100
    if not target.exists():
        _write(image, target)
    return str(target)


def _write(image: Image, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.{os.getpid()}.part")
    kept = {key: image.info[key] for key in ("transparency", "icc_profile") if key in image.info}
    image.save(half, "PNG", compress_level=1, **kept)
    half.replace(target)


def _from_pil(picture: Any) -> Image:
    from PIL import ImageOps

    upright: Image = ImageOps.exif_transpose(picture)
    if upright.mode in _PNG_MODES:
        return upright
    if upright.mode in {"I", "I;16B", "I;16L", "I;16N", "F"}:
        import numpy as np

        return _from_array(np.asarray(upright))
    return upright.convert("RGBA" if upright.mode in {"PA", "La", "RGBa"} else "RGB")


def _from_array(value: Any) -> Image:
    import numpy as np
    import PIL.Image

    array = np.asarray(value)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if not array.size or not (array.ndim == 2 or (array.ndim == 3 and array.shape[2] in {2, 3, 4})):
        raise SourceError(
            f"An array of shape {array.shape} was given as a picture; "
            "give height x width, or height x width x 1 to 4 channels."
        )
    return PIL.Image.fromarray(np.ascontiguousarray(_as_integers(array)))


def _as_integers(array: np.ndarray) -> np.ndarray:
    import numpy as np

    if array.dtype == np.uint8:
        return array
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind not in "iuf":
        raise SourceError(
            f"An array of {array.dtype} was given as a picture; give uint8, bool, uint16 or floats from 0 to 1."
        )
    low, high = array.min(), array.max()
    if array.dtype.kind == "f" and low >= 0 and high <= 1:  # NaN fails both
        return np.rint(array * 255).astype(np.uint8)
    if array.dtype.kind != "f" and low >= 0 and high <= 255:
        # uint16 stays what it is: a dark 16-bit picture is not an 8-bit one.
        return array if array.dtype == np.uint16 and array.ndim == 2 else array.astype(np.uint8)
    if array.dtype.kind != "f" and low >= 0 and high <= 65535 and array.ndim == 2:
        return array.astype(np.uint16)
    raise SourceError(
        f"An array of {array.dtype} with values from {low} to {high} and {array.ndim} dimensions was given as a picture; "
        "give uint8, bool, floats from 0 to 1, or grey uint16."
    )

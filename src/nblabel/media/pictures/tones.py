"""Any pixel mode that Pillow knows, made into grey or RGB that a screen can show sensibly."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

# What shows through transparent pixels: black and white drawings both stand out from it.
BACKDROP = 208
_NEAREST_PX = 4096


def simplified(image: Image, px: int | None) -> Image:
    """The picture in a mode that can be shrunk with a filter; palettes and bitmaps cannot."""
    if image.mode not in {"1", "P", "PA"}:
        return image
    if px is not None and max(image.size) > _NEAREST_PX:
        # A palette picture of 100 megapixels would quadruple in memory as RGBA: take every n-th pixel first.
        step = max(image.size) / max(_NEAREST_PX, px)
        image = image.resize((max(1, round(image.width / step)), max(1, round(image.height / step))), 0)
    if image.mode == "1":
        return image.convert("L")
    return image.convert("RGBA" if _is_transparent(image) else "RGB")


def displayable(image: Image, span: tuple[float, float] | None = None) -> Image:
    """The picture as L or RGB: 16 bit and float stretched to what is in them, transparency laid on grey.

    `span` is the `tonal_range` of the whole, where this is a part of it.
    """
    mode = image.mode
    if mode in {"L", "RGB"} and "transparency" not in image.info:
        return image
    if _is_wide(image):
        return _stretched(image, span)
    if _is_transparent(image):
        return _flattened(image.convert("RGBA"))
    return image.convert("L" if mode == "1" else "RGB")


def _is_transparent(image: Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info


def _flattened(image: Image) -> Image:
    import PIL.Image

    ground = PIL.Image.new("RGB", image.size, (BACKDROP, BACKDROP, BACKDROP))
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def tonal_range(image: Image) -> tuple[float, float] | None:
    """What becomes black and white: the 0.5th and 99.5th percentile, as sensors rarely use their range; None for 8 bit."""
    if not _is_wide(image):
        return None
    import numpy as np

    if max(image.size) > _NEAREST_PX:
        step = max(image.size) / 1024
        image = image.resize((max(1, round(image.width / step)), max(1, round(image.height / step))), 0)
    values = np.asarray(image, dtype=np.float32)
    finite = values[np.isfinite(values)]
    low, high = np.percentile(finite, (0.5, 99.5)) if finite.size else (0.0, 0.0)
    if high <= low:
        low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    return float(low), float(high)


def _is_wide(image: Image) -> bool:
    return image.mode.startswith("I") or image.mode == "F"


def _stretched(image: Image, span: tuple[float, float] | None) -> Image:
    import numpy as np
    import PIL.Image

    low, high = span or tonal_range(image) or (0.0, 0.0)
    if high <= low:
        return PIL.Image.new("L", image.size, 128)
    values = np.asarray(image, dtype=np.float32)
    scaled = np.nan_to_num((values - low) * (255.0 / (high - low)), nan=0.0, posinf=255.0, neginf=0.0)
    return PIL.Image.fromarray(scaled.clip(0, 255).astype(np.uint8))

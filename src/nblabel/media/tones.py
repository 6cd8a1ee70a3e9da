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


def displayable(image: Image) -> Image:
    """The picture as L or RGB: 16 bit and float stretched to what is in them, transparency laid on grey."""
    mode = image.mode
    if mode in {"L", "RGB"} and "transparency" not in image.info:
        return image
    if mode.startswith("I") or mode == "F":
        return _stretched(image)
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


def _stretched(image: Image) -> Image:
    """8-bit grey from the 0.5th to the 99.5th percentile: sensors rarely use their whole range."""
    import numpy as np
    import PIL.Image

    values = np.asarray(image, dtype=np.float32)
    finite = values[np.isfinite(values)]
    low, high = np.percentile(finite, (0.5, 99.5)) if finite.size else (0.0, 0.0)
    if high <= low:
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if high <= low:
        return PIL.Image.new("L", image.size, 128)
    scaled = np.nan_to_num((values - low) * (255.0 / (high - low)), nan=0.0, posinf=255.0, neginf=0.0)
    return PIL.Image.fromarray(scaled.clip(0, 255).astype(np.uint8))

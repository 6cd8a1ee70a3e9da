"""From a decoded frame to an upright picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nblabel.media.pictures.orientation import turned

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter
    from PIL.Image import Image

    from nblabel.media.kinds.video.index import Facts


def picture_of(frame: VideoFrame, facts: Facts, scaler: VideoReformatter, max_px: int | None = None) -> Image:
    """The frame upright and in RGB, at most `max_px` on its long side; a size that changes midway is made to match."""
    width, height = (facts.height, facts.width) if facts.orientation >= 5 else (facts.width, facts.height)
    method = None
    if max_px is not None and max(width, height) > max_px:
        scale = max_px / max(width, height)
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
        method = "AREA"
    # One scaler for all frames, on this thread: those that frames make for themselves keep threads alive as long as they do.
    rgb = scaler.reformat(frame, width, height, "rgb24", interpolation=method, threads=1)
    return turned(_image_of(rgb), facts.orientation)


def _image_of(rgb: VideoFrame) -> Image:
    """The pixels, copied once: `to_image` of PyAV takes five times as long, most of it to cut off the ends of rows."""
    import PIL.Image

    plane: Any = rgb.planes[0]
    size = (rgb.width, rgb.height)
    return PIL.Image.frombytes("RGB", size, memoryview(plane), "raw", "RGB", plane.line_size, 1)

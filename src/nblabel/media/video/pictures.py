"""From a decoded frame to an upright picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.media.orientation import turned

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter
    from PIL.Image import Image

    from nblabel.media.video.index import Facts


def picture_of(frame: VideoFrame, facts: Facts, scaler: VideoReformatter, max_px: int | None = None) -> Image:
    """The frame upright and in RGB, at most `max_px` on its long side; a size that changes midway is made to match."""
    width, height = (facts.height, facts.width) if facts.orientation >= 5 else (facts.width, facts.height)
    method = None
    if max_px is not None and max(width, height) > max_px:
        scale = max_px / max(width, height)
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
        method = "AREA"
    # One scaler for all frames, on this thread: those that frames make for themselves keep threads alive as long as they do.
    stored = scaler.reformat(frame, width, height, "rgb24", interpolation=method, threads=1)
    upright: Image = turned(stored.to_image(), facts.orientation)  # type: ignore[no-untyped-call]
    return upright

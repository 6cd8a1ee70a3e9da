"""From a decoded frame to an upright picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.media.orientation import turned

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from PIL.Image import Image

    from nblabel.media.video.index import Index


def picture_of(frame: VideoFrame, index: Index, max_px: int | None = None) -> Image:
    """The frame upright and in RGB, at most `max_px` on its long side; a size that changes midway is made to match."""
    facts = index.facts
    width, height = (facts.height, facts.width) if facts.orientation >= 5 else (facts.width, facts.height)
    if max_px is not None and max(width, height) > max_px:
        scale = max_px / max(width, height)
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
        method = "AREA"
    else:
        method = None
    stored: Image = frame.to_image(width=width, height=height, interpolation=method)  # type: ignore[no-untyped-call]
    return turned(stored, facts.orientation)

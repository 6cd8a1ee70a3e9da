"""Many small frames at once, for scrubbing: decoded forward in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nblabel.errors import MediaProblem
from nblabel.media.files.loader import decoding
from nblabel.media.kinds.video.warm import readers
from nblabel.media.pictures.picture import PREVIEW_PX
from nblabel.media.pictures.thumbnail import QUALITY, Thumb, encoded

if TYPE_CHECKING:
    from nblabel.domain.medium import Medium
    from nblabel.media.kinds.video.reader import Reader


def strip_of(medium: Medium, frames: Sequence[int], px: int | None) -> list[Thumb | str]:
    """JPEGs of these frames in the order asked; where one cannot be shown stands the reason."""
    with readers.reader(medium) as reader:
        made = {place: _made(reader, place, px or PREVIEW_PX) for place in sorted(set(frames))}
    return [made[place] for place in frames]


def _made(reader: Reader, place: int, px: int) -> Thumb | str:
    try:
        picture = reader.picture(place, px)
        with decoding():
            return Thumb(encoded(picture, QUALITY), picture.width, picture.height)
    except MediaProblem as problem:
        return str(problem)

"""Video: the kind whose frames have times."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.media.files.loader import decoding
from nblabel.media.pictures.headers import Header
from nblabel.media.pictures.picture import PREVIEW_PX, Preview
from nblabel.media.pictures.picture import QUALITY as PREVIEW_QUALITY
from nblabel.media.pictures.thumbnail import QUALITY, Thumb, encoded
from nblabel.media.registry.base import BaseKind
from nblabel.media.registry.kinds import register
from nblabel.media.registry.opening import extent, header_or_reason

if TYPE_CHECKING:
    from PIL.Image import Image

    from nblabel.media.kinds.video.index import Index
    from nblabel.media.pictures.sound import Sound

_MIME_BY_ENDING = {".webm": "video/webm", ".mov": "video/quicktime", ".qt": "video/quicktime", ".3gp": "video/3gpp"}


class VideoKind(BaseKind):
    """MP4, MOV, Matroska, WebM, AVI, MPEG, MPEG-TS, WMV, FLV and Ogg, by frames that are exact."""

    name = "video"
    extra = "video"
    libraries = ("av",)
    in_worker = True
    extensions = frozenset(
        {".mp4", ".m4v", ".mov", ".qt", ".3gp", ".3g2", ".mkv", ".mk3d", ".webm", ".avi", ".divx", ".mpg", ".mpeg"}
        | {".mpe", ".m1v", ".m2v", ".vob", ".ts", ".m2ts", ".mts", ".m2t", ".wmv", ".asf", ".flv", ".f4v", ".ogv"}
    )

    def probe(self, medium: Medium) -> Header:
        """Upright size, frames, rate and duration by reading the packets; only the first pictures are decoded, to check them."""
        return header_or_reason(medium, lambda: _header(medium))

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """The frame that a player shows as the `index`-th, upright and in RGB."""
        from nblabel.media.kinds.video.warm import readers

        with readers.reader(medium) as reader:
            return reader.picture(index, look.max_px)

    def times(self, medium: Medium) -> Sequence[float] | None:
        """The second of each frame, the first at 0."""
        return list(_index(medium).seconds())

    def keyframes(self, medium: Medium) -> Sequence[int]:
        """Frames that are coded without others."""
        return _index(medium).key_places()

    def poster(self, medium: Medium) -> int:
        """A frame near a tenth of the video that is not dark."""
        from nblabel.media.kinds.video.poster import poster_of

        return poster_of(medium)

    def thumbnail(self, medium: Medium, px: int) -> Thumb:
        """The frame that is meant, or the poster, as a small JPEG."""
        index = self.poster(medium) if medium.frame is None else medium.frame
        picture = self.frame(medium, index, Look(max_px=px))
        with decoding():
            return Thumb(encoded(picture, QUALITY), picture.width, picture.height)

    def preview(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Preview:
        """A frame as a large JPEG."""
        picture = self.frame(medium, index, Look(max_px=look.max_px or PREVIEW_PX))
        facts = _index(medium).facts
        with decoding():
            data = encoded(picture, PREVIEW_QUALITY)
            return Preview(data, picture.width, picture.height, facts.width, facts.height)

    def strip(self, medium: Medium, frames: Sequence[int], look: Look = AS_IT_IS) -> list[Thumb | str]:
        """Frames as small JPEGs in the order asked, decoded forward in one go; where one cannot be shown stands why."""
        from nblabel.media.kinds.video.strip import strip_of

        return strip_of(medium, frames, look.max_px)

    def sound(self, medium: Medium, start_s: float, seconds: float) -> Sound:
        """A piece of what is heard, on the clock of the frames."""
        from nblabel.media.kinds.video.sound import sound_of

        return sound_of(medium, _index(medium), start_s, seconds)

    def pts_of(self, medium: Medium, frames: Sequence[int]) -> list[int]:
        """The time stamps of frames as the file counts them: what finds a frame again in another tool, or after a re-mux."""
        pts = _index(medium).pts
        return [pts[place] for place in frames]

    def frames_of(self, medium: Medium, pts: Sequence[int]) -> list[int | None]:
        """The frames with these time stamps; None where the video has none such."""
        index = _index(medium)
        return [index.place(time) for time in pts]

    def decode_all(self, medium: Medium) -> Header:
        """The header after a full decode pass, which makes frames exact where the times in the file are missing or wrong."""
        from nblabel.media.kinds.video.kept import decode_all

        decode_all(medium)
        return self.probe(medium)


def _index(medium: Medium) -> Index:
    from nblabel.media.kinds.video.kept import index_of

    return index_of(medium)


def _header(medium: Medium) -> Header:
    index = _index(medium)
    facts = index.facts
    size, mtime_ns = extent(medium)
    return Header(
        width=facts.width,
        height=facts.height,
        orientation=facts.orientation,
        format=_container(index)[0],
        n_frames=index.n_frames,
        file_size=size,
        mtime_ns=mtime_ns,
        fps=index.fps,
        duration=index.duration,
        mime=_MIME_BY_ENDING.get(PurePath(medium.url.partition("?")[0]).suffix.lower(), _container(index)[1]),
        detail=_detail(index),
    )


def _detail(index: Index) -> dict[str, Any]:
    facts = index.facts
    return {
        "stream": facts.stream,
        "exact": facts.is_exact,
        "vfr": not index.is_even,
        "time_base": list(facts.time_base),
        "start_pts": min(index.pts),
        "packets": facts.packets,
        "codec": facts.codec,
        "audio": facts.has_sound,
    }


def _container(index: Index) -> tuple[str, str]:
    from nblabel.media.kinds.video.opening import CONTAINERS

    return CONTAINERS.get(index.facts.container, (index.facts.container, "video/mp4"))


register(VideoKind())

"""Sound: a frame is the picture of a minute, and any piece of it can be played."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.media.files.loader import FileFacts
from nblabel.media.kinds.audio.av import AvSource, is_for_av
from nblabel.media.kinds.audio.picture import HEIGHT, PLOT, WIDTH, picture_of
from nblabel.media.kinds.audio.source import AudioSource, playable, wav
from nblabel.media.pictures.headers import Header
from nblabel.media.pictures.sound import Sound
from nblabel.media.pictures.windows import fitted
from nblabel.media.registry.base import BaseKind
from nblabel.media.registry.kinds import register
from nblabel.media.registry.opening import check_index, header_or_reason, opened

if TYPE_CHECKING:
    from PIL.Image import Image

PAGE_S = 60.0
MOST_SOUND_S = 60.0
_MIMES = {
    "WAV": "audio/wav",
    "FLAC": "audio/flac",
    "OGG": "audio/ogg",
    "MP3": "audio/mpeg",
    "AIFF": "audio/aiff",
    "MOV": "audio/mp4",
}


class AudioKind(BaseKind):
    """Waveform and spectrogram with a time axis, a frame a minute; a sound of up to a minute is one frame.

    M4A, AAC and WMA are read by PyAV, which the extra "video" brings, all others by soundfile.

    `detail["page_seconds"]` is what the width of a frame means, and `detail["plot"]` the left, top, right and bottom
    pixel of the part that has a time.
    """

    name = "audio"
    extensions = frozenset(
        {".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".au", ".caf", ".w64", ".rf64"}
        | {".m4a", ".aac", ".wma"}
    )
    extra = "audio"
    libraries = ("soundfile",)

    def probe(self, medium: Medium) -> Header:
        """Duration, rate and channels."""
        return header_or_reason(medium, lambda: self._header(medium))

    def frame(self, medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
        """A minute as a picture."""
        with _heard(medium) as (source, _):
            page_s = _page_seconds(source.seconds)
            check_index(index, _n_pages(source.seconds))
            values = source.mono(index * page_s, page_s)
            return fitted(picture_of(values, source.rate, index * page_s, page_s), look.max_px)

    def times(self, medium: Medium) -> Sequence[float] | None:
        """The second with which each frame begins."""
        with _heard(medium) as (source, _):
            return [index * PAGE_S for index in range(_n_pages(source.seconds))]

    def sound(self, medium: Medium, start_s: float, seconds: float) -> Sound:
        """At most a minute from `start_s` on."""
        with _heard(medium) as (source, _):
            start_s = min(max(0.0, start_s), source.seconds)
            values, rate = playable(source.mono(start_s, min(max(0.0, seconds), MOST_SOUND_S)), source.rate)
            return Sound(wav(values, rate), start_s, len(values) / rate, source.seconds)

    def _header(self, medium: Medium) -> Header:
        with _heard(medium) as (source, found):
            return Header(
                WIDTH,
                HEIGHT,
                1,
                source.format,
                _n_pages(source.seconds),
                found.st_size,
                found.st_mtime_ns,
                duration=source.seconds,
                mime=_MIMES.get(source.format, ""),
                detail={
                    "sample_rate": source.rate,
                    "channels": source.channels,
                    "encoding": source.subtype,
                    "page_seconds": _page_seconds(source.seconds),
                    "plot": list(PLOT),
                },
            )


@contextmanager
def _heard(medium: Medium) -> Iterator[tuple[AudioSource | AvSource, FileFacts]]:
    with opened(medium) as (file, found):
        head = file.read(16)
        file.seek(0)
        source = AvSource(file) if is_for_av(head) else AudioSource(file)
        try:
            yield source, found
        finally:
            source.close()


def _n_pages(seconds: float) -> int:
    return max(1, math.ceil(seconds / PAGE_S - 1e-9))


def _page_seconds(seconds: float) -> float:
    return min(PAGE_S, seconds)


register(AudioKind())

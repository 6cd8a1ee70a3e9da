"""Sound in containers that soundfile does not read: M4A, AAC, WMA, and the sound of films."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from nblabel.errors import MediaProblem
from nblabel.media.files.beat import still_working
from nblabel.media.registry.opening import needed

if TYPE_CHECKING:
    import numpy as np

# Decoding starts so much earlier than asked for: the first piece after a jump lacks what came before it.
_RUN_UP_S = 0.25
_HEADS = (b"\xff\xf1", b"\xff\xf9", b"0&\xb2u", b"\x1aE\xdf\xa3")


def is_for_av(head: bytes) -> bool:
    """Whether the first bytes announce MP4, ADTS, ASF or Matroska."""
    return head[4:8] == b"ftyp" or head.startswith(_HEADS)


class AvSource:
    """An open sound file; the same as `AudioSource`, for containers.

    Parameters
    ----------
    file
        The open file, at its start.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._av = needed("av", "a sound file of this kind (M4A, AAC, WMA)", "video")
        try:
            self._container: Any = self._av.open(file, mode="r", metadata_errors="replace")
        except self._av.FFmpegError as problem:
            raise MediaProblem(
                "The content is no sound that is read; convert it to WAV, FLAC, OGG or MP3."
            ) from problem
        streams = self._container.streams.audio
        if not streams:
            self.close()
            raise MediaProblem("There is nothing to hear in this file.")
        stream = self._stream = streams[0]
        self.rate = int(stream.rate or 0)
        self.channels = int(stream.channels or 1)
        self.format = str(self._container.format.name).split(",")[0].upper()
        self.subtype = str(stream.codec_context.name).upper()
        self._start = float((stream.start_time or 0) * stream.time_base) if stream.start_time else 0.0
        self.n_samples = round(self._seconds() * self.rate)
        if self.rate <= 0 or self.n_samples <= 0:
            self.close()
            raise MediaProblem("The sound file does not say how long it is; convert it to WAV, FLAC, OGG or MP3.")

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.n_samples / self.rate

    def mono(self, start_s: float, seconds: float) -> np.ndarray:
        """A piece as float32, all channels mixed into one; shorter where the file ends."""
        import numpy as np

        wanted = min(self.n_samples, round((start_s + seconds) * self.rate)) - round(start_s * self.rate)
        found = np.zeros(max(0, wanted), np.float32)
        end = 0
        try:
            for first, values in self._decoded(start_s):
                place = first - round(start_s * self.rate)
                if place >= len(found):
                    break
                piece = values[max(0, -place) : max(0, len(found) - place)]
                found[max(0, place) : max(0, place) + len(piece)] = piece
                end = max(end, max(0, place) + len(piece))
        except self._av.FFmpegError as problem:
            if not end:
                raise MediaProblem("The sound is damaged; copy it again from where it came from.") from problem
        return found

    def close(self) -> None:
        """Let go of it."""
        with suppress(Exception):
            self._container.close()

    def _seconds(self) -> float:
        stream = self._stream
        if self.format == "AAC":
            # A bare stream has no header: its length would be guessed from its first bytes, and be wrong by far.
            return self._counted()
        if stream.duration:
            return float(stream.duration * stream.time_base)
        return float(self._container.duration or 0) / self._av.time_base

    def _counted(self) -> float:
        end = 0
        for packet in self._container.demux(self._stream):
            still_working()
            if packet.pts is not None:
                end = max(end, packet.pts + (packet.duration or 0))
        return float(end * self._stream.time_base)

    def _decoded(self, start_s: float) -> Any:
        """Pieces with the sample at which each starts, from shortly before `start_s` on."""
        import numpy as np

        target = self._start + max(0.0, start_s - _RUN_UP_S)
        self._container.seek(int(target / self._stream.time_base), stream=self._stream, backward=True)
        for frame in self._container.decode(self._stream):
            still_working()
            if frame.pts is None:
                continue
            first = round((float(frame.pts * frame.time_base) - self._start) * self.rate)
            values = frame.to_ndarray()
            if values.dtype.kind in "iu":
                values = values / float(np.iinfo(values.dtype).max)
            if not frame.format.is_planar:
                values = values.reshape(-1, max(1, frame.layout.nb_channels)).T
            yield first, np.nan_to_num(values.astype(np.float32)).clip(-100.0, 100.0).mean(axis=0)

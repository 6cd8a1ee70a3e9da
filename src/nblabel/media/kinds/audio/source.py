"""Sound files as numbers: soundfile reads most, PyAV the rest where it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from nblabel.errors import MediaProblem
from nblabel.media.files.beat import still_working
from nblabel.media.registry.opening import needed

if TYPE_CHECKING:
    import numpy as np

_CHUNK_VALUES = 1 << 20
_MOST_SECONDS = 7 * 24 * 3600
_MOST_RATE = 1_000_000
# Numbers may be larger than 1 in a file of floats, and anything at all in a damaged one.
_LOUDEST = 100.0


class AudioSource:
    """An open sound file: `rate` samples a second, `seconds` in all.

    Parameters
    ----------
    file
        The open file, at its start.
    """

    def __init__(self, file: BinaryIO) -> None:
        soundfile = needed("soundfile", "a sound file", "audio")
        try:
            self._sound = soundfile.SoundFile(file)
        except soundfile.LibsndfileError as problem:
            raise MediaProblem(
                f"The content is no sound that is read ({_said(problem)}); convert it to WAV, FLAC, OGG or MP3."
            ) from problem
        self._errors = soundfile.LibsndfileError
        self.rate = int(self._sound.samplerate)
        self.channels = int(self._sound.channels)
        self.n_samples = int(self._sound.frames)
        self.format = str(self._sound.format)
        self.subtype = str(self._sound.subtype)
        if not 0 < self.rate <= _MOST_RATE or not 0 <= self.n_samples <= _MOST_SECONDS * self.rate:
            raise MediaProblem(
                f"The header says {self.n_samples} samples at {self.rate} a second, which cannot be; save the file again."
            )
        if not self.n_samples:
            raise MediaProblem("The sound file holds no sound; copy it again from where it came from.")

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.n_samples / self.rate

    def mono(self, start_s: float, seconds: float) -> np.ndarray:
        """A piece as float32 from -1 to 1, all channels mixed into one; shorter where the file ends."""
        import numpy as np

        first = min(self.n_samples, max(0, round(start_s * self.rate)))
        left = min(self.n_samples - first, round(seconds * self.rate))
        pieces: list[Any] = []
        at_once = max(1, _CHUNK_VALUES // self.channels)
        try:
            self._sound.seek(first)
            while left > 0:
                piece = self._sound.read(min(left, at_once), dtype="float32", always_2d=True)
                if not len(piece):
                    break
                pieces.append(np.nan_to_num(piece).clip(-_LOUDEST, _LOUDEST).mean(axis=1))
                left -= len(piece)
                still_working()
        except self._errors as problem:
            raise MediaProblem(
                f"The sound is damaged ({_said(problem)}); copy it again from where it came from."
            ) from problem
        return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)

    def close(self) -> None:
        """Let go of it."""
        self._sound.close()


def wav(values: np.ndarray, rate: int) -> bytes:
    """Samples from -1 to 1 as WAV of one channel and 16 bit."""
    import io
    import wave

    import numpy as np

    data = (np.nan_to_num(values).clip(-1.0, 1.0) * 32767).astype("<i2").tobytes()
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(data)
    return buffer.getvalue()


def playable(values: np.ndarray, rate: int, most: int = 48_000) -> tuple[np.ndarray, int]:
    """Samples at a rate that a browser plays: high rates are averaged down."""
    step = -(-rate // most)
    if step <= 1:
        return values, rate
    even = values[: len(values) // step * step]
    return even.reshape(-1, step).mean(axis=1), rate // step


def _said(problem: Exception) -> str:
    return " ".join(str(getattr(problem, "error_string", problem)).split())[:120].rstrip(".")

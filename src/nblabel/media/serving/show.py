"""The one door to what media show: which kind, and in which process it is opened."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import AS_IT_IS, Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.files.beat import is_in_worker
from nblabel.media.files.loader import reason_of
from nblabel.media.files.sources import is_address
from nblabel.media.registry.kinds import Kind, kind_named

if TYPE_CHECKING:
    from PIL.Image import Image

    from nblabel.media.pictures.headers import Header
    from nblabel.media.pictures.picture import Preview
    from nblabel.media.pictures.sound import Sound
    from nblabel.media.pictures.thumbnail import Thumb


def warm(kinds: Iterable[str]) -> None:
    """Get ready for files of these kinds, in the background: the first of them would wait for its reader to load."""
    held = sorted({name for name in kinds if kind_named(name).in_worker})
    if held:
        threading.Thread(target=_warm, args=(held,), name="nblabel-warm", daemon=True).start()


def _warm(kinds: list[str]) -> None:
    from nblabel.media.worker.process import Ended
    from nblabel.media.worker.worker import shared_worker

    with suppress(MediaProblem, Ended):  # whoever opens a file will hear of it
        shared_worker().warm(kinds)


def probe(medium: Medium) -> Header:
    """Size, frames, times and problems, without decoding pixels; never raises."""
    from nblabel.media.pictures.headers import Header

    try:
        found: Header = _ask(medium, "probe")
    except Exception as problem:
        return Header(problem=reason_of(problem))
    return found


def frame(medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Image:
    """One frame, upright and in RGB.

    Raises
    ------
    MediaProblem
        With the reason, where it cannot be shown.
    """
    picture: Image = _ask(medium, "frame", index, look)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def is_slow(medium: Medium) -> bool:
    """Whether looking at it means waiting for the worker process, or for a server."""
    try:
        return kind_named(medium.kind).in_worker or any(map(is_address, medium.urls))
    except MediaProblem:
        return False


def thumbnail(medium: Medium, px: int) -> Thumb:
    """A small JPEG of the frame that is meant, or of the most telling one."""
    made: Thumb = _ask(medium, "thumbnail", px)
    return made


def preview(medium: Medium, index: int = 0, look: Look = AS_IT_IS) -> Preview:
    """A frame as a large JPEG."""
    made: Preview = _ask(medium, "preview", index, look)
    return made


def strip(medium: Medium, frames: Sequence[int], look: Look) -> list[Thumb | str]:
    """Frames as small JPEGs, in the order asked; where one cannot be shown stands the reason."""
    from nblabel.media.serving.strips import cached_strip

    return cached_strip(medium, frames, look, lambda missing: _strip(medium, missing, look))


def _strip(medium: Medium, frames: Sequence[int], look: Look) -> list[Thumb | str]:
    kind = kind_named(medium.kind)
    if hasattr(kind, "strip"):
        made: list[Thumb | str] = _ask(medium, "strip", list(frames), look)
        return made
    return [_strip_frame(medium, index, look) for index in frames]


def times(medium: Medium) -> Sequence[float] | None:
    """The second at which each frame stands; None where frames have no time."""
    found: Sequence[float] | None = _ask(medium, "times")
    return found


def pts_of(medium: Medium, frames: Sequence[int]) -> list[int] | None:
    """The time stamps of frames as their file counts them (in `detail["time_base"]`); None where there are none."""
    if not hasattr(kind_named(medium.kind), "pts_of"):
        return None
    found: list[int] = _ask(medium, "pts_of", list(frames))
    return found


def keyframes(medium: Medium) -> Sequence[int]:
    """Frames at which a scene or a group of pictures starts."""
    found: Sequence[int] = _ask(medium, "keyframes")
    return found


def poster(medium: Medium) -> int:
    """The most telling frame."""
    found: int = _ask(medium, "poster")
    return found


def window(medium: Medium) -> tuple[float, float] | None:
    """Level and width that a frame is shown with unless others are asked for; None where there is no such choice."""
    if not hasattr(kind_named(medium.kind), "window"):
        return None
    found: tuple[float, float] = _ask(medium, "window")
    return found


def sound(medium: Medium, start_s: float, seconds: float) -> Sound:
    """A piece of what is heard."""
    made: Sound = _ask(medium, "sound", start_s, seconds)
    return made


def text(medium: Medium, limit: int = 1_000_000) -> str:
    """What is written in it, about `limit` characters at most.

    Raises
    ------
    MediaProblem
        Where nothing is written, or it cannot be read.
    """
    if not hasattr(kind_named(medium.kind), "text"):
        raise MediaProblem(f'An item of kind "{medium.kind}" holds no text; there is some in text files and PDF.')
    found: str = _ask(medium, "text", limit)
    return found


def tile(medium: Medium, index: int, level: int, column: int, row: int) -> Thumb:
    """One tile of a large picture as JPEG."""
    made: Thumb = _ask(medium, "tile", index, level, column, row)
    return made


def release() -> None:
    """Let go of the large picture that is kept while somebody looks at its tiles."""
    from nblabel.media.kinds.deep.deep import release as let_go

    let_go()


def tiling(medium: Medium, header: Header) -> tuple[int, int]:
    """Side of a tile and number of levels of a picture that is too large to travel whole; zeros for all others."""
    kind = kind_named(medium.kind)
    found: tuple[int, int] = kind.tiling(header) if hasattr(kind, "tiling") else (0, 0)
    return found


def _strip_frame(medium: Medium, index: int, look: Look) -> Thumb | str:
    from nblabel.media.pictures.thumbnail import Thumb

    try:
        made = preview(medium, index, look)
    except Exception as problem:
        return reason_of(problem)
    return Thumb(made.bytes, made.width, made.height)


def _ask(medium: Medium, method: str, *args: Any) -> Any:
    kind: Kind = kind_named(medium.kind)
    if getattr(kind, "in_worker", False) and not is_in_worker():
        from nblabel.media.worker.worker import shared_worker

        return shared_worker().call(kind.name, method, medium, *args)
    return getattr(kind, method)(medium, *args)

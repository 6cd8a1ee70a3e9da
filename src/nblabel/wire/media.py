"""Messages about what an item shows: frames, strips of them, tiles of large pictures, sound."""

from __future__ import annotations

from nblabel.wire.values import Value


class PictureArgs(Value, frozen=True):
    """One frame, its long side at most `max_px`.

    `window` is level (centre) and width of medical pictures, `axis` the axis a volume is sliced along.
    """

    id: int
    frame: int = 0
    max_px: int = 1600
    window: tuple[float, float] | None = None
    axis: int | None = None


class Picture(Value, frozen=True):
    """A JPEG in the buffer; `full_width` and `full_height` are the upright size of the original."""

    id: int
    frame: int
    width: int
    height: int
    full_width: int
    full_height: int
    reason: str = ""


class MediumArgs(Value, frozen=True):
    """What kind of thing an item is, before its frames are asked for."""

    id: int


class WindowPreset(Value, frozen=True):
    """A named level and width."""

    name: str
    level: float
    width: float


class MediumInfo(Value, frozen=True):
    """What a player needs.

    `times` are seconds, one a frame; empty where frames are evenly spaced by `fps` or have no time. `exact` says that
    frame numbers are those of a sequential decode. `low` and `high` bound the level of `window`. `tile_px` is 0 where
    the picture is small enough to travel whole, else `levels` are the tile levels, level 0 at full size.

    A volume is sliced along `axis` of its `axes` unless another one is asked for; `axis_frames` are the slices along
    each. The picture of a sound shows `page_seconds` between the left and the right of `plot` (left, top, right, bottom,
    in pixels of `width` and `height`).
    """

    id: int
    kind: str
    n_frames: int
    width: int
    height: int
    fps: float = 0.0
    duration: float = 0.0
    exact: bool = True
    times: list[float] = []
    keyframes: list[int] = []
    axes: list[str] = []
    axis: int = 0
    axis_frames: list[int] = []
    windows: list[WindowPreset] = []
    level: float = 0.0
    window: float = 0.0
    low: float = 0.0
    high: float = 0.0
    playable: bool = False
    plot: list[int] = []
    page_seconds: float = 0.0
    tile_px: int = 0
    levels: int = 0
    problem: str = ""
    warning: str = ""


class StripArgs(Value, frozen=True):
    """Several frames at once, small; the answer may hold fewer than asked where they grow too large."""

    id: int
    frames: list[int]
    px: int = 640
    window: tuple[float, float] | None = None
    axis: int | None = None


class StripFrame(Value, frozen=True):
    """Where a frame lies in the joined buffer."""

    frame: int
    offset: int
    length: int
    width: int
    height: int


class BrokenFrame(Value, frozen=True):
    """A frame that cannot be shown, and why."""

    frame: int
    reason: str


class Strip(Value, frozen=True):
    """JPEGs of frames in one joined buffer."""

    id: int
    px: int
    ready: list[StripFrame]
    broken: list[BrokenFrame]


class SoundArgs(Value, frozen=True):
    """A piece of what is heard, at most 30 seconds at a time."""

    id: int
    start: float = 0.0
    seconds: float = 10.0


class SoundPiece(Value, frozen=True):
    """WAV in the buffer, one channel, 16 bit; `total` seconds are there in all."""

    id: int
    start: float
    seconds: float
    total: float
    reason: str = ""


class TileArgs(Value, frozen=True):
    """One tile of a large picture; level 0 is full size, each further level half of it."""

    id: int
    level: int
    column: int
    row: int
    frame: int = 0


class Tile(Value, frozen=True):
    """A JPEG in the buffer."""

    id: int
    level: int
    column: int
    row: int
    width: int
    height: int
    reason: str = ""

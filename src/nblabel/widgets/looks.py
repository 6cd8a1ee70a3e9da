"""Answers to the requests for frames, strips, tiles and sound."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem, ProtocolError
from nblabel.media.files.loader import reason_of
from nblabel.media.serving import show
from nblabel.wire import media as wire

if TYPE_CHECKING:
    from nblabel.media.pictures.headers import Header
    from nblabel.widgets.board import Board
    from nblabel.widgets.dispatcher import Buffers

LEAST_PX, MOST_PX = 64, 4096
MOST_FRAMES = 64
MOST_STRIP_BYTES = 4_000_000
MOST_SECONDS = 30.0


class Looks:
    """One method an op; what cannot be shown is answered with its reason."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def medium(self, args: wire.MediumArgs) -> wire.MediumInfo:
        """What kind of thing an item is."""
        try:
            medium = self._medium(args.id)
        except MediaProblem as problem:
            return wire.MediumInfo(args.id, "", 1, 0, 0, problem=str(problem))
        return _described(args.id, medium, show.probe(medium))

    def picture(self, args: wire.PictureArgs) -> tuple[wire.Picture, Buffers]:
        """One frame, its long side bounded."""
        look = Look(_bounded_px(args.max_px), args.window, args.axis)
        try:
            medium = self._medium(args.id)
            frame = args.frame if medium.frame is None else medium.frame
            made = show.preview(medium, frame, look)
        except Exception as problem:
            return wire.Picture(args.id, args.frame, 0, 0, 0, 0, reason_of(problem)), []
        sizes = made.width, made.height, made.full_width, made.full_height
        return wire.Picture(args.id, frame, *sizes), [made.bytes]

    def strip(self, args: wire.StripArgs) -> tuple[wire.Strip, Buffers]:
        """Several frames in one buffer; what does not fit into a message is left for the next request."""
        if len(args.frames) > MOST_FRAMES:
            raise ProtocolError(f"A strip has at most {MOST_FRAMES} frames, not {len(args.frames)}.")
        look = Look(_bounded_px(args.px), args.window, args.axis)
        made = show.strip(self._medium(args.id), args.frames, look)
        broken = [
            wire.BrokenFrame(frame, thumb)
            for frame, thumb in zip(args.frames, made, strict=True)
            if isinstance(thumb, str)
        ]
        shown = [(frame, thumb) for frame, thumb in zip(args.frames, made, strict=True) if not isinstance(thumb, str)]
        offsets = list(itertools.accumulate((len(thumb.bytes) for _, thumb in shown), initial=0))
        ready = [
            wire.StripFrame(frame, offset, len(thumb.bytes), thumb.width, thumb.height)
            for (frame, thumb), offset in zip(shown, offsets, strict=False)
            if not offset or offset + len(thumb.bytes) <= MOST_STRIP_BYTES
        ]
        joined = b"".join(thumb.bytes for _, thumb in shown[: len(ready)])
        return wire.Strip(args.id, look.max_px or 0, ready, broken), [joined] if joined else []

    def tile(self, args: wire.TileArgs) -> tuple[wire.Tile, Buffers]:
        """One tile of a large picture."""
        place = args.id, args.level, args.column, args.row
        try:
            made = show.tile(self._medium(args.id), args.frame, args.level, args.column, args.row)
        except Exception as problem:
            return wire.Tile(*place, 0, 0, reason_of(problem)), []
        return wire.Tile(*place, made.width, made.height), [made.bytes]

    def sound(self, args: wire.SoundArgs) -> tuple[wire.SoundPiece, Buffers]:
        """A piece of what is heard."""
        try:
            made = show.sound(self._medium(args.id), max(0.0, args.start), min(max(args.seconds, 0.1), MOST_SECONDS))
        except Exception as problem:
            return wire.SoundPiece(args.id, args.start, 0.0, 0.0, reason_of(problem)), []
        return wire.SoundPiece(args.id, made.start, made.seconds, made.total), [made.bytes]

    def _medium(self, ident: int) -> Medium:
        found = self._board.media_of([ident]).get(ident)
        if found is None:
            raise MediaProblem("This item is not in the project.")
        return found


def _described(ident: int, medium: Medium, header: Header) -> wire.MediumInfo:
    detail: dict[str, Any] = header.detail
    tile_px, levels = (0, 0) if header.problem else show.tiling(medium, header)
    level, window = _window(medium, header)
    return wire.MediumInfo(
        id=ident,
        kind=medium.kind,
        n_frames=max(1, header.n_frames),
        width=header.width,
        height=header.height,
        fps=header.fps,
        duration=header.duration,
        exact=bool(detail.get("exact", True)),
        times=_uneven(medium, header),
        keyframes=_keyframes(medium, header),
        axes=list(detail.get("axes", [])),
        axis=int(detail.get("axis", 0)),
        axis_frames=list(detail.get("axis_frames", [])),
        windows=[wire.WindowPreset(**preset) for preset in detail.get("windows", [])],
        playable=medium.kind == "audio" or bool(detail.get("audio", False)),
        plot=list(detail.get("plot", [])),
        page_seconds=float(detail.get("page_seconds", 0.0)),
        problem=header.problem or "",
        warning=str(detail.get("warning", "")),
        level=level,
        window=window,
        low=float(detail.get("low", 0.0)),
        high=float(detail.get("high", 0.0)),
        tile_px=tile_px,
        levels=levels,
    )


def _window(medium: Medium, header: Header) -> tuple[float, float]:
    """Level and width as the header says, else as the values do; zeros where nothing can be chosen."""
    detail: dict[str, Any] = header.detail
    if header.problem or detail.get("window"):
        return float(detail.get("level", 0.0)), float(detail.get("window", 0.0))
    try:
        return show.window(medium) or (0.0, 0.0)
    except Exception:
        # Its frames say what is wrong; the sliders stay away.
        return 0.0, 0.0


def _keyframes(medium: Medium, header: Header) -> list[int]:
    if header.problem or medium.kind != "video":
        return []
    try:
        return list(show.keyframes(medium))
    except MediaProblem:
        return []


def _uneven(medium: Medium, header: Header) -> list[float]:
    """The time of each frame, where it does not follow from the rate."""
    if header.problem or not header.fps or not header.detail.get("vfr"):
        return []
    return [round(second, 6) for second in show.times(medium) or ()]


def _bounded_px(px: int) -> int:
    return max(LEAST_PX, min(px, MOST_PX))

"""The showing half of an item: what its file says of itself, and its pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nblabel.domain.medium import Look
from nblabel.errors import MediaProblem

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    from nblabel.domain.medium import Medium
    from nblabel.domain.query import Query
    from nblabel.reading import Reading
    from nblabel.store.reading.tiles import Tile


class Pictured:
    """Something with a file, or with one frame of it."""

    _reading: Reading
    _query: Query

    if TYPE_CHECKING:  # what the item itself says

        @property
        def title(self) -> str:
            """What it is called."""

        @property
        def frame_index(self) -> int | None:
            """Which frame this is, or None."""

        @property
        def _medium(self) -> Medium: ...
        @property
        def _tile(self) -> Tile: ...

    @property
    def width(self) -> int | None:
        """Upright width in pixels; read from the file's header."""
        return self._header().width

    @property
    def height(self) -> int | None:
        """Upright height in pixels; read from the file's header."""
        return self._header().height

    @property
    def n_frames(self) -> int:
        """Frames; 1 for an image."""
        return self._header().n_frames or 1

    @property
    def fps(self) -> float | None:
        """Frames a second, on average; None where there is no time."""
        return self._header().fps

    @property
    def duration(self) -> float | None:
        """Seconds; None where there is no time."""
        return self._header().duration

    @property
    def problem(self) -> str | None:
        """Why it cannot be shown, or None."""
        return self._header().problem or None

    def image(self) -> Image:
        """The picture, upright, RGB: the frame meant, or the first one.

        Raises
        ------
        MediaProblem
            With the reason, where it cannot be read.
        """
        return self.frame()

    def frame(
        self,
        index: int | None = None,
        *,
        level: float | None = None,
        window: float | None = None,
        axis: int | None = None,
    ) -> Image:
        """Frame `index`, counted from 0, upright, RGB.

        Parameters
        ----------
        index
            By default the frame meant, in a view of frames, or the first one.
        level, window
            The value shown as middle grey, and the range of values from black to white; medical pictures only.
        axis
            The axis a volume is sliced along.

        Examples
        --------
        >>> item.frame(0).size
        >>> scan.frame(12, level=40, window=400)
        """
        index = self.frame_index or 0 if index is None else index
        if axis is None and not 0 <= index < self.n_frames:
            raise MediaProblem(f"{self.title} has no frame {index}: it has {self.n_frames}, counted from 0.")
        if (level is None) != (window is None):
            raise MediaProblem("level and window belong together: give both, or neither for the file's own.")
        from nblabel.media.serving.show import frame

        chosen = None if level is None or window is None else (float(level), float(window))
        return frame(self._medium, index, Look(window=chosen, axis=axis))

    def frame_time(self, index: int | None = None) -> float | None:
        """The second at which a frame (`index` as of `frame`) stands; None where frames have no time.

        Examples
        --------
        >>> clip.frame_time(30)
        """
        from nblabel.media.serving.show import times

        index = self.frame_index or 0 if index is None else index
        found = times(self._medium)
        if found is not None and not 0 <= index < len(found):
            raise MediaProblem(f"{self.title} has no frame {index}: it has {len(found)}, counted from 0.")
        return None if found is None else float(found[index])

    def thumbnail(self, px: int = 128) -> Image:
        """A small picture with a long side of at most `px`, upright, RGB.

        Examples
        --------
        >>> item.thumbnail(256)
        """
        from nblabel.media.pictures.thumbnail import decoded
        from nblabel.media.serving.show import thumbnail

        return decoded(thumbnail(self._medium, px))

    @property
    def text(self) -> str:
        """What is written in a text file or a PDF, its first million characters.

        Raises
        ------
        MediaProblem
            For every other kind, and where it cannot be read.

        Examples
        --------
        >>> item.text.splitlines()[0]
        """
        from nblabel.media.serving.show import text

        return text(self._medium)

    def to_array(self) -> np.ndarray:
        """The picture as an array (height, width, 3) of uint8."""
        import numpy as np

        return np.asarray(self.image())

    def _header(self) -> Tile:
        from nblabel.ops.adding.headers import read_headers

        tile = self._tile
        if tile.width is None and not tile.problem:
            read_headers(self._reading.session, query=self._query)
            tile = self._tile
        return tile

    def _repr_png_(self) -> bytes | None:
        import io

        try:
            picture = self.thumbnail(256)
        except MediaProblem:
            return None
        file = io.BytesIO()
        picture.save(file, "PNG")
        return file.getvalue()

"""One open video whose decoder stays where it is: the next frame is decoded on, any other is sought and checked."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nblabel.errors import MediaProblem
from nblabel.media.files.loader import MEGA
from nblabel.media.kinds.video.index import Index
from nblabel.media.kinds.video.indexing import decoded
from nblabel.media.kinds.video.opening import Opened, opened, reasons
from nblabel.media.kinds.video.pictures import picture_of

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.reformatter import VideoReformatter
    from av.video.stream import VideoStream
    from PIL.Image import Image

    from nblabel.domain.medium import Medium

RECENT_BYTES = 32 * MEGA
# Landing on a key and filling the decoder costs about as much as decoding so many frames.
SEEK_COST = 4
_MOST_S = 60.0


class Reader:
    """Frames of one video, decoded pictures as they are stored; for one thread at a time.

    Parameters
    ----------
    medium
        The video.
    index
        Its index; a file that changed needs a new reader.
    """

    def __init__(self, medium: Medium, index: Index) -> None:
        self.medium = medium
        self.index = index
        self._video: Opened[VideoStream] | None = None
        self._frames: Iterator[VideoFrame] = iter(())
        self._here: int | None = None
        self._floor = 0
        self._is_from_start = False
        self._gaps: Counter[tuple[int, int]] = Counter()
        self._scaler: VideoReformatter | None = None
        self._recent: OrderedDict[int, VideoFrame] = OrderedDict()

    def frame(self, place: int) -> VideoFrame:
        """Frame number `place`, whatever was asked for before.

        Raises
        ------
        MediaProblem
            When there is no such frame, or it cannot be decoded.
        """
        if not 0 <= place < self.index.n_frames:
            raise MediaProblem(
                f"Frame {place} was asked for and the video has {self.index.n_frames}, counted from 0; ask for one of them."
            )
        kept = self._recent.get(place)
        if kept is not None:
            return kept
        try:
            with reasons():
                return self._decoded(place)
        except BaseException:
            self.close()
            raise

    def picture(self, place: int, max_px: int | None = None) -> Image:
        """Frame number `place` upright and in RGB, at most `max_px` on its long side; raises MediaProblem."""
        frame = self.frame(place)
        with reasons():
            if self._scaler is None:
                from av.video.reformatter import VideoReformatter

                self._scaler = VideoReformatter()
            return picture_of(frame, self.index.facts, self._scaler, max_px)

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        video, self._video = self._video, None
        self._frames, self._here, self._floor = iter(()), None, 0
        self._recent.clear()
        self._scaler = None
        if video is not None:
            video.close()

    def _decoded(self, place: int) -> VideoFrame:
        key = -1 if self.index.facts.is_counted else self.index.key_before(place)
        if self._video is not None:
            self._video.watched.begin(_MOST_S)
            if self._is_worth_going_on(place, key) and (found := self._onward(place)):
                return found
        for landing in _steps_back(key):
            if self._sought(landing) and (found := self._onward(place)):
                return found
            if self._is_lost(place):
                break
        else:
            self._restart()
            if found := self._onward(place):
                return found
        raise MediaProblem(
            f"Frame {place} of the video could not be decoded: the file is damaged there or ends too early; "
            "copy it again from where it came from."
        )

    def _is_worth_going_on(self, place: int, key: int) -> bool:
        if self._here is None or place <= self._here:
            return False
        landing = (self.index.place(self.index.keys[key]) or 0) if key >= 0 else 0
        return place - self._here <= place - landing + SEEK_COST

    def _onward(self, place: int) -> VideoFrame | None:
        """The frame, by decoding on; None as soon as it is clear that it does not come, or not in its turn."""
        for frame in self._frames:
            found = self._place_of(frame)
            if found is None or found < self._floor:
                continue
            if self._here is not None and found != self._here + 1 and not self._is_known_gap(self._here, found):
                return None
            self._here, self._floor = found, (found + 1 if self._is_from_start else self._floor)
            self._keep(found, frame)
            if found >= place:
                return frame if found == place else None
        if self._here is not None and self._here < place:
            self._is_known_gap(self._here, self.index.n_frames)
        return None

    def _place_of(self, frame: VideoFrame) -> int | None:
        if self.index.facts.is_counted:
            return 0 if self._here is None else self._here + 1
        return self.index.place(frame.pts)

    def _is_known_gap(self, before: int, after: int) -> bool:
        """Whether frames are missing here again; that they do not come once may be the seek's fault."""
        self._gaps[before, after] += 1
        return after > before and (self._is_from_start or self._gaps[before, after] > 1)

    def _is_lost(self, place: int) -> bool:
        """Whether the frame did not come from any of three keys: decoding all from the start would not bring it back."""
        return any(before < place < after and times > 2 for (before, after), times in self._gaps.items())

    def _sought(self, key: int) -> bool:
        """Whether decoding starts at this key now."""
        import av

        if self._video is None:
            self._open()
            if key == 0:
                return True
        video = self._video
        assert video is not None
        try:
            video.container.seek(self.index.keys[key], stream=video.stream)
        except av.FFmpegError:
            return False
        self._here, self._floor, self._is_from_start = None, 0, False
        self._frames = self._decode(video, is_checked=False)
        return True

    def _restart(self) -> None:
        """Open the file anew: no format can fail to start at its start."""
        self.close()
        self._open()

    def _open(self) -> None:
        self._video = opened(self.medium)
        self._video.watched.begin(_MOST_S)
        self._here, self._floor, self._is_from_start = -1, 0, True
        self._frames = self._decode(self._video, is_checked=True)

    def _decode(self, video: Opened[VideoStream], *, is_checked: bool) -> Iterator[VideoFrame]:
        """Pictures from here on. After a seek nothing counts before a key that the index knows."""
        for packet in video.container.demux(video.stream):
            video.watched.got_on()
            if not is_checked and packet.size:
                if not packet.is_keyframe:
                    continue
                if packet.pts is None or not self.index.is_key(packet.pts):
                    return
                is_checked = True
                self._floor = self.index.first_from(packet.pts)
            yield from decoded(packet)

    def _keep(self, place: int, frame: VideoFrame) -> None:
        self._recent[place] = frame
        size = sum(plane.buffer_size for plane in frame.planes)
        while len(self._recent) > max(2, RECENT_BYTES // max(1, size)):
            self._recent.popitem(last=False)


def _steps_back(key: int) -> Iterator[int]:
    """The key itself, then 1, 2, 4... before it, as long as there are any."""
    back = 0
    while key - back >= 0:
        yield key - back
        back = max(1, 2 * back)

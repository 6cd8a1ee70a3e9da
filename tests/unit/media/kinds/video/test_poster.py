"""The picture of a video in the grid tells something, and costs little."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from tests.unit.media.kinds.video.clips import drawn
from tests.unit.media.kinds.video.test_index import FACTS

from nblabel.domain.medium import Medium
from nblabel.media.kinds.video.index import ordered
from nblabel.media.kinds.video.kind import VideoKind
from nblabel.media.kinds.video.poster import candidates

KIND = VideoKind()


def film(path: Path, pictures: Sequence[np.ndarray]) -> Medium:
    with av.open(str(path), "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for number, pixels in enumerate(pictures):
            picture = av.VideoFrame.from_ndarray(pixels, "rgb24")
            picture.pts, picture.time_base = number, Fraction(1, 25)
            file.mux(stream.encode(picture))
        file.mux(stream.encode())
    return Medium("video", (str(path),))


def black(count: int) -> list[np.ndarray]:
    return [np.zeros((120, 160, 3), np.uint8)] * count


def test_it_is_near_a_tenth(tmp_path: Path) -> None:
    assert KIND.poster(film(tmp_path / "a.mp4", [drawn(number) for number in range(60)])) == 6


def test_a_black_start_is_passed_over(tmp_path: Path) -> None:
    medium = film(tmp_path / "a.mp4", black(15) + [drawn(number) for number in range(45)])
    assert KIND.poster(medium) >= 15
    assert KIND.poster(medium) < 30
    assert max(KIND.frame(medium, KIND.poster(medium)).convert("L").tobytes()) > 150


def test_a_video_that_is_all_black_has_one_too(tmp_path: Path) -> None:
    medium = film(tmp_path / "a.mp4", black(60))
    assert 0 <= KIND.poster(medium) < 60
    assert (KIND.thumbnail(medium, 64).width, KIND.thumbnail(medium, 64).height) == (64, 48)


def test_one_frame_is_enough(tmp_path: Path) -> None:
    assert KIND.poster(film(tmp_path / "a.mp4", [drawn(5)])) == 0


def test_the_frame_that_is_meant_goes_before_the_poster(tmp_path: Path) -> None:
    pictures = [np.full((120, 160, 3), 4 * number, np.uint8) for number in range(60)]
    medium = film(tmp_path / "a.mp4", pictures)
    import io

    import PIL.Image

    thumb = PIL.Image.open(io.BytesIO(KIND.thumbnail(replace(medium, frame=50), 64).bytes))
    assert abs(np.asarray(thumb).mean() - 200) < 8


def test_a_long_way_from_a_key_is_never_gone() -> None:
    pts = array("q", range(0, 100_000 * 40, 40))
    found = candidates(ordered(FACTS, pts, array("q", [0, 1_000_000])))
    assert found == [48, 25_048]

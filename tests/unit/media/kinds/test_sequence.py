"""Image sequences: pictures as a film, each at the size of the first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.sequence import SequenceKind


def film(folder: Path, *sizes: tuple[int, int]) -> Medium:
    urls = []
    for place, size in enumerate(sizes):
        url = folder / f"{place}.png"
        PIL.Image.new("RGB", size, (10 * place, 0, 200)).save(url)
        urls.append(str(url))
    return Medium("sequence", tuple(urls))


def test_s4_30_a_frame_of_another_size_is_shown_at_that_of_the_first_with_a_warning(tmp_path: Path) -> None:
    medium = film(tmp_path, (320, 240), (240, 320), (320, 240))
    kind = SequenceKind()
    header = kind.probe(medium)
    assert (header.width, header.height, header.n_frames) == (320, 240, 3)
    assert header.detail["resized"] == 1
    assert "1 of 3 pictures are not 320 x 240 as the first is (such as 240 x 320)" in header.detail["warning"]
    assert header.detail["sizes"] == [[320, 240], [240, 320], [320, 240]]
    for index in range(3):
        assert kind.frame(medium, index).size == (320, 240)
        assert kind.preview(medium, index).full_width == 320
        assert kind.frame(medium, index).getpixel((0, 0)) == (10 * index, 0, 200)


def test_s4_30_the_originals_are_kept(tmp_path: Path) -> None:
    medium = film(tmp_path, (32, 24), (24, 32))
    before = [Path(url).read_bytes() for url in medium.urls]
    kind = SequenceKind()
    kind.probe(medium)
    kind.frame(medium, 1)
    kind.thumbnail(Medium("sequence", medium.urls, frame=1), 16)
    assert [Path(url).read_bytes() for url in medium.urls] == before


def test_s4_30_the_whole_of_a_resized_picture_is_shown(tmp_path: Path) -> None:
    PIL.Image.new("RGB", (40, 40)).save(tmp_path / "first.png")
    half = np.zeros((20, 80, 3), np.uint8)
    half[:, 40:] = 255
    PIL.Image.fromarray(half).save(tmp_path / "wide.png")
    medium = Medium("sequence", (str(tmp_path / "first.png"), str(tmp_path / "wide.png")))
    shown = np.asarray(SequenceKind().frame(medium, 1))
    assert shown.shape == (40, 40, 3)
    assert shown[:, :15].max() == 0
    assert shown[:, 25:].min() == 255


def test_even_sizes_need_no_warning(tmp_path: Path) -> None:
    header = SequenceKind().probe(film(tmp_path, (32, 24), (32, 24)))
    assert header.detail == {}
    assert (header.fps, header.duration) == (25.0, 2 / 25)


def test_s4_32_the_longest_sequence_lasts_as_long_as_its_frames_at_25_a_second(tmp_path: Path) -> None:
    medium = Medium("sequence", film(tmp_path, (4, 3)).urls * 32_767)
    times = SequenceKind().times(medium)
    assert times is not None
    assert len(times) == 32_767
    assert times[-1] == pytest.approx(21 * 60 + 50.64)


def test_a_preview_is_small_and_tells_the_full_size(tmp_path: Path) -> None:
    medium = film(tmp_path, (400, 200), (100, 100))
    for index in range(2):
        preview = SequenceKind().preview(medium, index, Look(max_px=100))
        assert (preview.width, preview.height, preview.full_width, preview.full_height) == (100, 50, 400, 200)
        assert SequenceKind().frame(medium, index, Look(max_px=100)).size == (100, 50)


def test_where_the_first_is_broken_the_next_decides(tmp_path: Path) -> None:
    medium = film(tmp_path, (32, 24), (16, 12), (8, 6))
    Path(medium.urls[0]).write_bytes(b"nothing")
    header = SequenceKind().probe(medium)
    assert (header.width, header.height, header.problem) == (16, 12, None)
    assert "1 of 3 pictures are not 16 x 12" in header.detail["warning"]
    assert "1 of 3 pictures cannot be read; frame 0" in header.detail["warning"]
    assert SequenceKind().frame(medium, 2).size == (16, 12)
    assert SequenceKind().poster(medium) == 1
    with pytest.raises(MediaProblem):
        SequenceKind().frame(medium, 0)

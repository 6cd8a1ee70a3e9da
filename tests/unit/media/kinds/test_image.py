"""Pictures with more than one frame: pages of a TIFF, animations, and HEIC."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.image.kind import ImageKind

REDS = (0, 60, 120, 180, 240)


def frames(size: tuple[int, int] = (40, 30)) -> list[PIL.Image.Image]:
    return [PIL.Image.new("RGB", size, (red, 0, 0)) for red in REDS]


def saved(path: Path, pictures: list[PIL.Image.Image], **how: object) -> Medium:
    pictures[0].save(path, save_all=True, append_images=pictures[1:], **how)  # type: ignore[arg-type]
    return Medium("image", (str(path),))


def reds(medium: Medium, order: list[int]) -> list[int]:
    return [ImageKind().frame(medium, index).getpixel((5, 5))[0] for index in order]  # type: ignore[index]


@pytest.mark.parametrize("ending", ["gif", "png", "webp", "avif", "tif"])
@pytest.mark.parametrize("order", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [3, 0, 3, 2, 4, 0]])
def test_every_step_and_page_is_a_frame_in_any_order(tmp_path: Path, ending: str, order: list[int]) -> None:
    medium = saved(tmp_path / f"a.{ending}", frames(), **({} if ending == "tif" else {"duration": 120}))
    assert ImageKind().probe(medium).n_frames == 5
    assert np.allclose(reds(medium, order), [REDS[index] for index in order], atol=3)


def test_a_gif_has_the_times_that_it_says(tmp_path: Path) -> None:
    medium = saved(tmp_path / "a.gif", frames(), duration=[100, 200, 50, 100, 100])
    assert ImageKind().times(medium) == (0.0, 0.1, 0.3, 0.35, 0.45)
    assert ImageKind().probe(medium).duration == 0.55


def test_pages_of_different_sizes_keep_them(tmp_path: Path) -> None:
    pages = [PIL.Image.new("RGB", (20 + 10 * i, 30)) for i in range(3)]
    medium = saved(tmp_path / "a.tif", pages)
    header = ImageKind().probe(medium)
    assert header.detail["sizes"] == [[20, 30], [30, 30], [40, 30]]
    assert [ImageKind().frame(medium, i).size for i in range(3)] == [(20, 30), (30, 30), (40, 30)]
    preview = ImageKind().preview(medium, 2, Look(max_px=20))
    assert (preview.width, preview.height, preview.full_width, preview.full_height) == (20, 15, 40, 30)
    assert ImageKind().thumbnail(Medium("image", medium.urls, frame=2), 20).height == 15


def test_smaller_copies_of_a_page_are_no_frames(tmp_path: Path) -> None:
    pages = [PIL.Image.new("RGB", (40, 30)), PIL.Image.new("RGB", (20, 15)), PIL.Image.new("RGB", (40, 30), (9, 9, 9))]
    medium = saved(tmp_path / "pyramid.tif", pages)
    data = bytearray(Path(medium.url).read_bytes())
    # Say of the second page that it is a smaller copy: its compression (tag 259) gives way to its role (tag 254).
    first = int.from_bytes(data[4:8], "little")
    second = int.from_bytes(data[first + 2 + 12 * data[first] : first + 6 + 12 * data[first]], "little")
    entries = [second + 2 + 12 * number for number in range(data[second])]
    place = next(place for place in entries if int.from_bytes(data[place : place + 2], "little") == 259)
    data[place : place + 12] = (254).to_bytes(2, "little") + (4).to_bytes(2, "little") + (1).to_bytes(4, "little") * 2
    Path(medium.url).write_bytes(bytes(data))
    assert ImageKind().probe(medium).n_frames == 2
    assert ImageKind().frame(medium, 1).getpixel((0, 0)) == (9, 9, 9)


def test_an_animation_that_is_too_long_is_shown_in_part_and_says_so(tmp_path: Path) -> None:
    gif = tmp_path / "long.gif"
    PIL.Image.new("P", (2000, 1500)).save(gif)
    frame = b"!\xf9\x04\x00\x01\x00\x00\x00,\x00\x00\x00\x00\x10\x00\x0c\x00\x00\x02\x01\x00\x00"
    gif.write_bytes(gif.read_bytes()[:-1] + frame * 200 + b";")
    header = ImageKind().probe(Medium("image", (str(gif),)))
    assert header.n_frames == 100
    assert "has 201 frames of 2000 x 1500, of which 100 are shown" in header.detail["warning"]


def test_what_was_drawn_does_not_leak_from_frame_to_frame(tmp_path: Path) -> None:
    medium = saved(tmp_path / "a.gif", frames((16, 12)), duration=50)
    kind = ImageKind()
    first = kind.frame(medium, 2)
    first.putpixel((0, 0), (1, 255, 1))
    assert kind.frame(medium, 3).getpixel((0, 0)) != (1, 255, 1)
    assert kind.frame(medium, 2).getpixel((0, 0)) != (1, 255, 1)


def test_a_file_with_many_pages_is_not_held_open_when_it_changes(tmp_path: Path) -> None:
    medium = saved(tmp_path / "a.tif", frames())
    assert reds(medium, [2]) == [120]
    saved(tmp_path / "a.tif", frames((50, 50))[:2])
    assert ImageKind().frame(medium, 1).size == (50, 50)
    with pytest.raises(MediaProblem, match="Frame 2 was asked for and there are 2 frames"):
        ImageKind().frame(medium, 2)


def test_heic_is_a_picture_like_any_other(shared_data: Path) -> None:
    medium = Medium("image", (str(shared_data / "media/hostile/torchcodec_gradient_10bit.heic"),))
    header = ImageKind().probe(medium)
    assert (header.format, header.n_frames, header.problem) == ("HEIF", 1, None)
    assert ImageKind().frame(medium).size == (header.width, header.height)
    assert ImageKind().thumbnail(medium, 32).width == 32
    assert ImageKind().preview(medium).full_width == header.width
    assert ImageKind().times(medium) is None


def test_heic_is_turned_upright(tmp_path: Path) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    picture = PIL.Image.new("RGB", (64, 32), "red")
    picture.paste("blue", (0, 0, 32, 32))
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    heif = pillow_heif.from_pillow(picture)
    heif.save(tmp_path / "turned.heic", exif=exif.tobytes(), quality=90)
    medium = Medium("image", (str(tmp_path / "turned.heic"),))
    header = ImageKind().probe(medium)
    shown = ImageKind().frame(medium)
    assert shown.size == (header.width, header.height) == (32, 64)
    assert shown.getpixel((16, 5))[2] > 200  # type: ignore[index]
    assert shown.getpixel((16, 60))[0] > 200  # type: ignore[index]


def test_a_heic_that_is_none_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.heic").write_bytes(b"GIF89a and more")
    with pytest.raises(MediaProblem, match="no HEIC picture"):
        ImageKind().frame(Medium("image", (str(tmp_path / "a.heic"),)))

"""Image groups: several pictures, unaltered, one item."""

from __future__ import annotations

from pathlib import Path

import PIL.Image
import pytest

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem
from nblabel.media.kinds.group import GroupKind


@pytest.fixture
def pets(tmp_path: Path) -> Medium:
    sizes = {"lying.png": (320, 240), "standing.png": (240, 320), "far.png": (64, 48)}
    for place, (name, size) in enumerate(sizes.items()):
        PIL.Image.new("RGB", size, (50 * place, 0, 0)).save(tmp_path / name)
    return Medium("group", tuple(str(tmp_path / name) for name in sizes))


def test_s4_29_each_picture_keeps_its_size(pets: Medium) -> None:
    kind = GroupKind()
    header = kind.probe(pets)
    assert header.n_frames == 3
    assert header.detail["sizes"] == [[320, 240], [240, 320], [64, 48]]
    assert (header.width, header.height) == (320, 240)
    assert [kind.frame(pets, index).size for index in range(3)] == [(320, 240), (240, 320), (64, 48)]
    assert kind.preview(pets, 1, Look(max_px=160)).full_height == 320


def test_s4_29_the_files_are_only_read(pets: Medium) -> None:
    before = [Path(url).read_bytes() for url in pets.urls]
    for url in pets.urls:
        Path(url).chmod(0o444)
    kind = GroupKind()
    kind.probe(pets)
    kind.frame(pets, 1)
    kind.thumbnail(pets, 64)
    assert [Path(url).read_bytes() for url in pets.urls] == before


def test_s4_29_the_order_given_is_the_order_of_frames(pets: Medium) -> None:
    turned = Medium("group", pets.urls[::-1])
    assert [GroupKind().frame(turned, index).getpixel((0, 0))[0] for index in range(3)] == [100, 50, 0]  # type: ignore[index]


def test_a_broken_picture_leaves_the_others(pets: Medium) -> None:
    Path(pets.urls[0]).write_bytes(b"")
    kind = GroupKind()
    header = kind.probe(pets)
    assert header.problem is None
    assert header.detail["sizes"] == [[0, 0], [240, 320], [64, 48]]
    assert header.detail["broken"] == [[0, "The file is empty (0 bytes); copy it again from where it came from."]]
    assert header.detail["warning"].startswith("1 of 3 pictures cannot be read; frame 0: The file is empty")
    assert (header.width, header.height) == (240, 320)
    assert kind.poster(pets) == 1
    assert kind.thumbnail(pets, 32).height == 32
    assert kind.frame(pets, 2).size == (64, 48)
    with pytest.raises(MediaProblem, match="empty"):
        kind.frame(pets, 0)


def test_a_group_in_which_nothing_can_be_read_says_so(pets: Medium) -> None:
    for url in pets.urls:
        Path(url).unlink()
    assert (GroupKind().probe(pets).problem or "").startswith("None of the 3 pictures can be read: The file is gone")
    with pytest.raises(MediaProblem, match="gone"):
        GroupKind().thumbnail(pets, 64)


def test_a_picture_of_several_pages_is_one_frame_of_a_group(tmp_path: Path) -> None:
    page = PIL.Image.new("L", (8, 6))
    page.save(tmp_path / "pages.tif", save_all=True, append_images=[page])
    header = GroupKind().probe(Medium("group", (str(tmp_path / "pages.tif"),) * 2))
    assert header.n_frames == 2

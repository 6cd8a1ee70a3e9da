"""Tiles of large pictures show exactly what the decoded picture shows, upright, with either library."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from nblabel.domain.medium import Look, Medium
from nblabel.errors import MediaProblem, MissingExtra
from nblabel.media.kinds.deep import deep
from nblabel.media.kinds.deep import held as deep_held
from nblabel.media.kinds.deep import levels as deep_levels
from nblabel.media.kinds.deep import limits as deep_limits
from nblabel.media.kinds.deep.deep import overview, small, tile
from nblabel.media.kinds.deep.levels import levels_of
from nblabel.media.pictures.headers import Header
from nblabel.media.serving import show

# Level 0 of JPEG in JPEG: neither equal nor far off.
CLOSE = 3.0
WIDTH, HEIGHT = 421, 333
TILE_PX = 128


@pytest.fixture(params=["Pillow", "libvips"])
def library(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Either library, an empty cache, and tiles and limits for the small pictures of tests."""
    if request.param == "libvips":
        pytest.importorskip("pyvips")
    monkeypatch.setattr(deep_limits, "has_vips", lambda: request.param == "libvips")
    monkeypatch.setattr(deep, "WHOLE_PIXELS", 10_000)
    for module in (deep, deep_levels):
        monkeypatch.setattr(module, "TILE_PX", TILE_PX)
    monkeypatch.setenv("NBLABEL_CACHE", str(tmp_path / "cache"))
    yield request.param
    deep.release()


def drawn(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """A picture in which every place looks different, smooth enough for JPEG."""
    across = np.linspace(0, 255, width, dtype=np.float32)[None, :]
    down = np.linspace(0, 255, height, dtype=np.float32)[:, None]
    # Colours change slowly and only brightness comes in waves, since JPEG halves the colours.
    waves = 40 * np.sin(across / 9) * np.cos(down / 11)
    colours = np.dstack([across + 0 * down, down + 0 * across, 128 + 0 * (across + down)]) / 2 + 64
    image = Image.fromarray((colours + waves[:, :, None]).astype(np.uint8))
    ImageDraw.Draw(image).ellipse((width // 5, height // 3, width // 5 + 90, height // 3 + 50), "white", "black", 5)
    return image


def medium(path: Path) -> Medium:
    return Medium("image", (str(path),))


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def assembled(picture: Medium, level: int, size: tuple[int, int], index: int = 0) -> Image.Image:
    """All tiles of a level put together."""
    at = levels_of(*size)[level]
    whole = Image.new("RGB", (at.width, at.height), "magenta")
    for row in range(at.rows):
        for column in range(at.columns):
            made = tile(picture, index, level, column, row)
            piece = opened(made.bytes)
            assert piece.size == (made.width, made.height)
            whole.paste(piece, (column * TILE_PX, row * TILE_PX))
    return whole


def halved(picture: Image.Image, level: int) -> Image.Image:
    """A level as it should be: what each tile covers, shrunk by itself, since that is how tiles are drawn."""
    at = levels_of(*picture.size)[level]
    whole = Image.new("RGB", (at.width, at.height))
    side = TILE_PX << level
    for top in range(0, picture.height, side):
        for left in range(0, picture.width, side):
            box = left, top, min(left + side, picture.width), min(top + side, picture.height)
            size = -(-(box[2] - left) // (1 << level)), -(-(box[3] - top) // (1 << level))
            whole.paste(picture.resize(size, Image.Resampling.BOX, box=box), (left >> level, top >> level))
    return whole


def distance(one: Image.Image, other: Image.Image) -> float:
    assert one.size == other.size
    return float(np.abs(np.asarray(one.convert("RGB"), float) - np.asarray(other.convert("RGB"), float)).mean())


@given(st.integers(1, 300_000), st.integers(1, 300_000))
def test_levels_halve_until_one_tile_is_enough(width: int, height: int) -> None:
    levels = levels_of(width, height)
    assert (levels[0].width, levels[0].height) == (width, height)
    assert (levels[-1].columns, levels[-1].rows) == (1, 1)
    for level in levels:
        assert level.width == -(-width // 2**level.number)
        assert (level.columns - 1) * 512 < level.width <= level.columns * 512
        assert (level.rows - 1) * 512 < level.height <= level.rows * 512


@pytest.mark.parametrize("orientation", range(1, 9))
def test_tiles_at_full_size_are_the_crops_of_the_upright_picture(
    library: str, tmp_path: Path, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    drawn().save(tmp_path / "a.jpg", quality=95, exif=exif)
    truth = ImageOps.exif_transpose(Image.open(tmp_path / "a.jpg"))
    assert distance(assembled(medium(tmp_path / "a.jpg"), 0, truth.size), truth) < CLOSE


@pytest.mark.parametrize("orientation", [1, 4, 6, 7])
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_coarser_levels_are_the_same_picture_in_fewer_pixels(
    library: str, tmp_path: Path, orientation: int, ending: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    drawn(601, 433).save(tmp_path / f"a.{ending}", quality=95, exif=exif)
    truth = ImageOps.exif_transpose(Image.open(tmp_path / f"a.{ending}"))
    for level in reversed(levels_of(*truth.size)):
        shown = assembled(medium(tmp_path / f"a.{ending}"), level.number, truth.size)
        assert distance(shown, halved(truth, level.number)) < 2 * CLOSE


@pytest.mark.parametrize(
    ("mode", "ending"),
    [("L", "png"), ("RGBA", "png"), ("LA", "png"), ("P", "png"), ("1", "png"), ("CMYK", "jpg"), ("RGB", "tif")],
)
def test_every_mode_is_shown_as_its_thumbnail_shows_it(library: str, tmp_path: Path, mode: str, ending: str) -> None:
    image = drawn()
    if mode in {"RGBA", "LA"}:
        image = image.convert(mode)
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    # Not dithered: noise of single pixels is what JPEG loses.
    converted = image.quantize(64, dither=Image.Dither.NONE) if mode == "P" else image.convert(mode)
    converted.save(tmp_path / f"a.{ending}")
    truth, _ = show_small(tmp_path / f"a.{ending}")
    for level in (0, 2):
        shown = assembled(medium(tmp_path / f"a.{ending}"), level, (WIDTH, HEIGHT))
        most = 30 if mode == "1" and level else 2 * CLOSE
        assert distance(shown, halved(truth, level)) < most


def show_small(path: Path) -> tuple[Image.Image, tuple[int, int]]:
    from nblabel.media.pictures.thumbnail import shrunk

    return shrunk(path, None)


@pytest.mark.parametrize("size", [(9001, 24), (20, 7000), (3000, 130)])
def test_a_very_long_picture_has_all_its_tiles(library: str, tmp_path: Path, size: tuple[int, int]) -> None:
    truth = drawn(*size)
    truth.save(tmp_path / "a.png")
    for level in levels_of(*size):
        assert distance(assembled(medium(tmp_path / "a.png"), level.number, size), halved(truth, level.number)) < 25


def test_a_small_picture_has_a_tile_too(library: str, tmp_path: Path) -> None:
    drawn(5, 4).save(tmp_path / "a.png")
    made = tile(medium(tmp_path / "a.png"), 0, 0, 0, 0)
    assert (made.width, made.height) == (5, 4)


def test_sixteen_bits_are_stretched_alike_in_all_tiles(library: str, tmp_path: Path) -> None:
    values = np.linspace(1000, 3000, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH).astype(np.uint16)
    Image.fromarray(values).save(tmp_path / "a.png")
    shown = np.asarray(assembled(medium(tmp_path / "a.png"), 0, (WIDTH, HEIGHT)).convert("L"), float)
    expected = np.clip((values - 1010.0) / 1980 * 255, 0, 255)
    assert np.abs(shown - expected).mean() < CLOSE
    assert np.abs(np.diff(shown.mean(axis=1))).max() < 3, "no step between two rows of tiles"


def test_pages_of_a_tiff_have_tiles_of_their_own(library: str, tmp_path: Path) -> None:
    pages = [drawn(), ImageOps.mirror(drawn()), ImageOps.invert(drawn(300, 200))]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    for index, page in enumerate(pages):
        assert distance(assembled(medium(tmp_path / "a.tif"), 0, page.size, index), page) < CLOSE
        assert overview(medium(tmp_path / "a.tif"), index, 100).full_width == page.width
    with pytest.raises(MediaProblem, match="Frame 3 was asked for"):
        tile(medium(tmp_path / "a.tif"), 3, 0, 0, 0)


def test_a_turned_tiff_is_upright(library: str, tmp_path: Path) -> None:
    truth = drawn()
    truth.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "a.tif", tiffinfo={0x0112: 6})
    for level in (0, 1):
        shown = assembled(medium(tmp_path / "a.tif"), level, truth.size)
        assert distance(shown, halved(truth, level)) < CLOSE


def test_the_overview_is_the_whole_picture_upright_and_stays_so_once_tiles_were_cut(
    library: str, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for ending in ("jpg", "png"):
        path = tmp_path / f"a.{ending}"
        drawn().save(path, exif=exif)
        truth = ImageOps.exif_transpose(Image.open(path)).resize((79, 100), Image.Resampling.BOX)
        for _ in range(2):
            made = overview(medium(path), 0, 100)
            assert (made.width, made.height, made.full_width, made.full_height) == (79, 100, HEIGHT, WIDTH)
            assert distance(opened(made.bytes), truth) < 2 * CLOSE
            tile(medium(path), 0, 0, 1, 1)


@pytest.mark.parametrize(
    ("level", "column", "row"), [(-1, 0, 0), (9, 0, 0), (0, 4, 0), (0, 0, 3), (0, -1, 0), (1, 2, 0)]
)
def test_a_tile_that_is_not_there_says_so(library: str, tmp_path: Path, level: int, column: int, row: int) -> None:
    drawn().save(tmp_path / "a.jpg")
    with pytest.raises(MediaProblem, match="was asked for"):
        tile(medium(tmp_path / "a.jpg"), 0, level, column, row)


def test_one_picture_is_kept_and_let_go_of_when_nobody_asks(
    tmp_path: Path, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        drawn().save(tmp_path / f"{name}.jpg")
    tile(medium(tmp_path / "a.jpg"), 0, 0, 0, 0)
    first = deep_held._kept
    tile(medium(tmp_path / "a.jpg"), 0, 0, 1, 1)
    assert deep_held._kept is first
    tile(medium(tmp_path / "b.jpg"), 0, 0, 0, 0)
    assert deep_held._kept is not None
    assert first is not None
    assert deep_held._kept[0] != first[0]
    deep_held._let_go_if_idle()
    assert deep_held._kept is not None, "it was used just now"
    monkeypatch.setattr(deep_held, "IDLE_S", 0.0)
    deep_held._let_go_if_idle()
    assert deep_held._kept is None


def test_a_picture_that_changed_is_not_shown_from_what_was_kept(library: str, tmp_path: Path) -> None:
    Image.new("RGB", (WIDTH, HEIGHT), "red").save(tmp_path / "a.png")
    tile(medium(tmp_path / "a.png"), 0, 0, 0, 0)
    Image.new("RGB", (WIDTH, HEIGHT + 1), "blue").save(tmp_path / "a.png")
    assert opened(tile(medium(tmp_path / "a.png"), 0, 0, 0, 0).bytes).getpixel((9, 9))[2] > 200  # type: ignore[index]


def test_thumbnails_of_others_do_not_push_out_the_picture_that_is_looked_at(library: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        drawn().save(tmp_path / f"{name}.png")
    tile(medium(tmp_path / "a.png"), 0, 0, 0, 0)
    kept = deep_held._kept
    small(medium(tmp_path / "b.png"), 0, 128)
    assert deep_held._kept is kept


def test_coarse_tiles_of_a_jpeg_come_from_a_quarter_of_it(tmp_path: Path, library: str) -> None:
    drawn(4 * WIDTH, 4 * HEIGHT).save(tmp_path / "a.jpg")
    tile(medium(tmp_path / "a.jpg"), 0, 3, 0, 0)
    assert deep_held._kept is not None
    assert deep_held._kept[1].finest_level == 2
    tile(medium(tmp_path / "a.jpg"), 0, 1, 0, 0)
    assert deep_held._kept[1].finest_level == 0


def test_a_machine_without_room_says_so_before_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep_limits, "has_vips", lambda: False)
    monkeypatch.setattr(deep_held, "_free_bytes", lambda: 50_000_000)
    Image.new("L", (9000, 9000)).save(tmp_path / "a.png", compress_level=1)
    with pytest.raises(MediaProblem, match="takes about 81 MB and 50 MB are free"):
        tile(medium(tmp_path / "a.png"), 0, 0, 0, 0)


def test_a_file_outside_of_the_root_has_no_tiles(library: str, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    drawn().save(tmp_path / "a.jpg")
    outside = Medium("image", (str(tmp_path / "a.jpg"),), root=str(tmp_path / "root"))
    for ask in (
        lambda: tile(outside, 0, 0, 0, 0),
        lambda: overview(outside, 0, 100),
        lambda: show.thumbnail(outside, 64),
        lambda: show.preview(outside, 0),
        lambda: show.frame(outside, 0),
        lambda: show.frame(outside, 0, Look(max_px=50)),
    ):
        with pytest.raises(MediaProblem, match="outside the folder"):
            ask()
    assert "outside the folder" in str(show.probe(outside).problem)


def png_claiming(width: int, height: int, *, file_bytes: int = 0) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    whole = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    return whole + bytes(max(0, file_bytes - len(whole)))


@pytest.mark.parametrize("has_vips", [False, True])
def test_up_to_200_megapixels_need_no_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_vips: bool) -> None:
    monkeypatch.setattr(deep_limits, "has_vips", lambda: has_vips)
    (tmp_path / "a.png").write_bytes(png_claiming(20_000, 10_000, file_bytes=2_000_000))
    header = show.probe(medium(tmp_path / "a.png"))
    assert (header.problem, header.width) == (None, 20_000)
    assert show.tiling(medium(tmp_path / "a.png"), header) == (512, 7)


def test_more_than_200_megapixels_need_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(png_claiming(20_001, 10_000, file_bytes=3_000_000))
    monkeypatch.setattr(deep_limits, "has_vips", lambda: False)
    with pytest.raises(MissingExtra, match=r'a picture of 200 megapixels needs the extra "fast"'):
        tile(medium(tmp_path / "a.png"), 0, 0, 0, 0)
    assert "nblabel[fast]" in str(show.probe(medium(tmp_path / "a.png")).problem)
    monkeypatch.setattr(deep_limits, "has_vips", lambda: True)
    assert show.probe(medium(tmp_path / "a.png")).width == 20_001


def test_more_than_100_megapixels_in_next_to_nothing_are_a_bomb(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png_claiming(13_000, 13_000, file_bytes=500_000))
    assert "169 megapixels" in str(show.probe(medium(tmp_path / "a.png")).problem)
    (tmp_path / "a.png").write_bytes(png_claiming(10_000, 10_000))
    assert show.probe(medium(tmp_path / "a.png")).problem is None


@pytest.mark.parametrize("has_vips", [False, True])
@pytest.mark.parametrize("ending", ["png", "webp", "gif", "bmp"])
def test_more_than_any_real_picture_holds_is_refused_from_its_header(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_vips: bool, ending: str
) -> None:
    monkeypatch.setattr(deep_limits, "has_vips", lambda: has_vips)
    path = tmp_path / f"a.{ending}"
    path.write_bytes(claiming_20000(ending))
    assert "400 megapixels" in str(show.probe(medium(path)).problem)
    for ask in (lambda: tile(medium(path), 0, 0, 0, 0), lambda: show.thumbnail(medium(path), 64)):
        with pytest.raises(MediaProblem, match="400 megapixels"):
            ask()


def claiming_20000(ending: str) -> bytes:
    if ending == "png":
        return png_claiming(20_000, 20_000)
    if ending == "webp":
        return b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + (19_999).to_bytes(3, "little") * 2 + bytes(20)
    buffer = BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, ending.upper())
    data = bytearray(buffer.getvalue())
    if ending == "gif":
        data[6:10] = b"\x20\x4e\x20\x4e"
    else:
        data[18:26] = (20_000).to_bytes(4, "little") * 2
    return bytes(data)


def test_what_libvips_may_open_excludes_formats_that_were_never_held_against_hostile_files(tmp_path: Path) -> None:
    pyvips = pytest.importorskip("pyvips")
    import nblabel.media.kinds.deep.pyramid  # noqa: F401

    (tmp_path / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    with pytest.raises(pyvips.Error):
        pyvips.Image.new_from_file(str(tmp_path / "a.svg"))


def test_a_damaged_picture_is_a_reason_with_either_library(library: str, tmp_path: Path) -> None:
    for ending in ("jpg", "png", "tif"):
        drawn().save(tmp_path / f"whole.{ending}")
        data = (tmp_path / f"whole.{ending}").read_bytes()
        (tmp_path / f"a.{ending}").write_bytes(data[: len(data) // 2])
        with pytest.raises(MediaProblem) as raised:
            tile(medium(tmp_path / f"a.{ending}"), 0, 0, 0, 0)
        assert str(raised.value).endswith(".")
    assert not list(tmp_path.glob("cache/deep/*.tif"))


def test_pictures_that_travel_whole_have_no_tiles() -> None:
    assert deep.tiling(Header(4000, 4000, format="JPEG")) == (0, 0)
    assert deep.tiling(Header(4001, 4000, format="JPEG")) == (512, 4)
    assert deep.tiling(Header(9000, 9000, format="HEIF")) == (0, 0)


CHILD = """
import pathlib, sys
from nblabel.media.kinds.deep import deep
from nblabel.media.kinds.deep import levels as deep_levels
from nblabel.media.kinds.deep import limits as deep_limits
from nblabel.domain.medium import Medium

def peak_mb():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024 / 1e6

if sys.argv[2] == "Pillow":
    deep_limits.has_vips = lambda: False
medium = Medium("image", (sys.argv[1],))
deep.overview(medium, 0, 1600)
for level in reversed(deep_levels.levels_of(12240, 8160)):
    deep.tile(medium, 0, level.number, level.columns - 1, level.rows - 1)
deep.overview(medium, 0, 1600)
print(peak_mb())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
def test_100_megapixels_take_less_than_450_mb(tmp_path: Path, shared_data: Path) -> None:
    import os
    import subprocess

    with Image.open(shared_data / "media/large/shell_5120x2880.jpg") as photo:
        photo.resize((12_240, 8_160)).save(tmp_path / "a.jpg", quality=80)
    for library, most_mb in (("Pillow", 450), ("libvips", 300)):
        environment = {**os.environ, "NBLABEL_CACHE": str(tmp_path / "cache")}
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(tmp_path / "a.jpg"), library],
            capture_output=True, text=True, check=True, env=environment,
        )  # fmt: skip
        assert float(done.stdout) < most_mb

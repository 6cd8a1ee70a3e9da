"""Hostile pictures become tiles or reasons, in bounded memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
MOST_MEMORY_MB = 300
MOST_SECONDS = 5

CHILD = """
import json, pathlib, sys, warnings
warnings.simplefilter("ignore")
from nblabel.media.pictures.headers import probe_header
from nblabel.media.pictures.picture import encode_preview
from nblabel.media.pictures.thumbnail import thumbnail_of
from PIL import Image, JpegImagePlugin, PngImagePlugin
import numpy

def peak_mb():
    # VmHWM starts anew with a program; ru_maxrss carries over what the parent used before.
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024

start = peak_mb()
for path in sys.argv[1:]:
    header = probe_header(path)
    shown = problem = None
    try:
        thumb = thumbnail_of(path, 256)
        encode_preview(path)
        shown = [thumb.width, thumb.height]
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
    row = {"path": path, "header": header.problem, "size": [header.width, header.height], "shown": shown, "problem": problem}
    print(json.dumps(row | {"grown_mb": peak_mb() - start}), flush=True)
"""

# What must be shown in spite of its oddity; everything else must say why not.
SHOWN = {
    "aspect_20000x1.png",
    "bilevel_odd.png",
    "cmyk_no_profile.jpg",
    "gif_with_js_tail.gif",
    "gray16_dark.png",
    "gray_alpha.png",
    "one_pixel.png",
    "pillow_16_bit_noise.tif",
    "pillow_dispose_bgnd_transparency.gif",
    "pillow_iss634.webp",
    "pillow_pil_sample_cmyk.jpg",
    "polyglot_jpeg_html.jpg",
    "torchcodec_gradient.avif",
}


def looked_at(*paths: Path) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=(MOST_SECONDS + 1) * len(paths),
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_whole_folder_in_one_process_stays_within_memory(shared_data: Path) -> None:
    paths = sorted((shared_data / "media/hostile").iterdir())
    rows = looked_at(*paths)
    assert len(rows) == len(paths) >= 30
    for path, row in zip(paths, rows, strict=True):
        assert row["path"] == str(path)
        assert (row["shown"] is None) == (row["problem"] is not None)
        assert (row["shown"] is not None) == (path.name in SHOWN), row
        if row["problem"]:
            assert str(row["problem"]).startswith("MediaProblem: ")
            assert str(row["problem"]).endswith(".")
        else:
            assert row["header"] is None
    assert float(str(rows[-1]["grown_mb"])) < MOST_MEMORY_MB


@pytest.mark.parametrize(
    "name",
    ["bomb_rgb_20000x20000.png", "tiff_30000x30000_deflate.tif", "webp_16383x16383_flat.webp", "ztxt_bomb_200MB.png"],
)
def test_a_bomb_alone_costs_next_to_nothing(shared_data: Path, name: str) -> None:
    (row,) = looked_at(shared_data / "media/hostile" / name)
    assert row["problem"]
    assert row["header"]
    assert float(str(row["grown_mb"])) < 40


def test_a_large_photo_is_shrunk_while_it_is_decoded(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (12_000, 8_000), "orange").save(tmp_path / "large.jpg", quality=30)
    (row,) = looked_at(tmp_path / "large.jpg")
    assert row["shown"] == [256, 171]
    assert float(str(row["grown_mb"])) < 200

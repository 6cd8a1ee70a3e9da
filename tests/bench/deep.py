"""Large pictures: the thumbnail beside bare Pillow, and a 100-megapixel JPEG opened in a process of its own: how long until
it is seen and until a piece of it is seen at full size, and the peak of memory, all of the process counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from tests.bench.figures import Figure, seconds

from nblabel.domain.medium import Medium
from nblabel.media.samples.samples import samples
from nblabel.media.serving import show

PX = 256
ROUNDS = 5
PHOTO, LARGE = (5120, 2880), (12_240, 8_160)
# Bare Pillow does what a user would write by hand for the same picture.
CHILD = """
import json, pathlib, sys, time
from io import BytesIO

path, who = sys.argv[1:]
marks = [time.perf_counter()]

def mark():
    marks.append(time.perf_counter())

if who == "bare":
    import PIL.Image
    marks = [time.perf_counter()]
    with PIL.Image.open(path) as image:
        image.thumbnail((1600, 1600))
        image.save(BytesIO(), "JPEG", quality=85)
    mark()
    image = PIL.Image.open(path)
    image.load()
    for left in (4096, 4608):
        image.crop((left, 4096, left + 512, 4608)).save(BytesIO(), "JPEG", quality=85)
        mark()
else:
    from nblabel.media.kinds.deep import deep
    from nblabel.media.kinds.deep import limits as deep_limits
    from nblabel.domain.medium import Medium
    if who == "Pillow":
        deep_limits.has_vips = lambda: False
    medium = Medium("image", (path,))
    marks = [time.perf_counter()]
    deep.overview(medium, 0, 1600)
    mark()
    for column in (8, 9):
        deep.tile(medium, 0, 0, column, 8)
        mark()
peak = next(line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
times = [1000 * (after - before) for before, after in zip(marks, marks[1:])]
print(json.dumps({"times": times, "peak_mb": int(peak.split()[1]) * 1024 / 1e6}))
"""


def run() -> list[Figure]:
    """Everything is made in a temporary folder from the sample photographs."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        folder = Path(name)
        photo, large = (_enlarged(folder, size) for size in (PHOTO, LARGE))
        bare, pillow, vips = (_opened(folder, large, who) for who in ("bare", "Pillow", "libvips"))
        return [
            _thumbnail(photo),
            *_figures("without the extra", pillow, bare, 450),
            *_figures("with the extra fast, first time", vips, bare, 450),
            *_figures("with the extra fast, pyramid in the cache", _opened(folder, large, "libvips"), bare, 450),
        ]


def _thumbnail(path: Path) -> Figure:
    medium = Medium("image", (str(path),))
    turns = [
        (seconds(lambda: show.thumbnail(medium, PX)), seconds(lambda: _bare_thumbnail(path))) for _ in range(ROUNDS)
    ]
    ours, bare = (1000 * min(times) for times in zip(*turns, strict=True))
    return Figure("thumbnail of a 14.7-megapixel JPEG", ours, "ms", "bare Pillow thumbnail()", bare, "<= 1.3 x")


def _figures(how: str, ours: dict[str, Any], bare: dict[str, Any], most_mb: int) -> list[Figure]:
    names = ("overview", "first tile at full size", "next tile")
    targets = ("< 1000 ms", "", "")
    pairs = zip(names, ours["times"], bare["times"], targets, strict=True)
    peak = Figure(f"100 MP, {how}: peak", ours["peak_mb"], "MB", "bare Pillow", bare["peak_mb"], f"< {most_mb} MB")
    return [
        *(
            Figure(f"100 MP, {how}: {name}", mine, "ms", "bare Pillow", other, target)
            for name, mine, other, target in pairs
        ),
        peak,
    ]


def _bare_thumbnail(path: Path) -> bytes:
    with Image.open(path) as image:
        image.thumbnail((PX, PX))
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=75)
        return buffer.getvalue()


def _opened(folder: Path, path: Path, who: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), who],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NBLABEL_CACHE": str(folder / "cache")},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _enlarged(folder: Path, size: tuple[int, int]) -> Path:
    """A photograph of this size: real content, no download."""
    tile = min(samples(folder).glob("*/*"))
    path = folder / f"{size[0]}.jpg"
    with Image.open(tile) as image:
        image.resize(size).save(path, quality=90)
    return path

"""Thumbnails, their cache, headers and folders, each beside a bare loop that does the same."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from statistics import median

from PIL import Image
from tests.bench.figures import Figure, seconds

from nblabel.media.pictures.headers import probe_header, probe_many
from nblabel.media.registry.discover import discover
from nblabel.media.samples.samples import samples
from nblabel.media.serving.cache import ThumbnailCache
from nblabel.media.serving.pool import ThumbnailPool

PX = 128
ROUNDS = 3


def run(n_files: int = 100_000) -> list[Figure]:
    """Figures with their peers; everything is made in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        folder = Path(name)
        tiles = [str(path) for path in sorted(samples(folder).glob("*/*"))]
        rows = [
            _thumbnail_rate(folder, tiles, "tiles of 240 px"),
            _thumbnail_rate(folder, photos(folder, tiles), "3 MP"),
        ]
        rows += [_cached_page(folder, tiles, memory) for memory in (True, False)]
        many = _linked(folder / "many", tiles, n_files)
        rows += [_folder(many, n_files), _headers(many, n_files)]
        shutil.rmtree(many)
        return rows


def _thumbnail_rate(folder: Path, paths: Sequence[str], what: str) -> Figure:
    turns = [_turn(folder / f"cache-{what}-{turn}", paths) for turn in range(ROUNDS)]
    ours, bare = (len(paths) / min(times) for times in zip(*turns, strict=True))
    return Figure(f"thumbnails, {what}", ours, "1/s", "bare Pillow loop, same threads", bare, ">= 0.8 x")


def _turn(folder: Path, paths: Sequence[str]) -> tuple[float, float]:
    pool = ThumbnailPool(ThumbnailCache(folder))
    bare = seconds(lambda: _bare_loop(paths, pool.threads))
    ours = seconds(lambda: pool.request(list(enumerate(paths)), PX, wait_s=600))
    pool.close()
    return ours, bare


def _bare_loop(paths: Sequence[str], threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(_bare_thumbnail, paths))


def _bare_thumbnail(path: str) -> bytes:
    with Image.open(path) as image:
        image.thumbnail((PX, PX))
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=75)
        return buffer.getvalue()


def _cached_page(folder: Path, paths: Sequence[str], is_in_memory: bool) -> Figure:
    cache = ThumbnailCache(folder / "page", memory_bytes=64 * 2**20 if is_in_memory else 0)
    pool = ThumbnailPool(cache)
    pool.request(list(enumerate(paths)), PX, wait_s=600)
    cache.flush()
    times = []
    for start in range(0, len(paths) - 60, 60):
        items = list(enumerate(paths[start : start + 60]))
        times.append(1000 * seconds(lambda items=items: pool.request(items, PX)))  # type: ignore[misc]
    pool.close()
    bare = 1000 * seconds(lambda: [_bare_thumbnail(path) for path in paths[:60]])
    where = "memory" if is_in_memory else "disk"
    return Figure(f"cached page of 60 from {where}, median", median(times), "ms", "making them anew", bare, "< 10 ms")


def _folder(folder: Path, n_files: int) -> Figure:
    ours = seconds(lambda: discover(folder))
    bare = seconds(lambda: sorted(folder.rglob("*.jpg")))
    return Figure(f"folder of {n_files:,} files", ours, "s", "sorted(Path.rglob)", bare, "< 3 s")


def _headers(folder: Path, n_files: int) -> Figure:
    paths = [found.uri for found in discover(folder).found]
    ours = seconds(lambda: [len(rows) for rows in probe_many(paths, probe=probe_header)])
    bare = seconds(lambda: [_bare_size(path) for path in paths])
    return Figure(f"headers of {n_files:,} files", ours, "s", "Image.open(path).size", bare, "< 30 s")


def _bare_size(path: str) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def photos(folder: Path, tiles: Sequence[str]) -> list[str]:
    """Camera-size JPEGs, enlarged from tiles: real content, no download."""
    target = folder / "photos"
    target.mkdir()
    for index, tile in enumerate(tiles[::10]):
        with Image.open(tile) as image:
            image.resize((2048, 1536)).save(target / f"photo_{index}.jpg", quality=90)
    return [str(path) for path in sorted(target.iterdir())]


def _linked(folder: Path, tiles: Sequence[str], n_files: int) -> Path:
    """A tree of hard links to the tiles, a thousand a folder."""
    for start in range(0, n_files, 1000):
        part = folder / f"part_{start // 1000}"
        part.mkdir(parents=True)
        for index in range(start, min(start + 1000, n_files)):
            os.link(tiles[index % len(tiles)], part / f"IMG_{index}.jpg")
    return folder

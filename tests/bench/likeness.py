"""Measuring pictures and finding alike ones. The peer of measuring is a bare loop of Pillow that decodes the same pictures on as many
threads and measures nothing; the peer of likeness is one matrix product of numpy with all vectors in memory."""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
from PIL import Image
from tests.bench.figures import Figure, seconds, typical_ms
from tests.bench.thumbnails import photos
from tests.bench.world import build

import nblabel as nb
from nblabel import F
from nblabel.media.samples.samples import samples

ITEMS, SIZE = 1_000_000, 256
ROUNDS = 3


def run(items: int = ITEMS) -> list[Figure]:
    """Both."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        folder = Path(name)
        return [*measuring(folder), *likeness(folder, items)]


def measuring(folder: Path) -> list[Figure]:
    """All metrics of the samples, and their vectors; and of camera-size photographs."""
    tiles = [str(path) for path in sorted(samples(folder).glob("*/*"))]
    return [*_rates(folder, tiles, "tiles of 240 px"), *_rates(folder, photos(folder, tiles), "3 MP")]


def _rates(folder: Path, paths: list[str], what: str) -> list[Figure]:
    turns = [_turn(folder / f"{what}-{turn}.duckdb", paths) for turn in range(ROUNDS)]
    bare, measured, embedded = (len(paths) / min(times) for times in zip(*turns, strict=True))
    peer = "bare Pillow decoding, same threads"
    return [
        Figure(f"pictures measured, {what}", measured, "1/s", peer, bare, ">= 0.7 x"),
        Figure(f"pictures embedded, {what}", embedded, "1/s", peer, bare),
    ]


def _turn(path: Path, paths: list[str]) -> tuple[float, float, float]:
    bare = seconds(lambda: _decoded(paths, os.cpu_count() or 1))
    with nb.open(path) as project:
        project.add(paths)
        len(project.filter(F.width > 0))  # headers are read, which would go on in the background
        return bare, seconds(lambda: project.measure()), seconds(lambda: project.embed())


def _decoded(paths: list[str], threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(_load, paths))


def _load(path: str) -> None:
    with Image.open(path) as image:
        image.load()


def likeness(folder: Path, items: int) -> list[Figure]:
    """The most alike of one among all."""
    path = folder / "vectors.duckdb"
    build(path, items, answered=0).db.close()
    vectors = np.random.default_rng(0).standard_normal((items, SIZE), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    with nb.open(path) as project:
        given = seconds(lambda: project.add_vectors(vectors))
        asked = project.items[items // 3]
        project.items.like(asked)[:60].ids()
        ours = typical_ms(lambda: project.items.like(asked)[:60].ids())
        memory = psutil.Process().memory_info().rss / 2**30 - vectors.nbytes / 2**30
    peer = typical_ms(lambda: np.argpartition(-(vectors @ vectors[items // 3]), 60)[:60])
    said = f"{items:,} x {SIZE}"
    return [
        Figure(f"one against {said}, the first 60", ours, "ms", "numpy, all in memory", peer, "< 300 ms"),
        Figure(f"{said} given as an array", given, "s"),
        Figure("memory of the process, without the array given", memory, "GB", target="< 1.5 GB"),
    ]

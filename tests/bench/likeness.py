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
from tests.bench.world import build

import nblabel as nb
from nblabel import F
from nblabel.media.samples import samples

ITEMS, SIZE = 1_000_000, 256


def run(items: int = ITEMS) -> list[Figure]:
    """Both."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        folder = Path(name)
        return [*measuring(folder), *likeness(folder, items)]


def measuring(folder: Path) -> list[Figure]:
    """All metrics of the samples, and their vectors."""
    tiles = [str(path) for path in sorted(samples(folder).glob("*/*"))]
    threads = os.cpu_count() or 1
    bare = len(tiles) / seconds(lambda: _decoded(tiles, threads))
    with nb.open(folder / "measured.duckdb") as project:
        project.add(tiles)
        len(project.filter(F.width > 0))  # headers are read, which would go on in the background
        metrics = len(tiles) / seconds(lambda: project.measure())
        vectors = len(tiles) / seconds(lambda: project.embed())
    peer = "bare Pillow decoding, same threads"
    return [
        Figure("pictures measured", metrics, "1/s", peer, bare, ">= 0.7 x"),
        Figure("pictures embedded", vectors, "1/s", peer, bare),
    ]


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

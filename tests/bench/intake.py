"""Registering pictures by reference, no file opened. The peer makes the same table of paths and metadata in DuckDB with one
INSERT, without titles, ids, checks for what is there already, or history."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import psutil
from tests.bench.figures import Figure, seconds

import nblabel as nb

ROWS = (100_000, 1_000_000)
TARGETS = ("< 2 s", "< 15 s")
FILES = 100_000


def run(rows: tuple[int, int] = ROWS, files: int = FILES) -> list[Figure]:
    """DataFrames with twelve metadata columns, then a folder; each added twice."""
    with tempfile.TemporaryDirectory(prefix="nblabel-bench-") as name:
        folder = Path(name)
        figures = []
        for count, target in zip(rows, TARGETS, strict=True):
            figures += _frame(folder, count, target)
        return [*figures, *_folder(folder, files)]


def _frame(folder: Path, rows: int, target: str) -> list[Figure]:
    frame = _made(rows)
    plain = seconds(lambda: _inserted(folder / f"plain-{rows}.duckdb", frame))
    process = psutil.Process()
    with nb.open(folder / f"frame-{rows}.duckdb") as project:
        before = process.memory_info().rss
        ours = seconds(lambda: project.add(frame))
        grown = (process.memory_info().rss - before) / 2**20
        again = seconds(lambda: project.add(frame))
    megabytes = frame.memory_usage(deep=True).sum() / 2**20
    name = f"a DataFrame of {rows:,} rows, 12 metadata columns"
    return [
        Figure(name, ours, "s", "plain INSERT", plain, target),
        Figure("the same again: nothing new", again, "s", "plain INSERT", plain),
        Figure("memory kept afterwards", grown, "MB", "the DataFrame itself", megabytes),
    ]


def _made(rows: int) -> pd.DataFrame:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"path": [f"/pictures/{n // 1000}/IMG_{n}.jpg" for n in range(rows)]})
    for place in range(6):
        frame[f"score_{place}"] = random.random(rows)
    for place in range(3):
        frame[f"count_{place}"] = random.integers(0, 1000, rows)
    for place in range(3):
        frame[f"name_{place}"] = np.array([f"value {n}" for n in range(20)], dtype=object)[random.integers(0, 20, rows)]
    return frame


def _inserted(path: Path, frame: pd.DataFrame) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.register("given", frame)
        connection.execute("CREATE TABLE item AS SELECT * FROM given")


def _folder(folder: Path, files: int) -> list[Figure]:
    pictures = folder / "pictures"
    for start in range(0, files, 1000):
        part = pictures / f"part_{start // 1000}"
        part.mkdir(parents=True)
        for n in range(start, min(start + 1000, files)):
            (part / f"IMG_{n}.jpg").touch()
    walked = seconds(lambda: sum(len(names) for _, _, names in os.walk(pictures)))
    with nb.open(folder / "folder.duckdb") as project:
        ours = seconds(lambda: project.add(pictures))
    return [Figure(f"a folder of {files:,} files", ours, "s", "os.walk alone", walked, "< 5 s")]

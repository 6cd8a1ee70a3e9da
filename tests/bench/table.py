"""The peer of the store: the same items and answers as a pandas DataFrame in memory, saved to parquet to be kept."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
from tests.bench.world import NAMES

Frame = pd.DataFrame
OPTIONS = ["a", "b", "c", "d", "e"]


def of_items(items: int, seed: int = 0) -> Frame:
    """A row an item: title, path, sizes, three metadata columns, status, tag, and a category a question."""
    random = np.random.default_rng(seed)
    number = np.arange(items)
    frame = pd.DataFrame(
        {"title": [f"IMG_{n}.jpg" for n in number], "uri": [f"/pictures/{n // 1000}/IMG_{n}.jpg" for n in number]}
    )
    frame["width"], frame["height"] = random.integers(320, 3320, items), random.integers(240, 3240, items)
    frame["site"] = pd.Categorical.from_codes(random.integers(0, 8, items), list("ABCDEFGH"))
    frame["score"] = random.integers(0, 1000, items)
    frame["camera"] = pd.Categorical.from_codes(random.integers(0, 20, items), [f"cam{n}" for n in range(20)])
    frame["status"] = pd.Categorical.from_codes(random.integers(0, 3, items), ["annotate", "review", "complete"])
    frame["tag"] = random.random(items) < 0.1
    for name in NAMES:
        codes = np.where(random.random(items) < 0.9, random.integers(0, len(OPTIONS), items), -1)
        frame[name] = pd.Categorical.from_codes(codes, OPTIONS)
    frame["Breed"] = pd.Categorical.from_codes(
        np.where(frame["Animal"] == "a", random.integers(0, 2, items), -1), ["x", "y"]
    )
    return frame


def save(frame: Frame, path: Path) -> None:
    """Write it durably: a new file, synced, then put in the place of the old one."""
    part = path.with_suffix(".part")
    frame.to_parquet(part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)


def bulk(frame: Frame, question: str, option: str, count: int, path: Path) -> None:
    """Overwrite the answer of the first `count` rows, and save."""
    frame.loc[: count - 1, question] = option
    save(frame, path)


def fill(frame: Frame, question: str, option: str, path: Path) -> None:
    """Answer the rows that have no answer, and save."""
    frame.loc[frame[question].isna(), question] = option
    save(frame, path)

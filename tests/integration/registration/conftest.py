"""A project without items, and a folder with files to register."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import nblabel as nb
from nblabel.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with nb.open(tmp_path / "pets.duckdb", annotator="ada") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six pictures of different sizes, and a text."""
    made = tmp_path / "media"
    (made / "day").mkdir(parents=True)
    for place in range(6):
        Image.new("RGB", (40 + place, 30)).save(made / "day" / f"{place}.png")
    (made / "notes.txt").write_text("a text\n")
    return made

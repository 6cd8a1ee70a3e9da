"""A small project of real pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from tests.integration import page
from tests.integration.nursery import Nursery
from tests.integration.worlds import copied

import nblabel as nb
from nblabel.project import Project


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Processes of their own, to be killed or to take turns."""
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty pictures, one of them broken, in two folders; all tests look at the same ones."""
    folder = tmp_path_factory.mktemp("pets") / "pictures"
    for place in range(40):
        inside = folder / ("day" if place % 2 else "night")
        inside.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (80 + place, 60), (place * 6, 120, 40)).save(inside / f"frame-{place}.png")
    (folder / "day" / "frame-3.png").write_bytes(b"not a picture")
    return folder


def pets() -> nb.Ontology:
    """Every question kind, with one nested question."""
    return nb.Ontology(
        nb.Radio("Animal", ["cat", nb.Option("dog", nb.Radio("Breed", ["beagle", "pug"])), "neither"]),
        nb.Checklist("Flags", ["blurry", "dark"]),
        nb.Number("Quality", min=0, max=5, step=1),
        nb.Text("Note"),
    )


@pytest.fixture(scope="session")
def pet_file(pictures: Path) -> Path:
    """The pictures in a project with an ontology, closed."""
    with nb.open(pictures.parent / "pets.duckdb", annotator="ada") as made:
        made.add(pictures)
        made.ontology = pets()
    return made.path


@pytest.fixture
def project(tmp_path: Path, pet_file: Path) -> Iterator[Project]:
    """The pictures in a project with an ontology."""
    with nb.open(copied(pet_file, tmp_path), annotator="ada") as opened:
        yield opened


@pytest.fixture
def comms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Widgets made in this test talk to a recording comm."""
    page.install(monkeypatch)

"""The world that all bad input is tried on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image
from tests.integration.bad_input.world import World
from tests.integration.conftest import pets

import nblabel as nb


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("bad")
    pictures = folder / "pictures"
    pictures.mkdir()
    for place in range(6):
        Image.new("RGB", (60 + place, 50), (place * 30, 9, 9)).save(pictures / f"frame-{place}.png")
    made = [nb.open(folder / "pets.duckdb", annotator="ada"), nb.open(folder / "pets.duckdb", "second")]
    made.append(nb.open(folder / "elsewhere.duckdb"))
    for project in made:
        project.add(pictures)
        project.ontology = pets()
    made[0][:3].classify("Animal", {"Animal": "dog", "Breed": "pug"})
    made[0][:2].tag("night")
    made[0][:1].set_status("complete")
    world = World(folder, *made)
    content = world.content()
    yield world
    assert world.content() == content, "a refused call has changed something"
    assert world.project.verify() == []
    for project in made:
        project.close()

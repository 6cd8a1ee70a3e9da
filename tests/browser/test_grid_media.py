"""Every file of the media set is a tile that shows its most telling frame, or says why it shows none."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.browser.lab import Lab
from tests.browser.pets import GRID, Grid

MEDIA = Path(__file__).resolve().parents[3] / "shared" / "data" / "media"
FOLDERS = ("video", "pdf", "audio", "nifti", "dicom", "large", "skimage", "exif", "hostile")
PROJECT = """import nblabel as nb
from pathlib import Path
project = nb.open("media.duckdb", annotator="ana")
project.ontology = nb.Ontology(nb.Radio("Kind", ["good", "bad"]))
for folder in {folders}:
    project.add(Path({media!r}) / folder)
project.add(Path({media!r}) / "text/demo.txt")
coins = sorted(Path({media!r}, "photos/coins").iterdir())
project.add_group(coins[:4], title="coins")
project.add_sequence(coins[:3], title="turned")
len(project)"""
# What Python shows of each item: a small picture as base64, or the reason; and what it says on the tile.
TOLD = """import base64, io
def told(item):
    try:
        file = io.BytesIO()
        item.thumbnail(128).save(file, "PNG")
        return [base64.b64encode(file.getvalue()).decode(), ""]
    except nb.NblabelError as problem:
        return ["", str(problem)]"""
TILES = """root => Object.fromEntries([...root.querySelectorAll(".line:not([hidden]) .tile:not([hidden])")].map(tile => {
  const picture = tile.querySelector(".picture");
  const shown = picture.checkVisibility({ visibilityProperty: true }) && picture.src ? picture.src.split(",")[1] : "";
  return [tile.title, [shown, tile.querySelector(".note").textContent]];
}))"""


def pixels(data: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"), float)


@pytest.mark.skipif(not MEDIA.exists(), reason="the media set lies beside the repository, and is not here")
def test_d13_every_file_of_the_media_set_shows_its_first_frame_in_the_grid(lab: Lab) -> None:
    cells = [PROJECT.format(media=str(MEDIA), folders=FOLDERS), GRID.replace("size=128", "size=128, height=1400")]
    notebook = lab.notebook(cells).run_all(120)
    grid = Grid(notebook).painted(10)
    notebook.run(TOLD)
    truth = notebook.py("{item.title: told(item) for item in project}")
    assert len(truth) == notebook.py("len(project)") > 60
    seen: dict[str, list[str]] = {}
    while len(seen) < len(truth):
        before = len(seen)
        seen |= grid.painted().root.evaluate(TILES)
        if len(seen) == before:
            break
        grid.tiles.focus()
        grid.page.keyboard.press("PageDown")
    assert set(seen) == set(truth)
    for title, (picture, reason) in truth.items():
        shown, said = seen[title]
        assert bool(shown) == bool(picture), (title, said, reason)
        if picture:
            assert np.abs(pixels(shown) - pixels(picture)).mean() < 3, title
        else:
            assert said == reason, title

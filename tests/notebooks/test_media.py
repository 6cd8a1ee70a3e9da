"""The tour of the kinds of media runs without a person, and what it says of the files is so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import nblabel as nb
from nblabel import F

NOTEBOOK = Path(__file__).parents[2] / "notebooks/media.ipynb"


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("tour")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    return folder, notebook


@pytest.mark.slow
def test_d13_the_tour_shows_every_kind_of_media(tour: tuple[Path, Any]) -> None:
    folder, notebook = tour
    kinds = {"audio", "dicom", "group", "image", "nifti", "pdf", "sequence", "text", "video"}
    with nb.open(folder / "media-tour/media.duckdb") as project:
        assert {item.kind for item in project} == kinds
        assert {item.title for item in project if item.problem} == {"broken.mp4"}
        assert project.verify() == []
    last = next(cell for cell in reversed(notebook.cells) if cell.cell_type == "code")
    assert "".join(output.get("text", "") for output in last.outputs) == (
        "16 items of 9 kinds, 4 frames labelled; the file is sound.\n"
    )


@pytest.mark.slow
def test_s0_25_what_the_tour_answers_on_frames_stands_on_those_alone(tour: tuple[Path, Any]) -> None:
    with nb.open(tour[0] / "media-tour/media.duckdb") as project:
        rows = project.labels.to_df()
        assert [*zip(rows["frame_from"], rows["frame_to"], strict=True)] == [(0, 0), (10, 10), (20, 20), (30, 30)]
        clip = project.filter(F.kind == "video")
        assert len(project.frames(clip, every=1).filter(F["Scene"] == "table")) == 4


def test_the_tour_is_kept_without_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.outputs or cell.execution_count for cell in notebook.cells if cell.cell_type == "code")

"""The notebook on curation runs without a person, and everything it did can be read in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from scripts.quickstart import NOTEBOOK, last_words

import nblabel as nb
from nblabel import F

CURATE = NOTEBOOK.with_name("curate.ipynb")


def execute(folder: Path) -> Any:
    notebook = nbformat.read(CURATE, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    return notebook


@pytest.mark.slow
def test_the_notebook_curates_the_samples(tmp_path: Path) -> None:
    said = last_words(execute(tmp_path))
    assert said.endswith("35 are complete. 0 rules of the file are broken."), said
    with nb.open(tmp_path / "curate/curate.duckdb") as project:
        accepted = int(said.split(" of 1,008")[0].replace(",", ""))
        assert accepted > 900, "the model in the notebook is worth little"
        assert len(project.collections["hard cases"]) == len(project.filter(F.tags.has("hard cases")))
        assert project.tasks["bricks"].progress().done >= 35
        assert len(project.filter(F.changed_after_review)) == 0, "the change after the review is undone"


def test_the_notebook_is_kept_without_outputs_and_shows_each_capability() -> None:
    notebook = nbformat.read(CURATE, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    source = "\n".join(cell.source for cell in code)
    for step in (".explorer()", ".measure()", ".embed()", ".like(", ".sample(", ".add_predictions(", ".accept(", ".acceptance()",
                 ".save(", "live=True", ".send_to_annotate(", ".submit(", ".reject(", ".approve(", ".queue()", ".undo()"):  # fmt: skip
        assert step in source, step

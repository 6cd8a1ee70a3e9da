"""The quickstart runs without a person, again too, and ends by saying what it labelled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from scripts.quickstart import NOTEBOOK, last_words

import nblabel as nb
from nblabel import F

SAID = (
    "Labelled 1,008 of 1,008 pictures: 72 animal, 216 person, 216 science, 216 texture, 288 thing. "
    f"The labels are in {Path('quickstart/labels.csv')} and labels.parquet."
)


def execute(folder: Path) -> Any:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    return notebook


@pytest.mark.slow
def test_the_quickstart_labels_all_samples_and_goes_on_when_it_is_run_again(tmp_path: Path) -> None:
    first = execute(tmp_path)
    assert last_words(first) == SAID
    with nb.open(tmp_path / "quickstart/quickstart.duckdb") as project:
        assert project.verify() == []
        assert len(project.filter(F["Material"] == "brick")) == 72, "the mistake is undone"
        operations = len(project.history())

    second = execute(tmp_path)
    assert last_words(second) == SAID
    with nb.open(tmp_path / "quickstart/quickstart.duckdb") as project:
        assert len(project) == 1008
        added = project.history()[: len(project.history()) - operations]
        assert list(added[added["items"] > 0]["kind"]) == ["undo", "classify"], (
            "only the mistake and its undo change anything"
        )

    csv, parquet = (tmp_path / "quickstart" / name for name in ("labels.csv", "labels.parquet"))
    assert len(pd.read_csv(csv)) == len(pd.read_parquet(parquet)) == 1008
    assert (
        pd.read_parquet(parquet)["Content"].value_counts().to_dict()
        == pd.read_csv(csv)["Content"].value_counts().to_dict()
    )


def test_the_notebook_is_kept_without_outputs_and_explains_every_step() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert len([cell for cell in notebook.cells if cell.cell_type == "markdown"]) > len(code) / 2
    source = "\n".join(cell.source for cell in code)
    for step in (".add(", "Ontology(", ".grid()", "dry_run=True", "override=True", ".undo()", ".history()", ".filter(",
                 ".search(", ".label(", ".to_csv(", ".export_table("):  # fmt: skip
        assert step in source, step

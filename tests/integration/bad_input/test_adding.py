"""Bad sources, rows and datasets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.integration.bad_input.world import World, refused

SOURCES: dict[str, tuple[Any, str]] = {
    "a missing folder": ("/nowhere/pictures", "There is no file or folder"),
    "a glob without match": ("zebra*.png", 'No file matches "zebra\\*.png" in .*; check the pattern'),
    "an empty text": ("", "A path is a text that names a folder or file"),
    "a path with NUL": ("a\0b", "A path is a text that names a folder or file"),
    "a number": (123, "Cannot add int .123.: give a folder"),
    "None": (None, "Cannot add NoneType .None.: give a folder"),
    "True": (True, "Cannot add bool .True.: give a folder"),
    "bytes": (b"photos", "Cannot add bytes"),
    "a dict": ({"path": ["a.png"]}, "Cannot add dict"),
    "an empty list": ([], "Nothing to add: the list is empty"),
    "a list of numbers": ([1, 2], r"A list of paths holds int \(1\); give text or Path"),
    "a list with None": (["a.png", None], r"A list of paths holds NoneType"),
    "a table without path": (pd.DataFrame({"pth": ["a.png"]}), r'no column "path" or "uri".*Did you mean "pth"\?'),
    "a table with twin columns": (pd.DataFrame([["a", "b"]], columns=["path", "path"]), "more than once"),
    "a key that cannot be stored": (pd.DataFrame({"path": ["a.png"], "a\0": [1]}), "which cannot be stored: rename it"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_cannot_be_added_is_refused(world: World, name: str) -> None:
    source, says = SOURCES[name]
    refused(world, lambda world: world.project.add(source), says)


@pytest.mark.parametrize("dataset", [3, None, "\ud800", "x" * 301], ids=["number", "None", "half of a pair", "long"])
def test_a_dataset_is_named_by_a_text(world: World, dataset: Any) -> None:
    refused(world, lambda world: world.project.add(world.folder / "pictures", dataset=dataset), "A dataset is named by")


ROWS: dict[str, tuple[Any, str]] = {
    "no path": (pd.DataFrame({"path": [None]}), "There is no path in this row"),
    "a number": (pd.DataFrame({"path": [7]}), "There is no path in this row"),
    "an address nobody opens": (
        pd.DataFrame({"uri": ["ftp://example.org/a.png"]}),
        'beginning with "ftp:" are not opened',
    ),
    "a kind nobody reads": (pd.DataFrame({"path": ["/x/a.docx"]}), 'No kind of media reads ".docx" files'),
    "a title too long": (pd.DataFrame({"path": ["/x/a.png"], "title": ["x" * 5000]}), "has 5000 characters; 300"),
    "half of a pair": (
        pd.DataFrame({"path": ["/x/a.png"], "site": pd.Series(["\ud800"], dtype=object)}),
        'metadata "site" is not valid Unicode',
    ),
    "half of a pair, deep": (
        pd.DataFrame({"path": ["/x/a.png"], "site": pd.Series([{"a": ["\ud800"]}], dtype=object)}),
        'metadata "site" is not valid Unicode',
    ),
    "a missing file": (["/x/a.png"], "There is no such file"),
    "an array of the wrong shape": ([np.zeros((4, 4, 7), "uint8")], r"An array of shape \(4, 4, 7\)"),
    "a file of another kind": ("<text>", 'No kind of media reads ".xyz" files'),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_cannot_be_added_is_reported_with_its_reason(world: World, tmp_path: Path, name: str) -> None:
    source, says = ROWS[name]
    if isinstance(source, str):
        (tmp_path / "notes.xyz").write_text("x")
        source = tmp_path
    before = world.state()
    receipt = world.project.add(source)
    assert (receipt.applied, receipt.failed) == (0, 1)
    assert re.search(says, receipt.problems[0][1])
    assert world.state() == before


def test_the_same_path_twice_in_a_table_is_one_item(world: World, tmp_path: Path) -> None:
    path = str(world.folder / "pictures/frame-0.png")
    before = world.state()
    assert world.project.add(pd.DataFrame({"path": [path, path, f"{path[:-11]}./frame-0.png"]})).skipped == 3
    assert world.state() == before

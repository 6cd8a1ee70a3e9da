"""A page told from memory is the page that is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import nblabel as nb
from nblabel import F
from nblabel.ops.adding.headers import HeaderReader
from nblabel.project import Project
from nblabel.store.file.tracer import trace
from nblabel.store.query import by_value
from nblabel.store.reading import tiles
from nblabel.store.reading.tile_held import FEW

COUNT = 4 * FEW


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Items that need no files, some of them with statuses, reasons and tags."""
    monkeypatch.setattr(HeaderReader, "start", lambda reader: None)
    with nb.open(tmp_path / "pets.duckdb", annotator="ada") as opened:
        opened.add(pd.DataFrame({"path": [f"/pets/frame-{place}.jpg" for place in range(COUNT)]}))
        opened.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]))
        opened[:20].set_status("complete")
        opened[20:40].set_status("review")
        opened.reject(opened[20:24], reason="too dark")
        opened[10:60].tag("night")
        opened[15:20].tag("blurry")
        yield opened


def told(project: Project, ids: list[int]) -> list[tiles.Tile]:
    return project._reading.read(lambda cur, scope: tiles.tiles(cur, scope, ids))


def read(project: Project, ids: list[int]) -> list[tiles.Tile]:
    return project._reading.read(lambda cur, scope: tiles.tiles(cur, replace(scope, held=None), ids))


def add_more(project: Project) -> None:
    project.add(pd.DataFrame({"path": [f"/pets/more-{place}.jpg" for place in range(50)]}))
    project[-1:].tag("last")


CHANGES: dict[str, Callable[[Project], object]] = {
    "nothing": lambda project: None,
    "a status": lambda project: project[3:5].set_status("annotate"),
    "a reason": lambda project: project.reject(project[30:33], reason='say "why", in words; ünd more'),
    "a reason taken away": lambda project: project[20:22].set_status("complete"),
    "tags": lambda project: project[:90].tag("night"),
    "tags taken off": lambda project: project[12:30].untag("night"),
    "more items": add_more,
    "an undo": lambda project: project.undo(),
    "a live collection": lambda project: project.filter(F.status == "review").save("in review", live=True),
    "many different tags": lambda project: [
        project[place].tag(f"tag {place}") for place in range(by_value.MOST_KEPT + 2)
    ],
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_told_from_memory_is_the_page_that_is_read(project: Project, change: str) -> None:
    ids = project.items.ids()[::-1].tolist()
    told(project, ids)
    CHANGES[change](project)
    ids = np.random.default_rng(3).permutation(project.items.ids()).tolist()
    assert told(project, ids) == read(project, ids)
    past = project.at(int(project.history()["op_id"].max()) - 1)
    known = past.items.ids().tolist()
    assert told(past, known) == read(past, known)


def test_it_asks_neither_for_tags_nor_for_statuses_again(project: Project) -> None:
    ids = project.items.ids().tolist()
    told(project, ids)
    with trace() as statements:
        shown = told(project, ids)
    assert {tile.status for tile in shown} == {"annotate", "review", "complete"}
    assert [tile.reason for tile in (shown[20].work, shown[25].work)] == ["too dark", ""]
    assert not [one.sql for one in statements if " tag i " in one.sql or " status i " in one.sql]
    with trace() as statements:
        told(project, ids[: FEW - 1])
    assert [one.sql for one in statements if " tag i " in one.sql], "of few items a statement is cheaper"

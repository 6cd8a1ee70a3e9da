"""What is held in memory says what the file says, whatever is written in between, by whomever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest

import nblabel as nb
from nblabel import F
from nblabel.domain.query import Expr, Query
from nblabel.project import Project
from nblabel.store.counting import facets
from nblabel.store.file.cursor import Cursor
from nblabel.store.query import views
from nblabel.store.rows import held
from nblabel.store.rows.scope import Scope

NAMES = ["cat", "dog"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    rng = np.random.default_rng(2)
    opened = nb.open(tmp_path / "p.duckdb", annotator="ana")
    opened.add([rng.integers(0, 255, (4, 4, 3), np.uint8) for _ in range(30)])
    opened.ontology = nb.Ontology(
        nb.Radio("Animal", ["cat", nb.Option("dog", nb.Radio("Breed", ["pug", "beagle"]))]),
        nb.Checklist("Flags", ["x", "y"]),
    )
    return opened


def asked() -> Sequence[Expr]:
    return [
        F["Animal"] == "cat",
        F["Animal"].is_missing(),
        F["Flags"] != "x",
        F.status == "review",
        F.tags.has("night"),
        ~(F["Breed"] == "pug") & (F.annotator == "ana"),
        F.title.contains("1") | F["Flags"].is_in(["y"]),
    ]


def same(project: Project) -> None:
    """What the project remembers equals what SQL says now."""
    names = [f"q:{place.question.ident}" for place in project.ontology.places] + ["status", "tag"]

    def check(cur: Cursor, scope: Scope) -> None:
        plain = replace(scope, held=None)
        for expr in asked():
            query = Query().filtered(expr)
            assert views.ids(cur, scope, query).tolist() == views.ids(cur, plain, query).tolist(), expr
            wanted = [(name, query) for name in names]
            assert _known(facets.facets(cur, scope, wanted)) == _known(facets.facets(cur, plain, wanted)), expr

    project._reading.read(check)


def _known(found: dict[str, list[tuple[str, int, int]]]) -> dict[str, set[tuple[str, int, int]]]:
    return {name: {bucket for bucket in buckets if bucket[2]} for name, buckets in found.items()}


def write(rnd: Random, project: Project) -> None:
    first = rnd.randrange(30)
    some = project[first : first + rnd.choice([1, 1, 5])]
    rnd.choice(
        [
            lambda: some.classify("Animal", rnd.choice([*NAMES, {"Animal": "dog", "Breed": "pug"}]), override=True),
            lambda: some.classify("Flags", rnd.choice([["x"], ["y"], ["x", "y"]]), override=True),
            lambda: some.clear("Animal"),
            lambda: some.set_status(rnd.choice(["annotate", "review"])),
            lambda: some.tag("night"),
            lambda: some.untag("night"),
            project.undo,
            lambda: project.add([np.full((5, 5, 3), rnd.randrange(256), np.uint8)]),
        ]
    )()


@pytest.mark.parametrize("seed", range(4))
def test_sets_and_counts_follow_every_write_and_undo(project: Project, seed: int) -> None:
    rnd = Random(seed)
    project[:3].classify("Animal", "cat")
    same(project)
    for _ in range(15):
        write(rnd, project)
        same(project)


def test_what_another_handle_wrote_is_seen(project: Project, tmp_path: Path) -> None:
    same(project)
    with nb.open(tmp_path / "p.duckdb", annotator="ben") as other:
        other[:4].classify("Animal", "dog")
        same(project)
        other.undo()
    same(project)


def test_a_write_to_many_items_is_read_anew(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "MOST_MENDED", 3)
    same(project)
    project[:20].classify("Animal", "cat")
    same(project)


def test_predictions_and_collections_are_followed(project: Project) -> None:
    table = pd.DataFrame({"item_id": project.items.ids()[:5], "question": "Animal", "answer": "cat", "confidence": 0.5})
    project.filter(F["Animal"] == "cat").save("cats", live=True)
    project[:2].save("two")
    assert len(project.filter(F.in_collection("cats"))) == 0
    project.add_predictions(table, source="resnet")
    project[:7].classify("Animal", "cat")
    project.collections["two"].add(project[5])
    assert len(project.filter(F.in_collection("cats"))) == 7
    assert len(project.filter(F.in_collection("two"))) == 3
    assert len(project.filter(F.prediction("resnet")["Animal"] == "cat")) == 5
    project.undo()
    assert len(project.filter(F.in_collection("two"))) == 2


def test_what_is_held_stays_within_its_bytes(project: Project) -> None:
    remembered = held.Held(project._session.db, most_bytes=200)
    project._session.held = remembered
    for number in range(60):
        len(project.filter(F.title.contains(str(number))))
    assert remembered._size <= 200
    assert len(project.filter(F.title.contains("1"))) == len([item for item in project if "1" in item.title])

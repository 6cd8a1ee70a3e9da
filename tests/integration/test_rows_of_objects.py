"""The tabs of labels and predictions show objects beside answers, and groups stand in all three tabs (S0.14)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.integration.page import Page, opened
from tests.integration.worlds import copied

import nblabel as nb
from nblabel.project import Project

N = 6


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six pictures: two cats; heads on the first and the second, a mast on the second; a model that finds a head on the last."""
    with nb.open(tmp_path_factory.mktemp("street") / "street.duckdb", annotator="ana") as project:
        project.add([np.full((40, 40, 3), place, np.uint8) for place in range(N)])
        project.ontology = nb.Ontology(
            nb.Radio("Animal", ["cat", "dog"]),
            nb.Box("Head", attributes=[nb.Radio("Ears", ["up", "down"])]),
            nb.Box("Mast"),
        )
        project[:2].classify("Animal", "cat")
        project.items[0].add_object("Head", nb.shapes.Box(1, 1, 10, 10), attributes={"Ears": "up"})
        project.items[1].add_object("Head", nb.shapes.Box(1, 1, 3, 3), attributes={"Ears": "down"})
        project.items[1].add_object("Mast", nb.shapes.Box(5, 5, 2, 20))
        ids = project.items.ids()
        project.add_predictions(
            pd.DataFrame({"item_id": ids[2:4], "question": "Animal", "answer": "dog", "confidence": [0.4, 0.9]}),
            source="resnet",
        )
        shapes = [{"item_id": int(ids[5]), "question": "Head", "shape": nb.shapes.Box(2, 2, 4, 4), "confidence": 0.7}]
        project.add_predictions(shapes, source="yolo")
    return project.path


@pytest.fixture
def street(world: Path, tmp_path: Path) -> Iterator[Project]:
    with nb.open(copied(world, tmp_path), annotator="ana") as opened:
        yield opened


@pytest.fixture
def page(street: Project, comms: None) -> Page:
    found = opened(street.explorer())
    found.ask("hello", client="c", protocol="")
    return found


def show(page: Page, **query: Any) -> list[dict[str, Any]]:
    gen = page.widget._board.ranking.gen
    shown = page.ask("query", query=query, gen=gen, selection={"gen": gen})
    found: list[dict[str, Any]] = page.ask("rows", gen=shown["gen"], first=0, count=50)["rows"]
    assert [row["pos"] for row in found] == list(range(shown["count"]))
    return found


def told(rows: list[dict[str, Any]]) -> list[str]:
    """`2 Head` for a head on the second item, `1 answer`."""
    return [f"{row['of']} {row['object']['name'] if row.get('object') else 'answer'}" for row in rows]


def field(project: Project, name: str) -> str:
    return f"q:{project.ontology[name].ident}"


def of_class(project: Project, *names: str, source: str = "") -> dict[str, Any]:
    field = f"object_class:{source}" if source else "object_class"
    return {"field": field, "op": "is", "values": [str(project.ontology.object_class(n).ident) for n in names]}


def test_s0_14_labels_are_answers_and_objects_of_an_item_together(street: Project, page: Page) -> None:
    rows = show(page, tab="labels")
    assert told(rows) == ["1 answer", "1 Head", "2 answer", "2 Head", "2 Mast"]
    head = rows[1]["object"]
    assert (head["area"], head["by"], head["shape"]) == (100.0, "ana", "box")
    assert not rows[1].get("answers")
    assert len({row["id"] for row in rows}) == 5
    assert all(row["id"] < 0 for row in rows)


def test_s0_14_predictions_are_answers_and_objects_with_their_confidence(page: Page) -> None:
    rows = show(page, tab="predictions")
    assert told(rows) == ["3 answer", "4 answer", "6 Head"]
    found = rows[2]["object"]
    assert (found["confidence"], found["by"], found["predicted"]) == (pytest.approx(0.7), "yolo", True)


def test_s0_14_filters_choose_among_objects_as_they_do_among_answers(street: Project, page: Page) -> None:
    assert told(show(page, tab="labels", filters=[of_class(street, "Head")])) == ["1 Head", "2 Head"]
    assert told(show(page, tab="labels", filters=[of_class(street, "Head", "Mast")])) == ["1 Head", "2 Head", "2 Mast"]
    large = {"field": "object_area", "op": "between", "values": ["20", "60"]}
    assert told(show(page, tab="labels", filters=[large])) == ["2 Mast"]
    cats = {"field": field(street, "Animal"), "op": "is", "values": [str(street.ontology["Animal"].choices[0].id)]}
    assert told(show(page, tab="labels", filters=[cats])) == ["1 answer", "2 answer"]
    both = show(page, tab="labels", filters=[cats, of_class(street, "Mast")])
    assert told(both) == ["2 answer", "2 Mast"]
    assert told(show(page, tab="labels", search="array 0")) == ["1 answer", "1 Head"]
    by_hand = {"field": "source", "op": "is", "values": ["human"]}
    assert len(show(page, tab="labels", filters=[by_hand])) == 5


def test_s0_14_python_says_what_the_page_cannot(street: Project, comms: None) -> None:
    views = {
        "attribute": (street.filter(nb.F.objects("Head")["Ears"] == "down"), ["2 Head"]),
        "area": (street.filter(nb.F.objects("Head").area > 50), ["1 Head"]),
        "not": (street.filter(~(nb.F.objects("Head").area > 50)), ["2 Head"]),
        "either": (
            street.filter((nb.F.objects("Mast").count > 0) | (nb.F.objects("Head").area > 50)),
            ["1 Head", "2 Mast"],
        ),
        "none": (street.filter(nb.F.objects("Mast").count == 0), ["1 answer", "1 Head"]),
    }
    for name, (view, expected) in views.items():
        page = opened(view.grid())
        page.ask("hello", client="c", protocol="")
        assert told(show(page, tab="labels")) == expected, name
    page = opened(street.filter(nb.F.prediction("yolo").objects("Head").confidence > 0.5).grid())
    page.ask("hello", client="c", protocol="")
    assert told(show(page, tab="predictions")) == ["6 Head"]


def test_s0_14_objects_are_sorted_by_what_they_have_of_their_own(page: Page) -> None:
    down = show(page, tab="labels", sort=[{"field": "object_area", "descending": True}])
    assert told(down)[:3] == ["1 Head", "2 Mast", "2 Head"]
    up = show(page, tab="labels", sort=[{"field": "object_area", "descending": False}])
    assert told(up) == ["2 Head", "2 Mast", "1 Head", "1 answer", "2 answer"] or told(up)[:3] == [
        "2 Head",
        "2 Mast",
        "1 Head",
    ]
    titles = show(page, tab="labels", sort=[{"field": "title", "descending": True}])
    assert told(titles) == ["2 answer", "2 Head", "2 Mast", "1 answer", "1 Head"]


def test_groups_stand_in_every_tab(street: Project, page: Page) -> None:
    street[1].set_status("review")
    gen = page.widget._board.ranking.gen
    for tab, expected in {
        "data": [("annotate", 5), ("review", 1)],
        "labels": [("annotate", 2), ("review", 3)],
        "predictions": [("annotate", 3)],
    }.items():
        query = {"tab": tab, "group": "status"}
        shown = page.ask("query", query=query, gen=gen, selection={"gen": gen})
        assert [(group["label"], group["count"]) for group in shown["groups"]] == expected
        assert [group["first"] for group in shown["groups"]] == [0, expected[0][1]][: len(expected)]
        rows = page.ask("rows", gen=shown["gen"], first=0, count=50)["rows"]
        statuses = [row["status"] for row in rows]
        assert statuses == sorted(statuses)
        gen = shown["gen"]


def test_a_row_that_is_an_object_stands_for_its_item(street: Project, page: Page) -> None:
    rows = show(page, tab="labels", filters=[of_class(street, "Mast")])
    target = {"gen": page.widget._board.ranking.gen, "ranges": [[0, 0]]}
    page.write("set_status", target=target, status="review")
    assert street.items[1].status == "review"
    again = page.ask("rows_by_id", gen=page.widget._board.ranking.gen, ids=[rows[0]["id"]])["rows"]
    assert again[0]["status"] == "review"
    for known in street.items[1].objects:
        known.delete()
    gone = page.ask("rows_by_id", gen=page.widget._board.ranking.gen, ids=[rows[0]["id"]])["rows"]
    assert gone == []


def test_an_object_on_a_frame_stands_on_that_frame(street: Project, page: Page, tmp_path: Path) -> None:
    from PIL import Image

    for place in range(4):
        Image.new("RGB", (30, 30), (place * 40, 0, 0)).save(tmp_path / f"part-{place}.png")
    street.add_group(sorted(map(str, tmp_path.glob("part-*.png"))), title="stack")
    stack = street.search("stack")[0]
    stack.frame(2)
    stack.add_object("Mast", nb.shapes.Box(1, 1, 2, 2), frame=2)
    row = show(page, tab="labels", search="stack")[0]
    assert (row["frame"], row["object"]["frame"]) == (2, 2)


def test_facets_and_kept_views_know_classes(street: Project, page: Page) -> None:
    names = {facet["name"] for facet in page.ask("hello", client="c", protocol="")["facets"]}
    assert {"object_class", "objects", "object_area"} <= names
    facet = page.ask("facets", gen=1, names=["object_class"])["facets"][0]
    assert [(one["label"], one["count"]) for one in facet["buckets"]] == [("Head", 2), ("Mast", 1)]
    assert sum(page.ask("histogram", gen=1, field="object_area", bins=4)["totals"]) > 0
    show(page, filters=[of_class(street, "Mast")])
    page.write("keep_view", name="masts")
    street.ontology = street.ontology.rename("Mast", "Pole")
    assert page.ask("show_view", name="masts")["query"]["filters"] == [of_class(street, "Pole")]


def test_s0_14_classes_that_a_model_finds_are_counted_now_and_before_filtered_and_kept(
    street: Project, page: Page
) -> None:
    """A source named like part of a field, too."""
    shapes = [
        {"item_id": item, "question": name, "shape": nb.shapes.Box(2, 2, 4, 4), "confidence": 0.5}
        for item, name in ((1, "Head"), (1, "Mast"), (2, "Mast"), (2, "Mast"))
    ]
    street.add_predictions(shapes, source="v2:a/1")
    hello = page.ask("hello", client="c", protocol="")
    named = {facet["name"]: facet["label"] for facet in hello["facets"]}
    assert {name: label for name, label in named.items() if name.startswith("object_class:")} == {
        "object_class:yolo": "Object classes by yolo",
        "object_class:v2:a/1": "Object classes by v2:a/1",
    }
    show(page, search=street.items[1].title)
    gen = page.widget._board.ranking.gen
    facets = page.ask("facets", gen=gen, names=["object_class:yolo", "object_class:v2:a/1", "object_class"])["facets"]
    counted = {
        facet["name"]: [(one["label"], one["count"], one["total"]) for one in facet["buckets"]] for facet in facets
    }
    assert counted == {
        "object_class:yolo": [("Head", 0, 1), ("Mast", 0, 0)],
        "object_class:v2:a/1": [("Head", 0, 1), ("Mast", 1, 2)],
        "object_class": [("Head", 1, 2), ("Mast", 1, 1)],
    }
    masts = of_class(street, "Mast", source="v2:a/1")
    assert told(show(page, tab="predictions", filters=[masts])) == ["1 Mast", "2 Mast", "2 Mast"]
    assert [row["id"] for row in show(page, tab="data", filters=[masts])] == [1, 2]
    assert [row["id"] for row in show(page, filters=[{**masts, "op": "not"}])] == [3, 4, 5, 6]
    show(page, filters=[masts])
    page.write("keep_view", name="masts of a model")
    assert page.ask("show_view", name="masts of a model")["query"]["filters"] == [masts]
    street.predictions("v2:a/1").delete()
    assert show(page, filters=[masts]) == []

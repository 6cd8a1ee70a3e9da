"""The requirements of objects (their values, their store and the Python API), as a user meets them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.integration.worlds import copied

import nblabel as nb
from nblabel import F
from nblabel.errors import (
    AnswerError,
    NblabelError,
    NotAllowed,
    OntologyError,
    PredictionError,
    SelectionError,
    ShapeError,
)
from nblabel.project import Project

STREET = nb.Ontology(
    nb.Radio("Animal", ["cat", "dog"]),
    nb.Box(
        "Head",
        attributes=[
            nb.Radio("Ears", ["up", nb.Option("down", nb.Text("Why"))], dynamic=True),
            nb.Checklist("Marks", ["scar", "tag"]),
            nb.Number("Age", min=0),
        ],
    ),
    nb.Mask("Road"),
    nb.Points("Face", points=["left eye", "right eye"]),
)
BOX = nb.shapes.Box(1, 2, 3, 4)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty pictures, and a stack of twenty frames at the end."""
    with nb.open(tmp_path_factory.mktemp("project") / "street.duckdb", annotator="ada") as opened:
        opened.add([np.full((20, 20, 3), place, np.uint8) for place in range(20)])
        opened.add_group(list(map(str, sorted(opened.path.parent.rglob("*.png")))), title="stack")
        opened.ontology = STREET
    return opened.path


@pytest.fixture
def project(world: Path, tmp_path: Path) -> Iterator[Project]:
    with nb.open(copied(world, tmp_path), annotator="ada") as opened:
        yield opened


def test_s2_7_an_object_has_one_class_and_the_attributes_of_it(project: Project) -> None:
    head = project[0].add_object("Head", BOX, attributes={"Ears": "down", "Why": "tired", "Marks": ["tag"], "Age": 3})
    assert (head.cls, head.shape, head.source, head.created_by) == ("Head", BOX, "human", "ada")
    assert head.attributes == {"Ears": "down", "Why": "tired", "Marks": ["tag"], "Age": 3.0}
    assert [known.id for known in project[0].objects] == [head.id]
    assert project[1].objects == []
    with pytest.raises(OntologyError, match=r'no attribute "Tail".*Did you mean|no attribute "Tail"'):
        head.set("Tail", "long")
    with pytest.raises(AnswerError, match='No option "u"'):
        head.set("Ears", "u")
    with pytest.raises(AnswerError, match="nested answer needs its parent"):
        project[0].add_object("Head", BOX, attributes={"Why": "tired"})
    assert len(project.objects) == 1
    assert project.verify() == []


def test_s2_8_a_mask_is_reloaded_with_the_same_pixels(project: Project) -> None:
    pixels = np.random.default_rng(0).random((20, 20)) < 0.3
    project[0].add_object("Road", nb.shapes.Mask.of_array(pixels))
    with nb.open(project.path) as again:
        (road,) = again[0].objects
        assert isinstance(road.shape, nb.shapes.Mask)
        assert np.array_equal(road.shape.to_array(), pixels)


def test_s2_9_a_dynamic_attribute_changes_across_frames(project: Project) -> None:
    head = project[20].add_object("Head", BOX, frame=(0, 19))
    head.set("Ears", "up", frames=(5, 8))
    head.set("Ears", {"Ears": "down", "Why": "tired"}, frames=(9, 14))
    assert [head.get("Ears", frame=frame) for frame in (4, 5, 8, 9, 14, 15, 20)] == [
        None, "up", "up", "down", "down", None, None
    ]  # fmt: skip
    assert [head.get("Why", frame=frame) for frame in (8, 9)] == [None, "tired"]
    head.set("Ears", "up", frames=11)
    assert [head.get("Ears", frame=frame) for frame in (10, 11, 12)] == ["down", "up", "down"]
    assert [head.get("Why", frame=frame) for frame in (10, 11, 12)] == ["tired", None, "tired"]
    head.set("Ears", None, frames=(0, 9))
    assert [head.get("Ears", frame=frame) for frame in (5, 9, 10)] == [None, None, "down"]
    with pytest.raises(AnswerError, match="same on all frames"):
        head.set("Age", 3, frames=(5, 8))
    head.set("Age", 3)
    assert [head.get("Age", frame=frame) for frame in (0, 19)] == [3.0, 3.0]
    assert project.verify() == []


def test_objects_move_frame_by_frame_and_every_step_is_undone_and_redone(project: Project) -> None:
    other = nb.shapes.Box(5, 5, 5, 5)
    head = project[20].add_object("Head", BOX, frame=(0, 9), attributes={"Ears": "up"})
    moved = head.move(other, frame=4)
    assert head.frames == [(0, 3), (4, 4), (5, 9)]
    assert [head.shape_at(frame) for frame in (3, 4, 5, 10)] == [BOX, other, BOX, None]
    with pytest.raises(ShapeError, match="name the frame"):
        head.move(other)
    before = project.objects.to_df()
    head.delete()
    assert len(project.objects) == 0
    with pytest.raises(SelectionError, match="deleted or undone"):
        _ = head.shape
    project.undo()
    pd.testing.assert_frame_equal(project.objects.to_df(), before)
    assert head.get("Ears") == "up"
    moved.undo()
    assert head.frames == [(0, 9)]
    project.redo()
    assert head.frames == [(0, 3), (4, 4), (5, 9)]
    project.undo()
    project.undo(4)
    assert len(project.objects) == 0
    assert len(project.at(4).objects) == 1
    assert project.at(4).objects.to_df()["attributes"].tolist() == [{"Ears": "up"}]
    assert project.verify() == []


def test_to_df_lists_objects_with_their_numbers(project: Project) -> None:
    project[1].add_object("Head", BOX, attributes={"Age": 3})
    project[0].add_object("Face", nb.shapes.Points([(1, 2), None]))
    frame = project.objects.to_df()
    assert frame[["item_id", "class", "shape", "area"]].values.tolist() == [
        [1, "Face", "points", 0],
        [2, "Head", "box", 12],
    ]
    assert frame[["x", "y", "width", "height"]].values.tolist() == [[1, 2, 0, 0], [1, 2, 3, 4]]
    assert nb.shapes.shape_from_json(json.loads(frame["geometry"].iloc[1])) == BOX
    assert frame["attributes"].tolist() == [{}, {"Age": 3.0}]
    assert project.filter(F.objects("Head").count > 0).ids().tolist() == [2]
    assert project.filter(F.objects("Head")["Age"] > 2).ids().tolist() == [2]
    assert project.filter(F.objects().area > 5).ids().tolist() == [2]


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda item: item.add_object("Hed", BOX), OntologyError, r'No object class "Hed".*Did you mean "Head"\?'),
        (lambda item: item.add_object("Animal", BOX), OntologyError, 'No object class "Animal"'),
        (lambda item: item.add_object("Road", BOX), ShapeError, '"Road" is marked by a mask, not by a box'),
        (lambda item: item.add_object("Head", (1, 2, 3, 4)), ShapeError, r"nb.shapes.Box\(\.\.\.\)"),
        (lambda item: item.add_object("Face", nb.shapes.Points([(1, 2)])), ShapeError, "give 2, not 1"),
        (lambda item: item.add_object("Head", BOX, frame=1), AnswerError, "no frame 1"),
        (lambda item: item.add_object("Head", BOX, frame=-1), AnswerError, "no range"),
        (lambda item: item.add_object("Head", BOX, attributes=["up"]), AnswerError, "dict from names"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    project: Project, call: Any, error: type[NblabelError], said: str
) -> None:
    before = len(project.history())
    with pytest.raises(error, match=said):
        call(project[0])
    assert len(project.history()) == before


def test_s0_11_objects_follow_role_status_and_mark_as_labels_do(project: Project) -> None:
    head = project[0].add_object("Head", BOX)
    project[0].set_status("complete")
    with nb.open(project.path, annotator="ben", role="annotator") as ben:
        (theirs,) = ben[0].objects
        for call in (
            lambda: theirs.move(nb.shapes.Box(0, 0, 1, 1)),
            lambda: theirs.set("Age", 4),
            theirs.delete,
            lambda: ben[0].add_object("Head", BOX),
        ):
            with pytest.raises(NotAllowed, match="complete"):
                call()
    assert len(project.filter(F.changed_after_review)) == 0
    head.move(nb.shapes.Box(0, 0, 1, 1))
    assert project.filter(F.changed_after_review).ids().tolist() == [1]
    project.undo()
    assert len(project.filter(F.changed_after_review)) == 0


def test_an_ontology_with_objects_survives_a_dict_a_file_and_new_versions(project: Project) -> None:
    with nb.open(project.path) as again:
        assert again.ontology == project.ontology == nb.Ontology.from_dict(project.ontology.to_dict())
    head = project[0].add_object("Head", BOX, attributes={"Ears": "up"})
    project.ontology = (
        project.ontology.rename("Head", "Skull").rename("Skull", "Ears", "Hats").rename("Skull", "Hats", "up", "high")
    )
    assert (head.cls, head.attributes) == ("Skull", {"Hats": "high"})
    with pytest.raises(OntologyError, match='Cannot remove "Skull"'):
        project.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]))
    with pytest.raises(OntologyError, match="Hats: high"):
        project.ontology = nb.Ontology(nb.Box("Skull", [nb.Radio("Hats", ["down"], dynamic=True)]))
    head.delete()
    project.ontology = nb.Ontology(nb.Radio("Animal", ["cat", "dog"]))
    with pytest.raises(NblabelError, match="no longer has"):
        project.undo(project.history()["op_id"].iloc[1])
    with pytest.raises(OntologyError, match="marked as dynamic"):
        nb.Ontology(nb.Radio("Animal", ["cat", "dog"], dynamic=True))


def test_widgets_of_projects_with_objects_ask_the_questions_alone(project: Project, comms: None) -> None:
    from tests.integration.page import opened

    project[0].add_object("Head", BOX)
    for widget in (project.grid(), project.label()):
        page = opened(widget)
        hello = page.ask("hello", client="test", protocol="")
        assert [question["name"] for question in hello["questions"]] == ["Animal"]
        assert page.ask("rows", gen=hello["gen"], first=0, count=5)["rows"][0]["id"] == 1


def test_predicted_objects_are_kept_apart_until_they_are_accepted(project: Project) -> None:
    ids = project.items.ids()
    given = pd.DataFrame({
        "item_id": ids[[0, 0, 1, 1]],
        "question": ["Head", "Head", "Road", "Animal"],
        "answer": [None, None, None, "cat"],
        "shape": [BOX, {"kind": "box", "x": 1, "y": 1, "width": 2, "height": 2}, nb.shapes.Mask(2, 2, [0, 4]), None],
        "attributes": [{"Ears": "down", "Why": "tired"}, None, None, None],
        "confidence": [0.9, 0.4, 0.8, 0.7],
    })  # fmt: skip
    receipt = project.add_predictions(given, source="yolo")
    assert (receipt.applied, receipt.failed, len(project.objects)) == (2, 0, 0)
    model = project.predictions("yolo")
    assert (len(model), model.items.ids().tolist()) == (4, [1, 2])
    plan = model.accept(min_confidence=0.5, dry_run=True)
    assert (plan.items, plan.accepted, plan.none) == (21, 2, 19)
    accepted = model.accept(min_confidence=0.5)
    (head,) = project[0].objects
    assert (head.shape, head.attributes) == (BOX, {"Ears": "down", "Why": "tired"})
    assert (head.source, head.confidence, head.created_by) == ("model", pytest.approx(0.9), "ada")
    assert len(model) == 2, "an object that was accepted is no prediction any more, its neighbour is"
    assert model.accept(min_confidence=0.5).applied == 0
    found = model.acceptance().set_index("question")
    assert found["accepted"].to_dict() == {"Animal": 1, "Head": 1, "Road": 1}
    accepted.undo()
    assert (len(project.objects), len(model), len(project.labels)) == (0, 4, 0)
    assert model.accept(question="Road").applied == 1
    assert model.reject(project[0], question="Head").applied == 1
    assert model.acceptance().set_index("question")["rejected"].to_dict() == {"Animal": 0, "Head": 2, "Road": 0}
    assert project.verify() == []


def test_a_new_run_replaces_the_predicted_objects_of_its_class_on_its_frames(project: Project) -> None:
    row = {"item_id": int(project.items.ids()[20]), "question": "Head", "shape": BOX, "confidence": 0.5}
    project.add_predictions([{**row, "frame": 0}, {**row, "frame": 0}, {**row, "frame": 1}], source="yolo")
    project.add_predictions([{**row, "frame": 1, "confidence": 0.8}], source="yolo")
    assert project.predictions("yolo").to_df()[["frame_from", "confidence"]].values.tolist() == [
        [0, 0.5],
        [0, 0.5],
        [1, 0.8],
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"question": "Hed"}, r'Row 0 .*No object class "Hed"'),
        ({"question": "Road"}, "Row 0 .*marked by a mask"),
        ({"shape": {"kind": "box"}}, "Row 0 .*needs 'x'"),
        ({"shape": "a box"}, "Row 0 .*dict or JSON"),
        ({"attributes": {"Why": "tired"}}, "Row 0 .*needs its parent"),
    ],
)
def test_a_predicted_object_that_does_not_fit_is_an_error_that_names_its_row(
    project: Project, change: dict[str, Any], said: str
) -> None:
    row = {"item_id": 1, "question": "Head", "shape": BOX, "confidence": 0.5, "attributes": None}
    with pytest.raises(PredictionError, match=said):
        project.add_predictions([{**row, **change}], source="yolo")

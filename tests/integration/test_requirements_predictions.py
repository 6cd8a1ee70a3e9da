"""The requirements of predictions, as a user of the Python API meets them."""

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
from nblabel.errors import NblabelError, NotAllowed, PredictionError
from nblabel.project import Project

PETS = nb.Ontology(
    nb.Radio("Animal", ["cat", nb.Option("dog", nb.Radio("Breed", ["beagle", "pug"])), "neither"]),
    nb.Checklist("Flags", ["blurry", "dark"]),
    nb.Number("Quality", min=0, max=5),
    nb.Text("Note"),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty pictures, and a stack of ten frames at the end."""
    with nb.open(tmp_path_factory.mktemp("project") / "pets.duckdb", annotator="ada") as opened:
        opened.add([np.full((8, 8, 3), place, np.uint8) for place in range(60)])
        opened.add_group(list(map(str, sorted(opened.path.parent.rglob("*.png"))[:10])), title="stack")
        opened.ontology = PETS
    return opened.path


@pytest.fixture
def project(world: Path, tmp_path: Path) -> Iterator[Project]:
    with nb.open(copied(world, tmp_path), annotator="ada") as opened:
        yield opened


def rows(ids: Any, answer: object = "cat", confidence: object = 0.9, question: str = "Animal") -> pd.DataFrame:
    """A prediction an item."""
    count = len(ids)
    several = answer if isinstance(answer, list) else [answer] * count
    return pd.DataFrame({"item_id": ids, "question": question, "answer": several, "confidence": confidence})


def stack(project: Project) -> int:
    """The item with frames."""
    return int(project.filter(F.title == "stack").ids()[0])


def test_s2_13_an_accepted_prediction_is_a_label_of_the_model_and_the_reviewer_its_author(project: Project) -> None:
    ids = project.items.ids()
    project.add_predictions(rows(ids[:2], confidence=[0.75, 0.5]), source="resnet")
    assert len(project.labels) == 0
    with nb.open(project.path, annotator="rita", role="reviewer") as rita:
        rita.predictions("resnet").accept()
    labels = project.labels.to_df()
    assert labels[["item_id", "question", "answer", "source", "created_by"]].values.tolist() == [
        [ids[0], "Animal", "cat", "model", "rita"],
        [ids[1], "Animal", "cat", "model", "rita"],
    ]
    assert labels["confidence"].tolist() == [0.75, 0.5]


def test_s2_13_predictions_never_mix_with_labels_and_a_new_run_replaces_the_old_one(project: Project) -> None:
    ids = project.items.ids()
    first = project.add_predictions(rows(ids[:5]), source="resnet")
    second = project.add_predictions(rows(ids[:3], "dog", 0.6), source="resnet")
    other = project.add_predictions(rows(ids[:3], "neither", 0.4), source="vgg")
    assert (first.applied, second.applied, other.applied) == (5, 3, 3)
    assert project.predictions("resnet").to_df()["answer"].tolist() == ["dog"] * 3 + ["cat"] * 2
    assert project.predictions("vgg").to_df()["answer"].tolist() == ["neither"] * 3
    assert project.to_df()["Animal"].isna().all()
    second.undo()
    assert project.predictions("resnet").to_df()["answer"].tolist() == ["cat"] * 5
    assert project.verify() == []


def test_s2_20_eighty_accepted_of_a_hundred_are_an_acceptance_of_0_8(tmp_path: Path) -> None:
    with nb.open(tmp_path / "pets.duckdb") as project:
        project.add([np.full((4, 4, 3), place, np.uint8) for place in range(100)])
        project.ontology = PETS
        project.add_predictions(rows(project.items.ids()), source="resnet")
        model = project.predictions("resnet")
        model.accept(view=project.items[:80])
        project.items[80:95].classify("Animal", "dog")
        model.reject(project.items[95:])
        (found,) = model.acceptance().to_dict("records")
        assert found == {
            "question": "Animal", "answer": "cat", "predicted": 100, "accepted": 80, "corrected": 15, "rejected": 5,
            "open": 0, "acceptance": 0.8,
        }  # fmt: skip
        project.undo()
        assert model.acceptance()[["rejected", "open"]].values.tolist() == [[0, 5]]
        project.redo()
        assert model.acceptance()[["rejected", "open"]].values.tolist() == [[5, 0]]


def test_s2_20_labels_that_stood_before_say_nothing_of_the_model(project: Project) -> None:
    project.items[:5].classify("Animal", "cat")
    project.add_predictions(rows(project.items.ids()[:10]), source="resnet")
    assert project.predictions("resnet").acceptance()[["accepted", "open"]].values.tolist() == [[0, 10]]


def test_s3_8_a_prediction_at_the_threshold_is_kept(project: Project) -> None:
    project.add_predictions(rows(project.items.ids()[:3], confidence=[0.49, 0.50, 0.51]), source="resnet")
    plan = project.predictions("resnet").accept(min_confidence=0.5, view=project.items[:3], dry_run=True)
    assert (plan.items, plan.accepted, plan.below) == (3, 2, 1)
    receipt = project.predictions("resnet").accept(min_confidence=0.5)
    assert receipt.applied == 2
    assert receipt.items().ids().tolist() == project.items.ids()[1:3].tolist()


@pytest.mark.parametrize("kind", ["float64", "float32", "float16"])
@pytest.mark.parametrize("threshold", [0.1, 0.7, 0.9])
def test_d6_the_threshold_means_what_it_says_whatever_the_numbers_are_kept_in(
    project: Project, kind: str, threshold: float
) -> None:
    given = rows(project.items.ids()[:1]).assign(confidence=np.array([threshold], kind))
    project.add_predictions(given, source="resnet")
    assert project.predictions("resnet").accept(min_confidence=threshold).applied == 1


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan"), float("inf"), None, "sure"])
def test_s3_8_a_confidence_outside_of_0_to_1_is_refused_with_its_row(project: Project, confidence: object) -> None:
    given = rows(project.items.ids()[:3]).astype({"confidence": object})
    given.loc[1, "confidence"] = confidence
    with pytest.raises(PredictionError, match="Row 1 has the confidence"):
        project.add_predictions(given, source="resnet")
    project.add_predictions(rows(project.items.ids()[:1]), source="resnet")
    with pytest.raises(PredictionError, match="0 to 1"):
        project.predictions("resnet").accept(min_confidence=confidence)  # type: ignore[arg-type]


def test_s3_1_an_unknown_option_is_an_error_that_names_the_row_and_nothing_is_written(project: Project) -> None:
    before = len(project.history())
    given = rows(project.items.ids()[:3], ["cat", "dgo", "cat"])
    with pytest.raises(PredictionError, match=r'Row 1 .*No option "dgo".*Did you mean "dog"\?'):
        project.add_predictions(given, source="resnet")
    with pytest.raises(PredictionError, match=r'Row 0 .*No classification "Animals".*Did you mean "Animal"\?'):
        project.add_predictions(given.assign(question="Animals"), source="resnet")
    assert len(project.history()) == before
    with pytest.raises(PredictionError, match='No predictions of "resnet"'):
        project.predictions("resnet")


def test_s3_10_attributes_are_predicted_only_where_the_parent_is_labelled(project: Project) -> None:
    item = stack(project)
    for frame in range(4):
        project.filter(F.item_id == item)[0].classify("Animal", "dog", frames=frame)
    given = rows([item] * 10, "pug", question="Breed").assign(frame=range(10))
    receipt = project.add_predictions(given, source="breeds")
    assert (receipt.applied, receipt.failed, len(project.predictions("breeds"))) == (1, 6, 4)
    assert project.predictions("breeds").to_df()["frame_from"].tolist() == [0, 1, 2, 3]
    project.predictions("breeds").accept()
    labels = project.labels.to_df()
    assert labels[labels["question"] == "Animal/dog/Breed"]["frame_from"].tolist() == [0, 1, 2, 3]
    assert project.verify() == []


def test_s3_11_a_child_without_its_parent_is_refused_and_reported(project: Project) -> None:
    ids = project.items.ids()
    given = pd.concat([rows(ids[:1], "pug", question="Breed"), rows(ids[1:2])])
    receipt = project.add_predictions(given, source="resnet")
    assert (receipt.applied, receipt.failed) == (1, 1)
    assert receipt.problems == (
        (f"Row 0 (item {ids[0]})", '"Breed" is asked only where "Animal" is "dog", and it is not labelled so there'),
    )
    beside = pd.concat([rows(ids[:1], "cat"), rows(ids[:1], "pug", question="Breed")])
    assert "predicted beside it is another option" in project.add_predictions(beside, source="vgg").problems[0][1]
    assert project.predictions("vgg").to_df()["question"].tolist() == ["Animal"]


def test_s3_12_a_predicted_parent_counts_only_where_that_is_asked_for(project: Project) -> None:
    ids = project.items.ids()[:2]
    project.add_predictions(rows(ids, "dog"), source="resnet")
    given = rows(ids, "pug", question="Breed")
    assert project.add_predictions(given, source="breeds").applied == 0
    assert project.add_predictions(given, source="breeds", parents="labels+predictions").applied == 2
    assert project.predictions("breeds").accept(dry_run=True).accepted == 0, "the parent is no label yet"
    project.predictions("resnet").accept()
    assert project.predictions("breeds").accept().applied == 2
    assert project.to_df()["Breed"].tolist()[:2] == ["pug", "pug"]
    assert project.verify() == []


def test_s3_12_the_same_source_may_add_what_rests_on_its_own_prediction(project: Project) -> None:
    ids = project.items.ids()[:2]
    project.add_predictions(rows(ids, "dog"), source="resnet")
    given = rows(ids, "pug", question="Breed")
    project.add_predictions(given, source="resnet", parents="labels+predictions")
    assert project.predictions("resnet").to_df()["answer"].tolist() == ["dog", "pug"] * 2
    assert len(project.predictions("resnet")) == 2
    project.predictions("resnet").accept()
    assert project.to_df()[["Animal", "Breed"]].values.tolist()[:2] == [["dog", "pug"]] * 2
    assert project.verify() == []


def test_d7_a_nested_tree_is_accepted_as_a_whole_and_an_unsure_child_is_left_out(project: Project) -> None:
    ids = project.items.ids()[:3]
    given = pd.concat([
        rows(ids, "dog", [0.9, 0.9, 0.4]), rows(ids, ["pug", "beagle", "pug"], [0.8, 0.3, 0.9], question="Breed")
    ])  # fmt: skip
    assert project.add_predictions(given, source="resnet").applied == 3
    assert project.predictions("resnet").accept(min_confidence=0.5).applied == 2
    found = project.to_df()[["Animal", "Breed"]].iloc[:3]
    assert found.fillna("-").values.tolist() == [["dog", "pug"], ["dog", "-"], ["-", "-"]]
    assert project.verify() == []


def test_d7_rows_may_hold_nested_answers(project: Project) -> None:
    ids = project.items.ids()[:2]
    given = [
        {"item_id": int(ids[0]), "question": "Animal", "answer": {"Animal": "dog", "Breed": "pug"}, "confidence": 0.9},
        {"item_id": int(ids[1]), "question": "Flags", "answer": ["dark", "blurry"], "confidence": 0.8},
    ]
    project.add_predictions(given, source="resnet")
    project.predictions("resnet").accept()
    assert [item.labels for item in project.items[:2]] == [
        {"Animal": "dog", "Breed": "pug"},
        {"Flags": ["blurry", "dark"]},
    ]
    with pytest.raises(PredictionError, match="a nested answer needs its parent"):
        project.add_predictions([{**given[0], "answer": {"Breed": "pug"}}], source="resnet")


def test_d1_what_is_answered_stays_and_d2_override_replaces_the_whole_tree(project: Project) -> None:
    ids = project.items.ids()
    project[:2].classify("Animal", {"Animal": "dog", "Breed": "pug"})
    before = project.labels.to_df()
    project.add_predictions(rows(ids[:4]), source="resnet")
    model = project.predictions("resnet")
    kept = model.accept()
    assert (kept.applied, kept.skipped, kept.overwritten) == (2, 2, 0)
    pd.testing.assert_frame_equal(project.labels.to_df().iloc[:4], before)
    plan = model.accept(override=True, dry_run=True)
    assert (plan.accepted, plan.overwritten, plan.same) == (2, 2, 2)
    replaced = model.accept(override=True)
    assert (replaced.applied, replaced.overwritten, replaced.skipped) == (2, 2, 2)
    assert project.to_df()["Animal"].tolist()[:4] == ["cat"] * 4
    assert project.to_df()["Breed"].isna().all()
    labels = project.labels.to_df()
    assert labels["label_row_id"].tolist()[:2] == before["label_row_id"].tolist()[::2], "the answer keeps its id"
    assert labels[["created_by", "edited_by"]].values.tolist()[:2] == [["ada", "ada"]] * 2
    replaced.undo()
    pd.testing.assert_frame_equal(project.labels.to_df().iloc[:4], before)
    assert project.verify() == []


def test_sixty_pictures_of_which_54_are_predicted_right_take_one_call_and_six_corrections(project: Project) -> None:
    ids = project.items.ids()[:60]
    truth = np.where(np.arange(60) % 2, "cat", "dog").astype(object)
    said = truth.copy()
    wrong = np.arange(0, 60, 10)
    said[wrong] = "neither"
    project.add_predictions(rows(ids, said.tolist(), np.linspace(0.5, 0.99, 60)), source="resnet")
    model = project.predictions("resnet")
    for place in wrong:
        project[int(place)].classify("Animal", str(truth[place]))
    receipt = model.accept()
    assert (receipt.applied, receipt.skipped) == (54, 6)
    assert project.to_df()["Animal"].tolist()[:60] == truth.tolist()
    assert model.acceptance().set_index("answer")["acceptance"].to_dict() == {"cat": 1.0, "dog": 1.0, "neither": 0.0}
    assert receipt.undo().applied == 54
    assert project.to_df()["Animal"].notna().sum() == 6


def test_s0_11_accepting_asks_for_role_status_and_assignee_as_every_write_does(project: Project) -> None:
    ids = project.items.ids()
    project.add_predictions(rows(ids[:3]), source="resnet")
    project[1].set_status("review")
    project[2].set_status("complete")
    with nb.open(project.path, annotator="ben", role="annotator") as ben:
        model = ben.predictions("resnet")
        plan = model.accept(view=ben[:3], dry_run=True)
        assert (plan.accepted, plan.blocked) == (1, 2)
        receipt = model.accept(view=ben[:3])
        assert (receipt.applied, receipt.blocked) == (1, 2)
        assert receipt.items("blocked").ids().tolist() == ids[1:3].tolist()
        with pytest.raises(NotAllowed, match="complete"):
            model.accept(view=ben[2])
        with pytest.raises(NotAllowed, match="complete"):
            model.reject(ben[2])
        assert model.reject(ben[:3]).blocked == 2
    assert len(project.labels) == 1


def test_d4_what_is_accepted_on_reviewed_items_is_marked_and_an_undo_takes_the_mark_back(project: Project) -> None:
    project.add_predictions(rows(project.items.ids()[:2]), source="resnet")
    project[0].set_status("complete")
    receipt = project.predictions("resnet").accept()
    assert project.filter(F.changed_after_review).ids().tolist() == [project[0].id]
    receipt.undo()
    assert len(project.filter(F.changed_after_review)) == 0


def test_predictions_of_frames_and_ranges_are_accepted_on_their_frames(project: Project) -> None:
    item = stack(project)
    given = pd.DataFrame({
        "title": "stack", "question": "Animal", "answer": ["cat", "dog"], "confidence": [0.9, 0.8],
        "frame_from": [0, 5], "frame_to": [4, 9],
    })  # fmt: skip
    project.add_predictions(given, source="resnet")
    project.filter(F.item_id == item)[0].classify("Animal", "neither", frames=(3, 6))
    model = project.predictions("resnet")
    assert model.accept(dry_run=True).kept == 1
    receipt = model.accept(override=True)
    assert spans(project) == [(0, 4, "cat"), (5, 9, "dog")]
    receipt.undo()
    assert spans(project) == [(3, 6, "neither")]
    assert project.verify() == []


def test_frames_of_a_grid_are_accepted_and_rejected_one_by_one(project: Project) -> None:
    item = stack(project)
    given = pd.DataFrame({
        "item_id": [item], "question": "Animal", "answer": "cat", "confidence": 0.9, "frame_from": 2, "frame_to": 8
    })  # fmt: skip
    project.add_predictions(given, source="resnet")
    model = project.predictions("resnet")
    frames = project.frames(project.filter(F.item_id == item), every=1)
    receipt = model.accept(view=frames[:5])
    assert (receipt.applied, spans(project)) == (3, [(2, 4, "cat")])
    assert len(receipt.items()) == 3
    rejected = model.reject(frames[6:8])
    assert rejected.applied == 2
    assert model.to_df()[["frame_from", "frame_to"]].values.tolist() == [[2, 5], [8, 8]]
    rejected.undo()
    assert model.to_df()[["frame_from", "frame_to"]].values.tolist() == [[2, 8]]
    receipt.undo()
    assert spans(project) == []
    assert project.verify() == []


def spans(project: Project) -> list[tuple[int, int, str]]:
    """The labelled ranges."""
    labels = project.labels.to_df()
    return sorted(labels[["frame_from", "frame_to", "answer"]].itertuples(index=False, name=None))


def test_titles_name_items_and_those_that_name_several_are_reported(project: Project, world: Path) -> None:
    twice = str(next(world.parent.rglob("*.png")))
    project.register({"images": [{"objectUrl": twice, "title": "twin"}, {"objectUrl": twice, "title": "twin"}]})
    given = pd.DataFrame(
        {"title": ["array 3", "twin", "nobody"], "question": "Animal", "answer": "cat", "confidence": 1}
    )
    receipt = project.add_predictions(given, source="resnet")
    assert (receipt.applied, receipt.failed) == (1, 2)
    assert dict(receipt.problems) == {
        'Row 1 ("twin")': "several items have this title: name the item by item_id",
        'Row 2 ("nobody")': "no item has this title",
    }


def test_of_several_answers_to_one_question_the_surest_is_kept_and_the_others_reported(project: Project) -> None:
    ids = project.items.ids()[[0, 0, 0, 1]]
    receipt = project.add_predictions(
        rows(ids, ["cat", "dog", "neither", "cat"], [0.2, 0.7, 0.1, 0.3]), source="resnet"
    )
    assert (receipt.applied, receipt.failed) == (2, 2)
    assert project.predictions("resnet").to_df()["answer"].tolist() == ["dog", "cat"]


def test_options_of_a_checklist_have_a_confidence_each(project: Project) -> None:
    ids = project.items.ids()[[0, 0]]
    project.add_predictions(rows(ids, ["blurry", "dark"], [0.9, 0.2], question="Flags"), source="resnet")
    project.predictions("resnet").accept(min_confidence=0.5)
    assert project[0].labels == {"Flags": ["blurry"]}


def test_frames_that_an_item_has_not_are_reported(project: Project) -> None:
    given = rows([stack(project), int(project.items.ids()[0])]).assign(frame=[10, 1])
    receipt = project.add_predictions(given, source="resnet")
    assert (receipt.applied, receipt.failed) == (0, 2)
    assert {reason for _, reason in receipt.problems} == {"the item ends before this frame"}


@pytest.mark.parametrize("ending", [".csv", ".json", ".jsonl", ".parquet"])
def test_files_are_read_as_tables_are(project: Project, tmp_path: Path, ending: str) -> None:
    ids = project.items.ids()[:3]
    path = tmp_path / f"predictions{ending}"
    records = [
        {"item_id": int(ids[0]), "question": "Animal", "answer": "dog", "confidence": 0.9},
        {"item_id": int(ids[1]), "question": "Note", "answer": "3", "confidence": 0.9},
        {"item_id": int(ids[2]), "question": "Animal", "answer": "cat", "confidence": 0.9},
    ]
    if ending == ".csv":
        records.append({**records[0], "question": "Quality", "answer": 2.5})
        records.append({**records[0], "question": "Flags", "answer": '["dark"]'})
        pd.DataFrame(records).to_csv(path, index=False)
    elif ending == ".json":
        path.write_text(json.dumps(records), "utf-8")
    elif ending == ".jsonl":
        path.write_text("\n".join(map(json.dumps, records)), "utf-8")
    else:
        import duckdb

        duckdb.from_df(pd.DataFrame(records)).write_parquet(str(path))
    assert project.add_predictions(path, source="resnet").applied == 3
    project.predictions("resnet").accept()
    labels = [item.labels for item in project[:3]]
    wanted = {"Animal": "dog", "Flags": ["dark"], "Quality": 2.5} if ending == ".csv" else {"Animal": "dog"}
    assert labels == [wanted, {"Note": "3"}, {"Animal": "cat"}]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda given: given.rename(columns={"confidence": "confidance"}),
            r'no column "confidance".*mean "confidence"\?',
        ),
        (lambda given: given.drop(columns="question"), "no column question"),
        (lambda given: given.drop(columns="item_id"), "no column item_id"),
        (lambda given: given.assign(frame_from=1), "frame_from alone"),
        (lambda given: given.assign(frame_from=3, frame_to=2), "Row 0 has the frames 3 to 2"),
        (lambda given: given.assign(item_id="first"), "Row 0 has the item_id"),
        (lambda given: 7, "not as int"),
        (lambda given: "predictions.xlsx", "is no table"),
        (lambda given: "missing.csv", "There is no file"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(project: Project, change: Any, said: str) -> None:
    with pytest.raises(NblabelError, match=said):
        project.add_predictions(change(rows(project.items.ids()[:2])), source="resnet")
    assert len(project.history()) == 3


def test_predictions_can_be_narrowed_ordered_listed_and_deleted(project: Project) -> None:
    ids = project.items.ids()[:4]
    project.add_predictions(rows(ids, ["cat", "dog", "cat", "dog"], [0.4, 0.9, 0.8, 0.1]), source="resnet")
    model = project.predictions("resnet")
    assert len(model) == 4
    assert model.items.ids().tolist() == ids.tolist()
    sure = model.filter(F.prediction("resnet")["Animal"] == "cat").sort(
        F.prediction("resnet")["Animal"].confidence.desc()
    )
    assert sure.to_df()["confidence"].tolist() == [0.8, 0.4]
    assert (len(sure), sure.accept().applied) == (2, 2)
    assert repr(model) == 'Predictions of "resnet": 4 on 4 items'
    receipt = model.delete()
    assert (receipt.applied, len(model)) == (4, 0)
    assert project.to_df()["Animal"].notna().sum() == 2
    receipt.undo()
    assert len(model) == 4


def test_the_undo_key_of_a_widget_passes_over_added_predictions(project: Project) -> None:
    from nblabel import ops
    from nblabel.domain.commands import Undo

    project[0].classify("Animal", "dog")
    project.add_predictions(rows(project.items.ids()[:4]), source="resnet")
    change = ops.run(project._session, Undo(labels_only=True))
    assert change.text.startswith("Undid: Set Animal = dog")
    assert len(project.predictions("resnet")) == 4


def test_nothing_is_accepted_of_an_empty_selection(project: Project) -> None:
    project.add_predictions(rows(project.items.ids()[:4]), source="resnet")
    with pytest.raises(NblabelError, match="selection is empty"):
        project.predictions("resnet").accept(view=project.filter(F.title == "nobody"))
    assert len(project.labels) == 0


def test_s0_4_manual_qa_projects_refuse_to_accept_in_bulk(tmp_path: Path) -> None:
    with nb.open(tmp_path / "pets.duckdb", kind="manual_qa") as project:
        project.add([np.full((4, 4, 3), place, np.uint8) for place in range(3)])
        project.ontology = PETS
        project.add_predictions(rows(project.items.ids()), source="resnet")
        with pytest.raises(NotAllowed, match="manual_qa"):
            project.predictions("resnet").accept()
        assert project.predictions("resnet").accept(view=project[0]).applied == 1


def test_d7_nested_answers_accepted_frame_by_frame_go_with_the_label_on_each_frame(project: Project) -> None:
    item = project.filter(F.title == "stack")[0]
    item.classify("Animal", "dog", frames=(0, 4))
    item.classify("Animal", "dog", frames=(5, 9))
    given = rows([item.id, item.id], "pug", question="Breed").assign(frame_from=[0, 5], frame_to=[4, 9])
    project.add_predictions(given, source="breeds")
    receipt = project.predictions("breeds").accept(
        view=project.frames(project.filter(F.title == "stack"), every=1)[3:7]
    )
    assert receipt.applied == 4
    labels = project.labels.to_df()
    nested = labels[labels["question"] == "Animal/dog/Breed"]
    assert sorted(nested[["frame_from", "frame_to"]].values.tolist()) == [[3, 3], [4, 4], [5, 5], [6, 6]]
    assert project.verify() == []
    receipt.undo()
    assert spans(project) == [(0, 4, "dog"), (5, 9, "dog")]
    assert project.verify() == []

"""The requirements of bulk classification, as a user of the Python API meets them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from tests.integration.worlds import copied

import nblabel as nb
from nblabel import F
from nblabel.errors import OntologyError
from nblabel.project import Project

DAMAGE = nb.Ontology(
    nb.Radio(
        "Damage",
        [
            nb.Option(
                "Exterior",
                nb.Radio("Exterior part", [nb.Option("Door", nb.Checklist("Marks", ["Dent", "Scratch"])), "Roof"]),
            ),
            nb.Option("Interior", nb.Text("Interior note")),
            "None",
        ],
    ),
    nb.Radio("Weather", ["Sun", "Rain"]),
    nb.Number("Quality", min=0, max=5),
)
DENTED_DOOR = {"Damage": "Exterior", "Exterior part": "Door", "Marks": ["Dent"]}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred real picture tiles."""
    tiles = sorted(str(path) for path in nb.samples().rglob("*.jpg"))[:100]
    with nb.open(tmp_path_factory.mktemp("project") / "cars.duckdb", annotator="ada") as opened:
        opened.add(tiles)
        opened.ontology = DAMAGE
    return opened.path


@pytest.fixture
def project(world: Path, tmp_path: Path) -> Iterator[Project]:
    with nb.open(copied(world, tmp_path), annotator="ada") as opened:
        yield opened


def answers(project: Project) -> pd.DataFrame:
    """Every label row, to be compared byte for byte."""
    return project.labels.to_df()


def test_s0_1_a_class_that_is_not_in_the_ontology_is_named_and_nothing_is_written(project: Project) -> None:
    operations = len(project.history())
    with pytest.raises(OntologyError, match=r'No classification "Wether".*Did you mean "Weather"\?'):
        project.items.classify("Wether", "Sun")
    assert len(project.labels) == 0
    assert len(project.history()) == operations


def test_s0_2_the_ontology_of_a_reopened_file_equals_the_one_made_in_python(project: Project) -> None:
    written = json.loads(json.dumps(project.ontology.to_dict()))
    with nb.open(project.path) as again:
        assert again.ontology == project.ontology == nb.Ontology.from_dict(written)
        assert [question.name for question in again.ontology] == [question.name for question in DAMAGE]


def test_s0_5_the_classification_and_all_its_settings_reach_every_item(project: Project) -> None:
    receipt = project.items.classify("Damage", DENTED_DOOR)
    assert (receipt.applied, receipt.skipped) == (100, 0)
    frame = project.to_df()
    assert frame["Damage"].eq("Exterior").all()
    assert frame["Exterior part"].eq("Door").all()
    assert frame["Marks"].map(lambda marks: marks == ["Dent"]).all()
    assert frame["Interior note"].isna().all()
    assert len(project.labels) == 300


def test_s0_6_answered_items_keep_answer_author_and_time_to_the_byte(project: Project) -> None:
    project[:4].classify("Damage", DENTED_DOOR)
    before = answers(project)
    with nb.open(project.path, annotator="ben") as ben:
        receipt = ben[:10].classify("Damage", "None")
    assert (receipt.applied, receipt.skipped, receipt.overwritten) == (6, 4, 0)
    after = answers(project)
    pd.testing.assert_frame_equal(after[after["item_id"].isin(before["item_id"])], before)
    assert set(after["created_by"]) == {"ada", "ben"}


def test_s0_6_the_items_behind_applied_and_skipped_can_be_opened(project: Project) -> None:
    project[:4].classify("Damage", "None")
    ids = project.items.ids()
    receipt = project[:10].classify("Damage", DENTED_DOOR)
    with nb.open(project.path):
        assert receipt.items("skipped").ids().tolist() == ids[:4].tolist()
        assert receipt.items("applied").ids().tolist() == ids[4:10].tolist()
        assert len(receipt.items("overwritten")) == 0


def test_s0_7_new_settings_do_not_merge_into_an_old_answer(project: Project) -> None:
    project[0].classify("Damage", "Exterior")
    project[0].classify("Damage", DENTED_DOOR)
    assert project[0].labels == {"Damage": "Exterior"}


def test_s0_8_override_takes_the_old_tree_away_whole(project: Project) -> None:
    project.items.classify("Damage", DENTED_DOOR)
    receipt = project.items.classify("Damage", {"Damage": "Interior", "Interior note": "seat"}, override=True)
    assert (receipt.applied, receipt.overwritten) == (100, 100)
    frame = project.to_df()
    assert frame["Exterior part"].isna().all()
    assert frame["Marks"].isna().all()
    assert project[0].labels == {"Damage": "Interior", "Interior note": "seat"}
    assert set(answers(project)["question"]) == {"Damage", "Damage/Interior/Interior note"}


def test_d2_no_nested_answer_of_the_old_path_survives_in_an_export(project: Project, tmp_path: Path) -> None:
    project.items.classify("Damage", DENTED_DOOR)
    project.items.classify("Damage", "None", override=True)
    table = pd.read_parquet(project.export_table(tmp_path / "labels.parquet"))
    assert table["Exterior part"].isna().all()
    assert table["Marks"].isna().all()


def test_s0_10_items_of_every_status_get_it_and_keep_their_status(project: Project) -> None:
    project[:10].set_status("complete")
    project[10:20].set_status("review")
    receipt = project.items.classify("Weather", "Sun")
    assert (receipt.applied, receipt.blocked) == (100, 0)
    assert project.to_df()["status"].value_counts().to_dict() == {"annotate": 80, "review": 10, "complete": 10}
    assert len(project.filter(F.status == "complete", F["Weather"] == "Sun")) == 10


def test_s0_12_undo_of_an_override_brings_content_author_and_time_back(project: Project) -> None:
    project.items.classify("Damage", DENTED_DOOR)
    before = answers(project).drop(columns="label_row_id")
    with nb.open(project.path, annotator="ben") as ben:
        receipt = ben.items.classify("Damage", "None", override=True)
        assert receipt.undo().applied == 100
    pd.testing.assert_frame_equal(answers(project).drop(columns="label_row_id"), before)


def test_s0_12_an_override_is_undone_after_the_file_was_closed_and_opened(tmp_path: Path, project: Project) -> None:
    project.items.classify("Weather", "Rain")
    op_id = project.items.classify("Weather", "Sun", override=True).op_id
    path = project.path
    project.close()
    with nb.open(path) as again:
        assert again.undo(op_id).applied == 100
        assert again.to_df()["Weather"].eq("Rain").all()


def test_d1_what_counts_as_answered_is_the_same_classification_unless_any_is_asked_for(project: Project) -> None:
    project[:3].classify("Weather", "Sun")
    plan = project.items.classify("Damage", "None", dry_run=True)
    assert plan.will_change == 100
    assert plan.table.loc["total", "otherwise"] == 3, "the plan shows the other reading too"
    assert project.items.classify("Damage", "None", conflict="any", dry_run=True).will_change == 97
    assert project.items.classify("Damage", "None", conflict="any").skipped == 3
    assert project[:3].to_df()["Damage"].isna().all()


def test_d5_what_was_changed_again_since_is_kept_and_listed(project: Project) -> None:
    first = project.items.classify("Weather", "Rain")
    project[:5].classify("Weather", "Sun", override=True)
    undone = first.undo()
    assert (undone.applied, undone.kept) == (95, 5)
    assert undone.items("kept").ids().tolist() == project.items.ids()[:5].tolist()
    assert project.to_df()["Weather"].value_counts().to_dict() == {"Sun": 5}
    assert project.history(1)["kind"].tolist() == ["undo"], "undo is itself in the history"


def test_d5_tags_and_statuses_are_undone_as_labels_are(project: Project) -> None:
    for receipt in (project.items.tag("night"), project.items.set_status("review"), project.items.clear("Weather")):
        if receipt.applied:
            assert receipt.undo().applied == 100
    assert len(project.filter(F.tags.has("night"))) == 0
    assert len(project.filter(F.status == "annotate")) == 100


def test_d12_a_second_answer_on_one_frame_is_a_conflict_and_never_stored(project: Project) -> None:
    item = project[0]
    item.classify("Weather", "Sun", frames=0)
    assert item.classify("Weather", "Rain", frames=0).skipped == 1
    assert item.classify("Weather", "Rain", frames=0, override=True).overwritten == 1
    rows = answers(project)
    assert rows[["frame_from", "frame_to", "answer"]].values.tolist() == [[0, 0, "Rain"]]
    assert project.verify() == []


def test_s0_22_override_is_off_unless_asked_for(project: Project) -> None:
    project.items.classify("Weather", "Rain")
    before = answers(project)
    plan = project.items.classify("Weather", "Sun", dry_run=True)
    assert (plan.will_change, plan.overwrites) == (0, 0)
    assert project.items.classify("Weather", "Sun").applied == 0
    pd.testing.assert_frame_equal(answers(project), before)


def test_s0_23_the_receipt_counts_what_was_changed_and_opens_exactly_that(project: Project) -> None:
    project[:30].classify("Weather", "Rain")
    receipt = project.items.classify("Weather", "Sun")
    changed = receipt.items("applied")
    assert len(changed) == receipt.applied == 70
    assert changed.ids().tolist() == project.items.ids()[30:].tolist()
    assert str(receipt) == (
        f"Set Weather = Sun on 70 items (30 kept). [operation {receipt.op_id}: applied 70, skipped 30]"
    )
    assert changed.grid().count == 70


def test_s0_23_a_plan_by_status_stands_before_anything_is_written(project: Project) -> None:
    project[:10].set_status("complete")
    project[5:20].classify("Weather", "Rain")
    operations = len(project.history())
    with nb.open(project.path, role="reviewer") as reviewer:
        plan = reviewer.items.classify("Weather", "Sun", override=True, dry_run=True)
    table = plan.table
    assert table.loc["complete"].to_dict() == {
        "no_answer": 5, "same": 0, "other": 5, "otherwise": 0, "will_change": 0, "blocked": 10,
    }  # fmt: skip
    assert table.loc["total", ["will_change", "blocked"]].tolist() == [90, 10]
    assert (plan.items, plan.will_change, plan.blocked, plan.overwrites) == (100, 90, 10, 10)
    assert len(project.history()) == operations


def test_s1_23_bulk_adds_to_a_checklist_but_a_second_class_of_a_radio_is_a_conflict(project: Project) -> None:
    few = project[:4]
    few.classify("Weather", "Sun")
    kept = few.classify("Weather", "Rain")
    assert (kept.applied, kept.skipped) == (0, 4)
    assert set(few.to_df()["Weather"]) == {"Sun"}
    few.classify("Damage", DENTED_DOOR)
    both = few.to_df()
    assert set(both["Weather"]) == {"Sun"}, "another classification took the first one away"
    assert both["Marks"].tolist() == [["Dent"]] * 4
    few.classify("Weather", "Rain", override=True)
    assert set(few.to_df()["Weather"]) == {"Rain"}

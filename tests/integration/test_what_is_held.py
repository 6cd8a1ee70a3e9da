"""What stands at the end of a cell: each object says in a line, and in HTML, what it holds."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tests.integration.conftest import pets

import nblabel as nb
from nblabel import F
from nblabel.project import Project


def test_a_project_shows_its_counts_and_first_pictures(project: Project) -> None:
    project[:3].classify("Animal", "cat")
    line = "Project 'default' in pets.duckdb: 40 items, 3 labelled (Animal, Flags, Quality, Note)"
    assert repr(project) == line
    html = project._repr_html_()
    assert html.startswith("<p>Project &#x27;default&#x27; in pets.duckdb: 40 items, 3 labelled")
    assert html.count("<figure") == 12
    assert html.count("data:image/jpeg") == 11, "eleven pictures and one that is broken"


def test_a_project_is_a_sequence_of_its_items(project: Project) -> None:
    assert [item.id for item in project] == project.items.ids().tolist()
    assert project[-1].id == project.items.ids()[-1]
    assert project[2:5].ids().tolist() == project.items.ids()[2:5].tolist()
    past = project.at(1)
    assert past[0].title == next(iter(past)).title == project[0].title


def test_a_receipt_that_wrote_nothing_names_no_operation(project: Project, pictures: Path) -> None:
    receipt = project.add(pictures)
    assert receipt.op_id == 0
    assert repr(receipt) == "Added 0 items (40 there already). [nothing written: skipped 40]"


def test_counts_have_a_separator(tmp_path: Path) -> None:
    with nb.open(tmp_path / "many.duckdb") as project:
        receipt = project.add(pd.DataFrame({"path": [f"/x/frame-{place}.png" for place in range(1008)]}))
        assert str(receipt).startswith("Added 1,008 items. ")


def test_columns_have_one_type_whether_anything_is_answered_or_not(project: Project) -> None:
    before = project.to_df().dtypes
    project[0].classify("Animal", {"Animal": "dog", "Breed": "pug"})
    project[0].classify("Note", "sleeps")
    project[0].classify("Quality", 3)
    pd.testing.assert_series_equal(project.to_df().dtypes, before)
    assert before[["Animal", "Breed", "Note"]].tolist() == ["str", "str", "str"]
    rows = project.labels.to_df().dtypes
    assert rows["edited_by"] == rows["created_by"] == "str"
    assert str(rows["created_at"]) == str(rows["edited_at"]) == "datetime64[us, UTC]"


def test_an_unanswered_question_is_none_among_facets(project: Project) -> None:
    project[:3].classify("Animal", "cat")
    facets = project.items.facets("Animal")
    assert facets.values.tolist() == [
        ["Animal", "cat", 3], ["Animal", "dog", 0], ["Animal", "neither", 0], ["Animal", None, 37],
    ]  # fmt: skip
    assert facets["value"].iloc[-1] is None


def test_times_have_their_zone_everywhere(project: Project) -> None:
    cats = project[:3].save("cats")
    tables = (project.history()["at"], cats.history()["at"], project.collections.to_df()["created_at"])
    assert [str(column.dtype) for column in tables] == ["datetime64[us, UTC]"] * 3


def test_a_changed_ontology_counts_no_items_in_the_history(project: Project) -> None:
    assert project.history()[["kind", "items"]].values.tolist() == [["ontology", 0], ["add", 40]]


def test_sql_over_sizes_sees_the_sizes_of_all_files(tmp_path: Path, pictures: Path) -> None:
    with nb.open(tmp_path / "sizes.duckdb") as project:
        project.add(pictures)
        found = project.sql("select count(width) as known, max(width) as widest from items")
        assert found.values.tolist() == [[39, 119]]


def test_fields_are_printed_as_they_are_typed() -> None:
    assert [repr(field) for field in (F.width, F["Animal"], F.meta["site"], F.status, F.id)] == [
        "F.width", "F['Animal']", "F.meta['site']", "F.status", "F.id",
    ]  # fmt: skip


def test_the_label_file_in_the_folder_itself_is_no_failure(pictures: Path) -> None:
    with nb.open(pictures / "labels.duckdb") as project:
        assert project.add(pictures).failed == 0
        (pictures / "notes.txt").write_text("x")
        assert [reason for _, reason in project.add(pictures).problems] == [
            'Files with the ending ".txt" are left out of folders; name the file to add it.'
        ]


@pytest.mark.usefixtures("comms")
def test_widgets_and_views_are_good_as_the_last_line_of_a_cell(project: Project) -> None:
    view = project.filter(F["Animal"].is_missing())[:5]
    assert repr(view) == "project.filter(F['Animal'].is_missing())[:5]  # 5 items"
    assert repr(view.grid()) == "Grid on project.filter(F['Animal'].is_missing())[:5]: 5 items"
    assert repr(pets()).splitlines()[1] == "  Animal [radio]: cat, dog, neither"
    assert repr(project.labels) == "project.labels  # 0 rows; .to_df() lists them"

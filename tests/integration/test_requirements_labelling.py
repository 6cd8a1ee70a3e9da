"""The requirements of labelling one by one and of the question kinds, through the public API and a page's messages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.integration.page import Page

import nblabel as nb
from nblabel.errors import AnswerError, NblabelError
from nblabel.project import Project


def ids(project: Project) -> list[int]:
    return [int(ident) for ident in project.items.ids()]


def answer(project: Project, question: str, *options: str) -> dict[str, Any]:
    asked = project.ontology[question]
    chosen = [option.id for option in asked.choices if option.name in options]
    return {"question": asked.id, "answers": [{"question": asked.id, "options": chosen}]}


@pytest.mark.usefixtures("comms")
def test_s1_4_s1_5_one_key_is_one_label_with_its_author(project: Project) -> None:
    page = Page(project.label())
    chosen = ids(project)[7]
    page.write("classify", target={"ids": [chosen]}, **answer(project, "Animal", "cat"))
    rows = project.labels.to_df()
    assert rows[["item_id", "question", "answer", "created_by"]].values.tolist() == [[chosen, "Animal", "cat", "ada"]]


@pytest.mark.usefixtures("comms")
def test_s1_6_two_answers_are_two_chips_and_a_cross_takes_one_away(project: Project) -> None:
    page = Page(project.label())
    chosen = ids(project)[0]
    page.ask("rows", gen=1, first=0, count=5)
    page.write("classify", target={"ids": [chosen]}, **answer(project, "Animal", "cat"))
    change = page.write("classify", target={"ids": [chosen]}, **answer(project, "Flags", "dark"))
    assert len(change["rows"][0]["answers"]) == 2
    change = page.write("clear", target={"ids": [chosen]}, question=project.ontology["Animal"].id)
    assert len(change["rows"][0]["answers"]) == 1
    assert project[0].labels == {"Flags": ["dark"]}


@pytest.mark.usefixtures("comms")
def test_s1_7_the_next_item_follows_in_order_and_a_cell_run_again_resumes(project: Project) -> None:
    project[:5].classify("Animal", "cat")
    page = Page(project.label(auto_next=True, question="Animal"))
    assert page.widget.options["auto_next"] is True
    animal = project.ontology["Animal"].id
    assert page.ask("hello", client="test", protocol="any")["start"] == 5
    assert page.ask("locate", gen=1, start=0, question=animal)["pos"] == 5
    page.write("classify", target={"ids": [ids(project)[5]]}, **answer(project, "Animal", "cat"))
    assert page.ask("locate", gen=1, start=5, question=animal)["pos"] == 6
    assert Page(project.label()).ask("hello", client="test", protocol="any")["start"] == 6


def test_s1_8_auto_complete_is_offered_with_auto_next_only(project: Project) -> None:
    with pytest.raises(NblabelError, match="auto_complete works only together with auto_next: set auto_next=True"):
        project.label(auto_complete=True, auto_next=False)
    assert project.label(auto_complete=True).options["auto_complete"] is True
    assert project.label().options["auto_complete"] is False


@pytest.mark.usefixtures("comms")
def test_s1_8_auto_complete_sets_the_status_with_the_answer_and_undo_takes_both_back(project: Project) -> None:
    page = Page(project.label(auto_complete=True))
    chosen = ids(project)[0]
    page.write("classify", target={"ids": [chosen]}, set_status="complete", **answer(project, "Animal", "cat"))
    assert (project[0].labels, project[0].status) == ({"Animal": "cat"}, "complete")
    project.undo()
    assert (project[0].labels, project[0].status) == ({}, "annotate")


@pytest.mark.parametrize("size", [64, 128, 192, 320])
def test_s1_10_tiles_have_four_sizes(project: Project, size: int) -> None:
    assert project.grid(size=size).options["size"] == size


def test_s2_2_s2_4_s2_5_every_kind_is_stored_as_its_own_type(project: Project) -> None:
    item = project[0]
    item.classify("Animal", "cat")
    item.classify("Flags", ["dark", "blurry"])
    item.classify("Quality", 3)
    assert item.labels == {"Animal": "cat", "Flags": ["blurry", "dark"], "Quality": 3.0}
    assert isinstance(item.labels["Quality"], float)


@pytest.mark.parametrize("given", ["abc", "3,5", float("nan"), float("inf"), True, None])
def test_s2_5_a_number_takes_numbers_only(project: Project, given: object) -> None:
    with pytest.raises(AnswerError, match='"Quality" takes a'):
        project.items.classify("Quality", given)
    assert len(project.labels) == 0


@pytest.mark.parametrize("given", [7.5, -1, 5.5, 2.5])
def test_s2_6_a_score_stands_on_a_step_within_its_bounds(project: Project, given: float) -> None:
    with pytest.raises(AnswerError, match="allowed"):
        project.items.classify("Quality", given)
    assert len(project.labels) == 0


def test_s2_10_another_parent_drops_the_answers_below_the_former_one(project: Project) -> None:
    project[0].classify("Animal", {"Animal": "dog", "Breed": "pug"})
    project[0].classify("Animal", "cat", override=True)
    assert project[0].labels == {"Animal": "cat"}
    with pytest.raises(AnswerError, match='"Breed" is asked only where "Animal" is "dog"'):
        project[0].classify("Animal", {"Animal": "cat", "Breed": "pug"}, override=True)


def test_s2_11_a_path_of_seven_levels_is_answered_stored_and_found(tmp_path: Path, pictures: Path) -> None:
    question = nb.Text("Level 8")
    for level in range(7, 0, -1):
        question = nb.Radio(f"Level {level}", [nb.Option("down", question), "stop"])  # type: ignore[assignment]
    with nb.open(tmp_path / "deep.duckdb") as project:
        project.add(pictures)
        project.ontology = nb.Ontology(question)
        path = {f"Level {level}": "down" for level in range(1, 8)} | {"Level 8": "bottom"}
        project.items.classify("Level 1", path)
        assert project[0].labels == path
        assert len(project.filter(nb.F["Level 8"] == "bottom")) == 40
        assert len(project.filter(nb.F["Level 7"] == "down")) == 40


@pytest.mark.usefixtures("comms")
def test_s2_15_the_pictures_after_the_one_shown_can_be_fetched_ahead(project: Project) -> None:
    page = Page(project.label())
    for ident in ids(project)[4:7]:  # the one shown and the two after it
        result, (jpeg,) = page.ask_with_buffers("picture", id=ident)
        assert result["id"] == ident
        assert bytes(jpeg[:2]) == b"\xff\xd8"


def test_s2_16_the_minimal_layout_is_an_option_of_the_labeller(project: Project) -> None:
    assert project.label(layout="minimal").options["layout"] == "minimal"
    assert project.label().options["layout"] == "full"

"""One picture after the other, without a mouse."""

from __future__ import annotations

from tests.browser.lab import Lab
from tests.browser.pets import Labeler

PHOTOS = """import shutil
from pathlib import Path
import nblabel as nb
Path("photos").mkdir(exist_ok=True)
for number, path in enumerate(sorted(nb.samples().rglob("*.jpg"))[::84]):
    shutil.copy(path, f"photos/photo {number + 1}.jpg")"""
ONE_LINE = 'labeler = nb.label("photos/", ["cat", "dog", "neither"])\nlabeler'
ANSWERS = 'labeler.project.to_df()["{}"].astype(object).where(lambda c: c.notna(), "").tolist()'
CLASSES = ANSWERS.format("Class")
NESTED = """project = nb.open("nested.duckdb")
project.add("photos/")
project.ontology = nb.Ontology(
    nb.Radio("Animal", ["cat", nb.Option("dog", nb.Radio("Breed", ["beagle", "pug"])), "neither"]))
labeler = project.label(auto_next=True, auto_complete=True, layout="minimal")
labeler"""
MANY = """project = nb.open("many.duckdb")
project.add("photos/")
project.ontology = nb.Ontology(nb.Radio("Kind", [f"kind {number:03d}" for number in range(500)]))
labeler = project.label()
labeler"""


def test_s1_7_s2_15_a_folder_is_labelled_by_number_keys_and_the_cell_resumes_where_it_stopped(lab: Lab) -> None:
    notebook = lab.notebook([PHOTOS, ONE_LINE]).run_all(120)
    labeler = Labeler(notebook).stands_at(0).focus()
    for place, key in enumerate("1231231231"):
        labeler.stands_at(place).press(key)
    given = ["cat", "dog", "neither"] * 3 + ["cat"]
    notebook.until(f"{CLASSES} == {[*given, '', '']}")
    labeler.stands_at(10).press("u").stands_at(9)
    notebook.until(f"{CLASSES} == {[*given[:9], '', '', '']}")
    labeler.press("n").stands_at(10).press("1")
    labeler.stands_at(11).press("ArrowLeft").stands_at(10).press("2")
    labeler.stands_at(11)
    notebook.until(f"{CLASSES} == {[*given[:9], '', 'dog', '']}")
    assert labeler.root.locator(".brand .counts").inner_text() == "10 of 12 labelled"
    notebook.run_cell(1)
    labeler = Labeler(notebook).stands_at(9).focus().press("3").stands_at(10)
    labeler.press(">").stands_at(11).press("3")
    labeler.root.get_by_text("All 12 done").wait_for()
    notebook.until(f"{CLASSES} == {[*given[:9], 'neither', 'dog', 'neither']}")
    assert notebook.py("len(nb.open('photos.labels.duckdb').filter(nb.F['Class'].is_missing()))") == 0


def test_s1_8_s2_16_nested_answers_auto_complete_and_nothing_but_the_question_in_the_minimal_layout(lab: Lab) -> None:
    notebook = lab.notebook([PHOTOS, NESTED]).run_all(120)
    labeler = Labeler(notebook).stands_at(0).focus()
    assert labeler.root.locator(".panel").count() == labeler.root.locator(".strip").count() == 0
    labeler.press("2")
    labeler.root.locator("fieldset.active", has_text="Breed").last.wait_for()
    assert notebook.until("project[0].status") == "annotate"
    labeler.press("2").stands_at(1).press("1").stands_at(2)
    notebook.until(f"{ANSWERS.format('Animal')}[:3] == ['dog', 'cat', '']")
    assert notebook.py(f"{ANSWERS.format('Breed')}[:3]") == ["pug", "", ""]
    assert notebook.until("[project[place].status for place in range(3)]") == ["complete", "complete", "annotate"]
    labeler.press("Shift+N").stands_at(1)
    assert notebook.py("project[1].status") == "complete", "going back took the status back"


def test_one_of_five_hundred_options_is_found_by_typing(lab: Lab) -> None:
    notebook = lab.notebook([PHOTOS, MANY]).run_all(120)
    labeler = Labeler(notebook).stands_at(0).focus().press("/")
    notebook.page.keyboard.type("417")
    labeler.press("Enter").stands_at(1).press("r").stands_at(2)
    notebook.until(f"{ANSWERS.format('Kind')}[:3] == ['kind 417', 'kind 417', '']")
    labeler.press("/")
    found = labeler.root.get_by_role("option")
    assert found.first.inner_text().startswith("kind 417"), "the latest label does not come first"
    labeler.press("Escape", "0")
    labeler.stands_at(3)
    notebook.until(f"{ANSWERS.format('Kind')}[2] == 'kind 009'")

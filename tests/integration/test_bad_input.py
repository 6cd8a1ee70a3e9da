"""Bad input: each is answered with one sentence (what was asked, what is there, what to do), and nothing is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from PIL import Image
from tests.integration.conftest import pets

import nblabel as nb
from nblabel import F
from nblabel.errors import Closed, NblabelError, NewerSchema, NotAllowed, OperationError, ReadOnly, SelectionError
from nblabel.project import Project


@dataclass(frozen=True, slots=True)
class World:
    """A project with answers, another one in its file, and one in another file; no test leaves a trace in them."""

    folder: Path
    project: Project
    other: Project
    elsewhere: Project

    def state(self) -> tuple[object, ...]:
        """What every write changes: the history, and the files beside the label files."""
        files = sorted(path.name for path in self.folder.iterdir() if not path.name.startswith("."))
        return [len(project.history(1000)) for project in (self.project, self.other)], files

    def content(self) -> list[str]:
        """Everything that can be read of the project."""
        tables = ("items", "labels", "statuses", "tags")
        rows = [self.project.sql(f"select * from {table} order by all").to_csv() for table in tables]
        return [*rows, str(self.project.ontology)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("bad")
    pictures = folder / "pictures"
    pictures.mkdir()
    for place in range(6):
        Image.new("RGB", (60 + place, 50), (place * 30, 9, 9)).save(pictures / f"frame-{place}.png")
    made = [nb.open(folder / "pets.duckdb", annotator="ada"), nb.open(folder / "pets.duckdb", "second")]
    made.append(nb.open(folder / "elsewhere.duckdb"))
    for project in made:
        project.add(pictures)
        project.ontology = pets()
    made[0][:3].classify("Animal", {"Animal": "dog", "Breed": "pug"})
    made[0][:2].tag("night")
    made[0][:1].set_status("complete")
    world = World(folder, *made)
    content = world.content()
    yield world
    assert world.content() == content, "a refused call has changed something"
    assert world.project.verify() == []
    for project in made:
        project.close()


def refused(world: World, call: Callable[[World], object], says: str, kind: type[Exception] = NblabelError) -> str:
    """The sentence of the error; checks that it is one, and that nothing was written."""
    before = world.state()
    with pytest.raises(kind) as caught:
        call(world)
    sentence = str(caught.value)
    assert re.search(says, sentence), sentence
    assert sentence.isprintable(), sentence
    assert 20 < len(sentence) < 500
    assert sentence[-1] in ".?)", sentence
    assert world.state() == before
    return sentence


def classify(question: Any, answer: Any, **options: Any) -> Callable[[World], object]:
    return lambda world: world.project.items.classify(question, answer, **options)


QUESTIONS: dict[str, tuple[Any, str]] = {
    "misspelt": ("Animl", r'No classification "Animl".*There are: Animal.*Did you mean "Animal"\?'),
    "a number": (999, "No question with the id 999"),
    "None": (None, "A question is meant by its name, not by None"),
    "a list": (["Animal"], "A question is meant by its name"),
    "a question": (nb.Text("Animal"), "A question is meant by its name"),
    "nested": ("Breed", '"Breed" is nested in "Animal": classify "Animal" with'),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_that_is_not_there_is_refused_when_it_is(world: World, name: str) -> None:
    asked, says = QUESTIONS[name]
    refused(world, classify(asked, "cat"), says)


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "a number"])
def test_a_question_that_is_not_there_cannot_be_cleared_when_it_is(world: World, name: str) -> None:
    asked, says = QUESTIONS[name]
    refused(world, lambda world: world.project.items.clear(asked), says)


ANSWERS: dict[str, tuple[str, Any, str]] = {
    "a misspelt option": ("Animal", "dgo", r'No option "dgo" in classification "Animal".*Did you mean "dog"\?'),
    "a number for an option": ("Animal", 3, 'No option "3".*Options: cat, dog, neither'),
    "None for an option": ("Animal", None, 'No option "None".*Options: cat'),
    "two options of a radio": ("Animal", ["cat", "dog"], "takes one answer, not 2"),
    "no tick": ("Flags", [], "was given no option: tick one, or clear"),
    "a number for ticks": ("Flags", 3, "takes a list of options, not 3"),
    "a wrong tick": ("Flags", ["dark", "blury"], r'No option "blury".*Did you mean "blurry"\?'),
    "a text for a number": ("Quality", "3", 'takes a number, not the text "3"'),
    "a decimal comma": ("Quality", "3,5", "3,5"),
    "NaN": ("Quality", float("nan"), "takes a finite number, not nan"),
    "numpy's NaN": ("Quality", np.float32("nan"), "takes a finite number, not nan"),
    "pandas' NA": ("Quality", pd.NA, "takes a number, not <NA>"),
    "infinity": ("Quality", float("inf"), "takes a finite number, not inf"),
    "minus infinity": ("Quality", float("-inf"), "takes a finite number, not -inf"),
    "True for a number": ("Quality", True, "takes a number, not True"),
    "more than the maximum": ("Quality", 9, "is 9, allowed is 0 to 5"),
    "between two steps": ("Quality", 1.5, "is 1.5, allowed are steps of 1"),
    "a number for a text": ("Note", 3, "takes a text, not 3"),
    "an empty text": ("Note", "  ", "was given an empty text: clear"),
    "a text too long": ("Note", "x" * 10_001, "has 10001 characters; 10000 are allowed"),
    "a text with NUL": ("Note", "a\0b", "cannot be stored"),
    "half of a pair": ("Note", "\ud800", "cannot be stored"),
    "a child without its parent": ("Animal", {"Breed": "pug"}, 'answer to "Animal" is missing beside Breed'),
    "a child of another parent": ("Animal", {"Animal": "cat", "Breed": "pug"}, '"Breed" is asked only where "Animal" is "dog"'),
    "a misspelt child": ("Animal", {"Animal": "dog", "Bred": "pug"}, r'no nested question "Bred".*Did you mean "Breed"\?'),
    "a question of elsewhere": ("Animal", {"Animal": "cat", "Note": "x"}, 'no nested question "Note"'),
    "an empty dict": ("Animal", {}, "was given no answer"),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_of_the_wrong_kind_is_refused_when_it_is(world: World, name: str) -> None:
    question, answer, says = ANSWERS[name]
    refused(world, classify(question, answer, override=True), says)
    refused(world, classify(question, answer, dry_run=True), says)


OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "override a text": ({"override": "no"}, "override is True or False, not 'no'"),
    "override a number": ({"override": 1}, "override is True or False, not 1"),
    "dry_run a text": ({"dry_run": "no"}, "dry_run is True or False, not 'no'"),
    "conflict": ({"conflict": "all"}, 'conflict must be "same" or "any"'),
    "status": ({"set_status": "reviw"}, r'No status "reviw".*Did you mean "review"\?'),
    "frames backwards": ({"frames": (5, 2)}, "frames 5 to 2 is no range"),
    "frames before 0": ({"frames": (-1, 2)}, "frames -1 to 2 is no range"),
    "frames a text": ({"frames": "1-3"}, "frames must be a frame number or"),
    "frames a fraction": ({"frames": 1.5}, "frames must be a frame number or"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_of_classify_without_sense_is_refused(world: World, name: str) -> None:
    options, says = OPTIONS[name]
    refused(world, classify("Animal", "cat", **options), says)


EMPTY: dict[str, Callable[[World], object]] = {
    "classify": lambda world: world.project.search("zebra").classify("Animal", "cat"),
    "a plan": lambda world: world.project.search("zebra").classify("Animal", "cat", dry_run=True),
    "clear": lambda world: world.project[3:3].clear("Animal"),
    "tag": lambda world: world.project.filter(F["Animal"] == "neither").tag("x"),
    "untag": lambda world: world.project[99:].untag("x"),
    "set_status": lambda world: world.project.search("zebra").set_status("review"),
    "no selection in a grid": lambda world: world.project.grid().selected.classify("Animal", "cat"),
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_selection_changes_nothing_and_says_so(world: World, name: str) -> None:
    refused(world, EMPTY[name], "No item matches|selection is empty", SelectionError)


def test_items_of_another_project_are_not_found_in_this_one(world: World) -> None:
    strangers = [int(ident) for ident in world.other.items.ids()[:2]]
    refused(world, lambda world: world.project.filter(F.id.is_in(strangers)).tag("x"), "belongs to another one")
    refused(world, lambda world: world.project.filter(F.id.is_in([10**9])).classify("Animal", "cat"), "No item with")


@pytest.mark.parametrize("widget", ["grid", "label"])
@pytest.mark.parametrize("whose", ["other", "elsewhere"])
def test_a_widget_refuses_a_view_of_another_project(world: World, widget: str, whose: str) -> None:
    shown = getattr(world.project, widget)()

    def exchange(world: World) -> None:
        shown.view = getattr(world, whose).items

    says = 'shows the project "default" of pets.duckdb, and the view belongs to "(second|default)" of'
    refused(world, exchange, says, SelectionError)
    assert shown.view.code() == "project"
    shown.view = world.project[:2]
    assert shown.count == 2


def test_a_widget_shows_views_only(world: World) -> None:
    grid = world.project.grid()
    refused(world, lambda world: setattr(grid, "view", 3), "A widget shows a view such as", SelectionError)


def test_an_operation_of_another_project_is_not_undone_here(world: World) -> None:
    receipt = world.other[:1].tag("theirs")
    refused(world, lambda world: world.project.undo(receipt.op_id), f"No operation {receipt.op_id} in this project")
    assert len(world.project.filter(F.receipt(receipt.op_id, "applied"))) == 0
    receipt.undo()


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


TAGS: dict[str, tuple[Any, str]] = {
    "empty": ("", "A tag is a text that is not empty"),
    "spaces": (" \n\t", "A tag is a text that is not empty"),
    "only signs that cannot be seen": ("\x07\x1b", "A tag is a text that is not empty"),
    "None": (None, "A tag is a text that is not empty, not None"),
    "a number": (3, "A tag is a text that is not empty, not 3"),
    "NUL": ("a\0b", "cannot be stored"),
    "half of a pair": ("night\udfff", "cannot be stored"),
    "5,000 characters": ("x" * 5000, "has 5,000 characters; 200 are allowed"),
}


@pytest.mark.parametrize("name", TAGS)
@pytest.mark.parametrize("verb", ["tag", "untag"])
def test_a_tag_that_is_none_is_refused(world: World, verb: str, name: str) -> None:
    tag, says = TAGS[name]
    refused(world, lambda world: getattr(world.project.items, verb)(tag), says, SelectionError)


@pytest.mark.parametrize("status", ["Review", "done", 3, None, ["review"]])
def test_a_status_that_is_none_is_refused_with_those_there_are(world: World, status: Any) -> None:
    says = r"No status .*There are: annotate, review, complete"
    refused(world, lambda world: world.project.items.set_status(status), says)


PLACES: dict[str, tuple[Callable[[World], object], str]] = {
    "a step": (lambda world: world.project.items[::2], "in steps of 1 only, not 2"),
    "backwards": (lambda world: world.project.items[::-1], "in steps of 1 only, not -1"),
    "a text": (lambda world: world.project.items["frame-0"], "indexed by a whole number"),  # type: ignore[call-overload]
    "a fraction": (lambda world: world.project.items[1.5], "indexed by a whole number"),  # type: ignore[call-overload]
    "a fraction in a slice": (lambda world: world.project.items[:1.5], "indexed by a whole number"),
    "a list": (lambda world: world.project.items[[1, 2]], "indexed by a whole number"),  # type: ignore[call-overload]
    "True": (lambda world: world.project.items[True], "indexed by a whole number"),
    "a limit below 0": (lambda world: world.project.items.limit(-1), "limit takes a number of items from 0"),
    "a limit in words": (lambda world: world.project.items.limit("all"), "whole number"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", PLACES)
def test_a_place_that_is_none_is_refused(world: World, name: str) -> None:
    call, says = PLACES[name]
    refused(world, call, says)


@pytest.mark.parametrize("place", [6, -7, 10**9])
def test_a_place_behind_the_end_ends_a_loop_and_says_how_many_there_are(world: World, place: int) -> None:
    refused(world, lambda world: world.project[place], f"No item at place {place}: the view has 6 items", IndexError)


def test_numpys_whole_numbers_are_places_too(world: World) -> None:
    view = world.project.items
    assert view[np.int64(1)].id == view[1].id
    assert [item.id for item in view[np.int32(1) : np.int64(3)]] == view.ids()[1:3].tolist()


F_MISUSED: dict[str, tuple[Callable[[World], object], str]] = {
    "and": (lambda world: world.project.filter((F["Animal"] == "cat") and (F.width > 3)), "Combine conditions with &"),
    "not": (lambda world: world.project.filter(not F["Animal"].is_missing()), "Combine conditions with &"),
    "a chain": (lambda world: world.project.filter(1 < F.width < 5), "Combine conditions with &"),
    "& True": (lambda world: world.project.filter((F.width > 3) & True), "A condition is combined with a condition"),  # type: ignore[operator]
    "a text": (lambda world: world.project.filter("Animal"), "filter takes conditions such as"),  # type: ignore[arg-type]
    "a field": (lambda world: world.project.filter(F.width), "filter takes conditions such as"),  # type: ignore[arg-type]
    "a misspelt column": (lambda world: world.project.filter(F.widht > 3), r'no column "widht".*Did you mean "width"\?'),
    "a misspelt question": (lambda world: len(world.project.filter(F["Animl"] == "cat")), r'Did you mean "Animal"\?'),
    "a misspelt option": (lambda world: len(world.project.filter(F["Animal"] == "ct")), r'Did you mean "cat"\?'),
    "a misspelt status": (lambda world: world.project.filter(F.status == "revew"), r'Did you mean "review"\?'),
    "a text for a number": (lambda world: len(world.project.filter(F["Quality"] > "x")), "holds numbers; it was compared"),
    "a text for a width": (lambda world: len(world.project.filter(F.width > "x")), '"width" holds numbers'),
    "the size of an option": (lambda world: len(world.project.filter(F["Animal"] < "cat")), "have no size"),
    "NaN": (lambda world: F.width > float("nan"), "Nothing compares with nan"),
    "two fields": (lambda world: F.width == F.height, "Nothing compares with F.height"),
    "is_in of a text": (lambda world: F["Animal"].is_in("cat"), "is_in takes a list, not the text 'cat'"),
    "a broken pattern": (lambda world: len(world.project.filter(F.title.matches("("))), "is no regular expression"),
    "search for a number": (lambda world: world.project.search(3), "search takes a text, not 3"),  # type: ignore[arg-type]
    "sort by a text": (lambda world: world.project.sort("width"), "sort takes fields such as F.width"),  # type: ignore[arg-type]
    "a misspelt facet": (lambda world: world.project.items.facets("Animl"), r'Did you mean "Animal"\?'),
    "an outcome": (lambda world: len(world.project.filter(F.receipt(1, "aplied"))), 'No outcome "aplied"'),
}  # fmt: skip


@pytest.mark.parametrize("name", F_MISUSED)
def test_a_misused_condition_is_refused_with_how_to_write_it(world: World, name: str) -> None:
    call, says = F_MISUSED[name]
    refused(world, call, says)


SQL = [
    "drop table item", "delete from items", "insert into tags values (1, 'x')", "update items set title = 'x'",
    "create table own(a int)", "select 1; select 2", "", "select", "attach 'own.db'", "pragma version", "set threads = 1",
    "install httpfs", "copy (select 1) to 'own.csv'", "select * from 'pictures/frame-0.png'", "select getenv('HOME')",
    "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "select * from item",
    "select * from main.item", "select * from duckdb_settings()", "select * from glob('*')", "explain select 1",
    "with gone as (delete from items returning *) select * from gone", "select '\ud800'", "select * from itms",
    "call pragma_version()", "vacuum", "checkpoint", "export database 'own'", "begin", "load httpfs",
]  # fmt: skip


@pytest.mark.parametrize("text", SQL)
def test_sql_answers_one_select_over_its_views_and_nothing_else(world: World, text: str) -> None:
    refused(world, lambda world: world.project.sql(text), "SELECT|SQL|no table|function|project.sql")


WIDGETS: dict[str, tuple[str, dict[str, Any], str]] = {
    "theme": ("grid", {"theme": "drak"}, 'No theme "drak". There are: auto, light, dark'),
    "height a text": ("grid", {"height": "tall"}, "The height is a number of pixels from 1"),
    "height below 0": ("grid", {"height": -5}, "The height is a number of pixels from 1"),
    "height NaN": ("label", {"height": float("nan")}, "The height is a number of pixels from 1"),
    "height beyond any screen": ("label", {"height": 10**9}, "The height is a number of pixels from 1 to 10,000"),
    "size": ("grid", {"size": 100}, "No tile size 100. There are: 64, 128, 192, 320"),
    "an unknown option": (
        "grid",
        {"colour": 3},
        'Grid has no option "colour". There are: size, question, height, theme',
    ),
    "an unknown question": ("grid", {"question": "Animl"}, r'Did you mean "Animal"\?'),
    "a nested question": ("label", {"question": "Breed"}, '"Breed" is nested in "Animal"'),
    "no question": ("label", {"question": ["Animal"]}, "A question is meant by its name"),
    "layout": ("label", {"layout": "mini"}, 'No layout "mini". There are: full, minimal'),
    "auto_next": ("label", {"auto_next": "yes"}, "auto_next is True or False, not 'yes'"),
    "auto_complete alone": ("label", {"auto_next": False, "auto_complete": True}, "only together with auto_next"),
}


@pytest.mark.parametrize("name", WIDGETS)
def test_an_option_that_a_widget_does_not_take_is_refused(
    world: World, name: str, recwarn: pytest.WarningsRecorder
) -> None:
    widget, options, says = WIDGETS[name]
    refused(world, lambda world: getattr(world.project, widget)(**options), says)


OPERATIONS: dict[str, Callable[[Project], object]] = {
    "undo of what never was": lambda project: project.undo(99_999),
    "undo of a text": lambda project: project.undo("last"),  # type: ignore[arg-type]
    "undo of True": lambda project: project.undo(True),
    "undo of a fraction": lambda project: project.undo(1.0),  # type: ignore[arg-type]
    "at what never was": lambda project: project.at(99_999),
    "at a fraction": lambda project: project.at(1.5),  # type: ignore[arg-type]
    "at a text": lambda project: project.at("yesterday"),  # type: ignore[arg-type]
    "before the beginning": lambda project: project.at(-1),
    "a history of a text": lambda project: project.history("all"),  # type: ignore[arg-type]
    "a history below 0": lambda project: project.history(-1),
    "redo of nothing": lambda project: project.redo(),
    "a listener that cannot be called": lambda project: project.observe(3),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_that_is_not_there_is_refused(world: World, name: str) -> None:
    refused(world, lambda world: OPERATIONS[name](world.project), "", OperationError)


PAST: dict[str, Callable[[Any], object]] = {
    "classify": lambda view: view.classify("Animal", "cat"),
    "a plan": lambda view: view.classify("Animal", "cat", dry_run=True),
    "clear": lambda view: view.clear("Animal"),
    "tag": lambda view: view.tag("x"),
    "set_status": lambda view: view.set_status("review"),
    "an item": lambda view: view[0].classify("Animal", "cat"),
}


@pytest.mark.parametrize("name", PAST)
def test_the_past_can_be_read_only(world: World, name: str) -> None:
    past = world.project.at(2).items
    refused(world, lambda world: PAST[name](past), "as of operation 2: it can be read only", OperationError)


WRITES: dict[str, Callable[[Project], object]] = {
    "add": lambda project: project.add(project.path.parent / "pictures"),
    "classify": lambda project: project.items.classify("Animal", "cat"),
    "clear": lambda project: project.items.clear("Animal"),
    "tag": lambda project: project.items.tag("x"),
    "set_status": lambda project: project.items.set_status("review"),
    "ontology": lambda project: setattr(project, "ontology", nb.Ontology(nb.Text("Remark"))),
    "undo": lambda project: project.undo(),
    "redo": lambda project: project.redo(),
    "compact": lambda project: project.compact(),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_project_opened_for_reading_only_refuses_every_change(world: World, name: str) -> None:
    with nb.open(world.project.path, read_only=True) as reader:
        refused(world, lambda world: WRITES[name](reader), "opened for reading only. Open it", ReadOnly)
        assert len(reader.to_df()) == 6


READS: dict[str, Callable[[Project], object]] = {
    "len": len,
    "to_df": lambda project: project.to_df(),
    "labels": lambda project: project.labels.to_df(),
    "ontology": lambda project: project.ontology,
    "history": lambda project: project.history(),
    "sql": lambda project: project.sql("select 1"),
    "grid": lambda project: project.grid(),
    "label": lambda project: project.label(),
    "an item": lambda project: project[0],
    "export_table": lambda project: project.export_table(project.path.with_suffix(".csv")),
    "verify": lambda project: project.verify(),
}


@pytest.mark.parametrize("name", [*WRITES, *READS])
def test_a_closed_project_says_that_it_is_closed(world: World, tmp_path: Path, name: str) -> None:
    closed = nb.open(world.project.path)
    closed.close()
    refused(world, lambda world: {**WRITES, **READS}[name](closed), "this project was closed. Open it again", Closed)
    assert repr(closed) == "Project 'default' in pets.duckdb: closed"


def test_a_role_that_may_not_is_told_which_may(world: World) -> None:
    with nb.open(world.project.path, role="annotator") as annotator:
        says = r'Annotators may not change "frame-0.png" \(item 1\): it is in complete, which is open to admin'
        refused(world, lambda world: annotator[0].classify("Animal", "cat", override=True), says, NotAllowed)
        says = "Annotators may not move items to complete: only admins and reviewers may"
        refused(world, lambda world: annotator[3].set_status("complete"), says, NotAllowed)


TABLES: dict[str, tuple[Any, str]] = {
    "another ending": ("labels.xlsx", 'Could not write "labels.xlsx": give a name that ends in .csv or .parquet'),
    "no ending": ("labels", "give a name that ends in"),
    "a missing folder": ("/nowhere/labels.csv", "there is no folder /nowhere. Create it first"),
    "None": (None, "A table is named by a path"),
    "a number": (3, "A table is named by a path"),
    "an empty text": ("", "A table is named by a path"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_cannot_be_written_is_refused(world: World, name: str) -> None:
    path, says = TABLES[name]
    refused(world, lambda world: world.project.export_table(path), says)


def test_a_folder_in_the_way_of_a_table_stays_what_it_is(world: World, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").mkdir()
    refused(world, lambda world: world.project.export_table(tmp_path / "labels.csv"), "Could not write")
    assert [path.name for path in tmp_path.iterdir()] == ["labels.csv"]


def test_a_table_that_is_there_already_is_replaced(world: World, tmp_path: Path) -> None:
    target = tmp_path / "labels.csv"
    target.write_text("old")
    assert world.project[:2].export_table(target) == target
    assert len(pd.read_csv(target)) == 2


FILES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a missing folder": (
        lambda folder: folder / "nowhere/pets.duckdb",
        "there is no folder .*nowhere. Create it first",
    ),
    "a folder": (lambda folder: folder, "it is a folder. Name a file in it"),
    "a picture": (lambda folder: folder / "picture.png", "it is no DuckDB database"),
    "an empty file": (lambda folder: folder / "empty.duckdb", "."),
    "somebody else's tables": (lambda folder: folder / "theirs.duckdb", "."),
    "None": (lambda folder: None, "A label file is named by a path such as"),
    "a number": (lambda folder: 3, "A label file is named by a path such as"),
    "nothing": (lambda folder: "", "A label file is named by a path such as"),
    "NUL": (lambda folder: "a\0b", "A label file is named by a path such as"),
    "half of a pair": (lambda folder: "\ud800.duckdb", "is not valid Unicode"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_label_file_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "picture.png")
    (tmp_path / "empty.duckdb").touch()
    with duckdb.connect(str(tmp_path / "theirs.duckdb")) as connection:
        connection.execute("create table visitors(name varchar)")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    path, says = FILES[name]
    if name == "an empty file":
        return nb.open(path(tmp_path)).close()  # an empty file is a new one: `touch` and tempfile make such
    with pytest.raises(NblabelError, match=says) as caught:
        nb.open(path(tmp_path))
    assert "\n" not in str(caught.value)
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if not path.name.startswith(".")}
    assert after == before
    return None


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "pets.duckdb"
    nb.open(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("update marker set schema_version = 9999, nblabel_version = '99.1'")
    before = path.read_bytes()
    with pytest.raises(NewerSchema, match=r"a newer nblabel wrote it .*9999.*Upgrade nblabel") as caught:
        nb.open(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


OPENED: dict[str, tuple[dict[str, Any], str]] = {
    "role": ({"role": "boss"}, 'No role "boss". There are: admin, reviewer, annotator'),
    "kind": ({"kind": "x"}, 'No project kind "x". There are: workflow, manual_qa'),
    "a project without a name": ({"project": ""}, "cannot name a project: give a text of 1 to 300"),
    "a project named by a number": ({"project": 3}, "A project is named by a text, not 3"),
    "a project named by NUL": ({"project": "a\0"}, "cannot name a project"),
    "an annotator without a name": ({"annotator": " "}, "An annotator is named by a text of 1 to 300"),
    "an annotator who is a number": ({"annotator": 3}, "An annotator is named by a text of 1 to 300"),
    "half of a pair": ({"annotator": "\ud800"}, "An annotator is named by a text of 1 to 300"),
    "an annotator with 10,000 letters": ({"annotator": "x" * 10_000}, "An annotator is named by a text of 1 to 300"),
}


@pytest.mark.parametrize("name", OPENED)
def test_open_refuses_what_it_does_not_know(world: World, name: str) -> None:
    options, says = OPENED[name]
    refused(world, lambda world: nb.open(world.project.path, **options), says)
    assert nb.projects(world.project.path) == ["default", "second"]


LABELLED: dict[str, tuple[dict[str, Any], str]] = {
    "a missing folder": ({"source": "nowhere"}, "There is no file or folder"),
    "no classes": ({"classes": []}, "has no options: give at least one"),
    "classes in one text": ({"classes": "cat, dog"}, "must be a list, not the text"),
    "None": ({"classes": None}, "must be a list such as"),
    "a class twice": ({"classes": ["cat", "cat"]}, 'has the option "cat" twice'),
    "an unknown option": ({"colour": 3}, 'Labeler has no option "colour"'),
    "theme": ({"theme": "pink"}, 'No theme "pink"'),
}


@pytest.mark.parametrize("name", LABELLED)
def test_label_refuses_before_it_makes_a_file(
    world: World, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options, says = LABELLED[name]
    call = {"source": world.folder / "pictures", "classes": ["cat", "dog"], **options}
    refused(world, lambda world: nb.label(**call), says)
    assert list(tmp_path.iterdir()) == []


def test_a_listener_that_fails_does_not_make_a_saved_change_look_lost(world: World) -> None:
    def fail(change: object) -> None:
        raise RuntimeError("out of ink")

    stop = world.project.observe(fail)
    with pytest.warns(RuntimeWarning, match=r"Operation \d+ is saved, but a listener .*out of ink"):
        receipt = world.project[:1].tag("heard")
    stop()
    stop()
    assert len(world.project.filter(F.tags.has("heard"))) == 1
    receipt.undo()

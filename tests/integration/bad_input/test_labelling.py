"""Bad questions, answers, options, tags and statuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.integration.bad_input.world import World, classify, refused

import nblabel as nb
from nblabel import F
from nblabel.errors import SelectionError

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

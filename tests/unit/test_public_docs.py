"""Everything public says what it gives, with an example, and what is offered to tab completion is meant for users."""

from __future__ import annotations

import ast
import doctest
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

import nblabel as nb
from nblabel.domain.fields import Field, Metadata, Tags
from nblabel.framing import Framing
from nblabel.items import Item
from nblabel.members import Members
from nblabel.objects import Marking, Objects
from nblabel.predicting import Predicting
from nblabel.predictions import AcceptPlan, Predictions
from nblabel.progress import Progress
from nblabel.project import Labels, Project, Snapshot
from nblabel.receipt import Plan, Receipt
from nblabel.registering import Registering
from nblabel.remarks import Comment, Comments
from nblabel.task import Task
from nblabel.tasking import Tasking, Tasks
from nblabel.view import View
from nblabel.widgets.grid import Grid
from nblabel.widgets.labeler import Labeler

HELD = [
    Project,
    Snapshot,
    Framing,
    Registering,
    View,
    Item,
    Labels,
    Receipt,
    Plan,
    Field,
    Tags,
    Metadata,
    type(nb.F),
    Grid,
    Labeler,
    Tasking,
    Tasks,
    Task,
    Members,
    Comments,
    Comment,
    Progress,
    Predicting,
    Predictions,
    AcceptPlan,
    Marking,
    Objects,
]
NAMED = [getattr(nb, name) for name in nb.__all__ if name != "F"]
CLASSES = [*HELD, *(thing for thing in NAMED if inspect.isclass(thing))]


def members() -> Iterator[tuple[str, Any]]:
    """Public functions, methods and properties of ours, with their names."""
    for thing in NAMED:
        if inspect.isfunction(thing):
            yield thing.__name__, thing
    for kind in CLASSES:
        for name, value in vars(kind).items():
            plain = value.fget if isinstance(value, property) else getattr(value, "func", value)
            plain = getattr(plain, "__func__", plain)
            if not name.startswith("_") and inspect.isfunction(plain):
                yield f"{kind.__name__}.{name}", plain


MEMBERS = dict(members())
# What users call; question kinds also have methods that only this package calls.
CALLED = [name for name in MEMBERS if "." not in name or name.partition(".")[0] in {kind.__name__ for kind in HELD}]
CALLED = [name for name in CALLED if not name.endswith(".check")]


def examples(thing: object) -> list[doctest.Example]:
    return doctest.DocTestParser().get_examples(inspect.getdoc(thing) or "")


@pytest.mark.parametrize("name", MEMBERS)
def test_a_public_call_says_in_a_sentence_what_it_gives(name: str) -> None:
    text = inspect.getdoc(MEMBERS[name])
    assert text, name
    first = text.split("\n\n")[0].replace("\n", " ")
    assert first[0].isupper() or first[0] in "`0123456789(a", first
    assert first[-1] in ".:", first


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_a_public_class_says_what_it_is(kind: type) -> None:
    assert kind.__doc__
    assert not kind.__doc__.startswith(f"{kind.__name__}("), "the docstring that dataclasses make is none"


def test_what_is_held_shows_how_it_is_used() -> None:
    for kind in (Project, View, Item, Receipt, Plan, Field, Grid, Labeler, nb.Ontology, nb.Radio, nb.Checklist, nb.Number,
                 nb.Text, nb.Option, type(nb.F)):  # fmt: skip
        assert examples(kind), kind.__name__
    for call in (nb.open, nb.label, nb.samples, nb.projects):
        assert examples(call), call.__name__


@pytest.mark.parametrize("name", CALLED)
def test_a_call_with_arguments_has_an_example(name: str) -> None:
    asked = [parameter for parameter in inspect.signature(MEMBERS[name]).parameters if parameter not in ("self", "cls")]
    if asked:
        assert examples(MEMBERS[name]), f"{name}({', '.join(asked)}) has no Examples section"


@pytest.mark.parametrize("name", [*MEMBERS, *(kind.__name__ for kind in CLASSES)])
def test_every_example_is_python(name: str) -> None:
    things = {**MEMBERS, **{kind.__name__: kind for kind in CLASSES}}
    for example in examples(things[name]):
        ast.parse(example.source)


def test_tab_completion_offers_what_is_meant_for_users() -> None:
    assert [name for name in dir(nb) if not name.startswith("_")] == sorted(nb.__all__)
    assert {name for name in dir(View) if not name.startswith("_")} == {
        "assign", "classify", "clear", "code", "export_table", "facets", "filter", "grid", "ids", "label", "like", "limit",
        "sample", "save", "search", "set_status", "sort", "sql", "tag", "to_df", "to_json", "untag",
    }  # fmt: skip
    assert set(dir(nb.F)) >= {"width", "title", "tags", "meta", "status", "id"}


def test_every_public_name_can_be_had_and_a_wrong_one_says_so() -> None:
    for name in nb.__all__:
        assert getattr(nb, name) is not None
    with pytest.raises(AttributeError, match="module 'nblabel' has no attribute 'Ontologie'"):
        _ = nb.Ontologie

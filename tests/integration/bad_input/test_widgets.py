"""Views and options that a widget does not take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.integration.bad_input.world import World, refused

import nblabel as nb
from nblabel.errors import SelectionError


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

"""A widget whose making failed half way goes without a word: Python closes it when nobody holds it any more."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator

import pytest

from nblabel.errors import NblabelError
from nblabel.media.serving import show
from nblabel.project import Project
from nblabel.widgets import base
from nblabel.widgets.base import Panel
from nblabel.widgets.grid import Grid
from nblabel.widgets.labeler import Labeler


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What went wrong where nobody could catch it."""
    heard: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda problem: heard.append(problem.exc_value))
    yield heard
    gc.collect()
    assert not heard


def refused(make: Callable[[], Panel], kind: type[Exception]) -> None:
    with pytest.raises(kind) as problem:
        make()
    # The traceback holds the widget; without it Python throws it away here.
    problem.value.__traceback__ = None
    del problem
    gc.collect()


@pytest.mark.parametrize("kind", [Grid, Labeler])
def test_a_widget_refused_for_its_question_is_thrown_away_in_silence(
    project: Project, complaints: list[object], kind: type[Panel]
) -> None:
    refused(lambda: kind(project.items, question="Anmial"), NblabelError)
    assert complaints == []


@pytest.mark.parametrize("step", ["check", "Board", "Background", "dispatcher_of", "files_of", "protocol_hash"])
def test_a_widget_that_breaks_at_any_step_is_thrown_away_in_silence(
    project: Project, complaints: list[object], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def breaks(*_args: object) -> object:
        raise MemoryError

    monkeypatch.setattr(Panel if step == "check" else base, step, breaks)
    refused(lambda: Grid(project.items), MemoryError)
    assert complaints == []


def test_a_refused_widget_leaves_the_picture_that_another_one_shows(
    project: Project, complaints: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    released: list[bool] = []
    shown = project.items.grid()
    monkeypatch.setattr(show, "release", lambda: released.append(True))
    refused(lambda: Grid(project.items, question="Anmial"), NblabelError)
    assert released == []
    shown.close()
    assert released == [True]


def test_a_widget_may_be_closed_twice(project: Project) -> None:
    widget = project.items.grid()
    widget.close()
    widget.close()

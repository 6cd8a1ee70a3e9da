"""What bad input is tried on, and how a refusal is looked at: one sentence (what was asked, what is there, what to do), nothing written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nblabel.errors import NblabelError
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

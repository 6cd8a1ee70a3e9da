"""Filters that mean harm, or only much work: bounded, to be stopped, and never more than values to the database."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.integration.worlds import copied

import nblabel as nb
from nblabel import F
from nblabel.domain import job
from nblabel.domain.job import Job
from nblabel.errors import Interrupted, NblabelError, QueryError
from nblabel.project import Project

HOSTILE = [
    "'; DROP TABLE item; --",
    '" OR 1=1 --',
    "x') OR ('1'='1",
    "\\",
    "%_",
    "{}",
    "{0}",
    "?",
    "$1",
    "a" * 5_000,
    "\u202e\u0000x".replace("\u0000", ""),
    "🐱",
    "NULL",
    "../../etc/passwd",
]
OBEN = "o'ben; --"
# Each takes an engine that tries every way more time than there is.
EXPLODING = ["(a+)+$", "(a|a)*$", "(a|aa)+$", "(.*a){12}x", "^(([a-z])+.)+[A-Z]([a-z])+$", "(?:(?:a?){30}){30}a{30}"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Items, options, tags, collections, tasks and metadata with names that break careless SQL."""
    rng = np.random.default_rng(1)
    with nb.open(tmp_path_factory.mktemp("it's") / "p.duckdb", annotator=OBEN) as project:
        project.add([rng.integers(0, 255, (4, 4, 3), np.uint8) for _ in range(4)])
        options = [name for name in HOSTILE if len(name) < 60]
        project.ontology = nb.Ontology(nb.Radio('Who\'s "it"?', options), nb.Text("Note"))
        for place, name in enumerate(options[:4]):
            project[place].classify('Who\'s "it"?', name)
            project[place].classify("Note", name)
    return project.path


@pytest.fixture
def hostile(world: Path, tmp_path: Path) -> Iterator[Project]:
    with nb.open(copied(world, tmp_path), annotator=OBEN) as project:
        yield project


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_ever_more_than_a_value(hostile: Project, text: str) -> None:
    before = hostile.to_df()
    for condition in (
        F.title == text,
        F.title.contains(text),
        F.title.is_in([text, None]),
        F.title.between(text, text),
        F["Note"] == text,
        F.meta[text] == text,
        F.meta[text].is_missing(),
        F.tags.has(text),
        F.annotator == text,
        F.assignee.contains(text),
        F.folder != text,
        ~(F.kind == text),
    ):
        view = hostile.filter(condition)
        assert 0 <= len(view) <= 4
        assert hostile.view(view.to_json()).ids().tolist() == view.ids().tolist()
        assert text not in view.sql().partition("-- values")[0] or text in ("?", "{}", "NULL")
    assert hostile.to_df().equals(before)
    assert hostile.verify() == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_that_is_not_there_is_refused_in_one_line(hostile: Project, text: str) -> None:
    for condition in (F.in_collection(text), F.in_task(text), F.prediction(text)["Note"] == "x", F.metric(text) > 1):
        with pytest.raises(NblabelError) as refusal:
            len(hostile.filter(condition))
        assert "\n" not in str(refusal.value)
        assert len(str(refusal.value)) < 1_100


@pytest.mark.parametrize("text", [name for name in HOSTILE if len(name) < 60])
def test_hostile_names_are_kept_and_found(hostile: Project, text: str) -> None:
    hostile[:2].tag(text)
    hostile.keep_view(text, hostile.filter(F.tags.has(text)))
    assert len(hostile.views[text]) == 2
    assert len(hostile.filter(F.tags.has(text), F['Who\'s "it"?'].is_in([text]))) <= 1
    found = hostile.items.facets("tag")
    assert found.loc[found["value"] == text, "count"].tolist() == [2]


@pytest.mark.parametrize("pattern", EXPLODING)
def test_a_regular_expression_cannot_explode(hostile: Project, pattern: str) -> None:
    hostile[0].classify("Note", "a" * 5_000 + "!")
    for operand in (F["Note"], F.title, F['Who\'s "it"?'], F.meta["x"]):
        with contextlib.suppress(QueryError):  # one that would take too much memory is refused
            assert len(hostile.filter(operand.matches(pattern))) <= 4


def test_a_pattern_that_is_none_or_endless_is_refused(hostile: Project) -> None:
    for pattern in ("(", "a" * 100_000, "[", "(?<x>a)\\k<x>", "(((a{1000}){1000}){1000})"):
        with pytest.raises(QueryError, match="regular expression"):
            len(hostile.filter(F.title.matches(pattern)))


def test_a_hundred_thousand_ids_or_titles_are_one_value(hostile: Project) -> None:
    ids = hostile.items.ids().tolist()
    scattered = [*ids, *range(1_000, 400_000, 4)]
    view = hostile.filter(
        F.id.is_in(scattered), F.title.is_in([f"no {number}" for number in range(100_000)] + ["array 1"])
    )
    assert len(view) == 1
    assert len(hostile.filter(~F.id.is_in(scattered))) == 0
    assert len(view.code()) < 3_000_000
    assert hostile.view(view.to_json()).ids().tolist() == view.ids().tolist()


def test_conditions_may_stand_in_each_other_as_deep_as_anybody_writes(hostile: Project) -> None:
    nested = F.title.contains("array")
    for _ in range(30):
        nested = ~(nested & F.title.contains("a")) | F.title.contains("zz")
    assert len(hostile.filter(nested)) == 4


def test_a_long_filter_can_be_stopped_and_says_so(hostile: Project) -> None:
    stopped = Job()
    started = threading.Event()
    raised: list[BaseException] = []

    def work() -> None:
        with stopped.as_current(), hostile._session.db.read() as cur:
            started.set()
            try:
                cur.execute("SELECT count(*) FROM range(100000000) a, range(100000) b WHERE hash(a.range, b.range) = 1")
            except Interrupted as error:
                raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    started.wait(10)
    while thread.is_alive():
        stopped.cancel()
        thread.join(0.05)
    assert raised
    assert len(hostile) == 4
    assert job.current() is not stopped


def test_a_view_of_views_of_views_stays_small(hostile: Project) -> None:
    view = hostile.items
    for _ in range(12):
        view = view.filter(F.title.contains("array")).sort(F.title.desc())[:4]
    assert len(view) == 4
